"""The sums of a statement, by hand first and then for any entries at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ledger.drafts import Amounts
from statements.rules import build
from statements.rules.build import DoesNotAgree, Line
from statements.rules.period import Period

YEAR = Period(2026, date(2026, 1, 1), date(2026, 12, 31), is_provisional=False)


def line(journal_id, on, kind, amounts, **more):
    facts = {
        "book": "KONV",
        "narration": kind.lower(),
        "reference": f"R{journal_id}",
        "detail": {},
    }
    return Line(journal_id=journal_id, on=on, kind=kind, amounts=amounts, **(facts | more))


def test_an_accountants_example():
    """RM1,000.00 brought forward, one contribution of RM730.00, RM500.00 out, a dividend."""
    opening = Amounts(persaraan=750_00, sejahtera=150_00, fleksibel=600_00)
    lines = [
        line(
            3,
            date(2026, 11, 20),
            "WITHDRAWAL",
            Amounts(fleksibel=-500_00),
            reference="PGL-1",
        ),
        line(
            1,
            date(2026, 2, 14),
            "CONTRIBUTION",
            Amounts(persaraan=547_50, sejahtera=109_50, fleksibel=73_00),
            detail={"wage_month": "2026-01", "employer": "Kilang Contoh Sdn Bhd"},
        ),
        line(
            2,
            date(2026, 3, 1),
            "DIVIDEND",
            Amounts(persaraan=41_11, sejahtera=8_22, fleksibel=3),
        ),
    ]
    closing = Amounts(persaraan=1338_61, sejahtera=267_72, fleksibel=173_03)

    found = build.build(YEAR, opening, lines, closing, watermark=3)

    assert found.accounts == ("PERSARAAN", "SEJAHTERA", "FLEKSIBEL")
    fleksibel = found.rows[2]
    assert (fleksibel.opening_sen, fleksibel.contributions_sen) == (600_00, 73_00)
    assert (fleksibel.withdrawals_sen, fleksibel.dividend_sen) == (-500_00, 3)
    assert (fleksibel.adjustments_sen, fleksibel.closing_sen) == (0, 173_03)
    assert found.total.opening_sen == 1500_00
    assert found.total.closing_sen == 1500_00 + 730_00 - 500_00 + 49_36
    assert [entry.month_on for entry in found.contributions] == [date(2026, 1, 1)]
    assert found.contributions[0].shares_sen == (547_50, 109_50, 73_00)
    assert found.contribution_totals == (547_50, 109_50, 73_00)
    assert [(m.kind, m.account, m.debit_sen, m.credit_sen) for m in found.movements] == [
        ("DIVIDEND", "PERSARAAN", 0, 41_11),
        ("DIVIDEND", "SEJAHTERA", 0, 8_22),
        ("DIVIDEND", "FLEKSIBEL", 0, 3),
        ("WITHDRAWAL", "FLEKSIBEL", 500_00, 0),
    ]
    assert not found.has_adjustments


def test_one_sen_amiss_is_refused():
    with pytest.raises(DoesNotAgree, match="SEJAHTERA"):
        build.build(YEAR, Amounts(), [], Amounts(sejahtera=1), watermark=0)


def test_two_wrongs_on_two_accounts_do_not_make_a_right():
    with pytest.raises(DoesNotAgree):
        build.build(YEAR, Amounts(), [], Amounts(persaraan=1, sejahtera=-1), watermark=0)


def test_what_was_brought_forward_is_opening_balance_and_no_movement():
    lines = [
        line(1, YEAR.first_on, "OPENING", Amounts(persaraan=700)),
        line(2, YEAR.last_on, "CONTRIBUTION", Amounts(persaraan=75)),
    ]
    found = build.build(YEAR, Amounts(), lines, Amounts(persaraan=775), watermark=2)
    assert (found.total.opening_sen, found.total.movement_sen) == (700, 75)
    assert not found.movements
    assert not found.has_adjustments


@pytest.mark.parametrize("kind", ["TRANSFER", "ADJUSTMENT", "REVERSAL"])
def test_every_other_kind_is_an_adjustment(kind):
    moved = Amounts(persaraan=-100, fleksibel=100)
    found = build.build(
        YEAR,
        Amounts(persaraan=100),
        [line(1, YEAR.first_on, kind, moved)],
        Amounts(fleksibel=100),
        1,
    )
    assert [row.adjustments_sen for row in found.rows] == [-100, 0, 100]
    assert found.has_adjustments
    assert found.total.movement_sen == 0


def test_an_entry_of_another_year_is_refused():
    stray = line(1, date(2025, 12, 31), "CONTRIBUTION", Amounts(persaraan=1))
    with pytest.raises(ValueError, match="another period"):
        build.build(YEAR, Amounts(), [stray], Amounts(persaraan=1), watermark=1)


def test_a_member_past_55_sees_the_accounts_that_hold_money():
    opening = Amounts(akaun_55=500_00)
    lines = [line(1, YEAR.first_on, "CONTRIBUTION", Amounts(akaun_emas=10_00))]
    found = build.build(YEAR, opening, lines, Amounts(akaun_55=500_00, akaun_emas=10_00), 1)
    assert found.accounts == ("AKAUN_55", "AKAUN_EMAS")
    assert [row.closing_sen for row in found.rows] == [500_00, 10_00]


def test_a_new_member_sees_three_empty_accounts():
    found = build.build(YEAR, Amounts(), [], Amounts(), watermark=0)
    assert found.accounts == ("PERSARAAN", "SEJAHTERA", "FLEKSIBEL")
    assert found.total.closing_sen == 0
    assert found.contributions == found.movements == ()


def test_an_account_that_ends_where_it_began_is_still_shown():
    lines = [
        line(1, YEAR.first_on, "CONTRIBUTION", Amounts(akaun_emas=5)),
        line(2, YEAR.first_on, "CONTRIBUTION", Amounts(akaun_emas=-5)),
    ]
    found = build.build(YEAR, Amounts(), lines, Amounts(), watermark=2)
    assert found.accounts == ("AKAUN_EMAS",)


SEN = st.integers(min_value=-10_000_000_00, max_value=10_000_000_00)
AMOUNTS = st.builds(Amounts, SEN, SEN, SEN, SEN, SEN)
KINDS = st.sampled_from(
    [
        "OPENING",
        "CONTRIBUTION",
        "WITHDRAWAL",
        "DIVIDEND",
        "TRANSFER",
        "ADJUSTMENT",
        "REVERSAL",
    ]
)
LINES = st.lists(
    st.builds(
        line,
        st.integers(min_value=1, max_value=10**9),
        st.integers(min_value=0, max_value=364).map(lambda n: YEAR.first_on + timedelta(days=n)),
        KINDS,
        AMOUNTS,
    ),
    max_size=40,
)


@given(opening=AMOUNTS, lines=LINES)
def test_whatever_happened_every_figure_adds_up(opening, lines):
    closing = sum((each.amounts for each in lines), opening)
    found = build.build(YEAR, opening, lines, closing, watermark=0)

    for row in (*found.rows, found.total):
        assert row.opening_sen + row.movement_sen == row.closing_sen
    assert found.total.closing_sen == closing.total
    assert {row.account: row.closing_sen for row in found.rows} == {
        code: closing.account(code) for code in found.accounts
    }
    assert all(
        not closing.account(code) for code, _ in closing.items() if code not in found.accounts
    )
    assert sum(entry.total_sen for entry in found.contributions) == found.total.contributions_sen
    assert all(sum(entry.shares_sen) == entry.total_sen for entry in found.contributions)
    assert sum(m.credit_sen - m.debit_sen for m in found.movements) == (
        found.total.movement_sen - found.total.contributions_sen
    )


@given(opening=AMOUNTS, lines=LINES, nudge=st.integers(min_value=1, max_value=100))
def test_no_difference_goes_unseen(opening, lines, nudge):
    closing = sum((each.amounts for each in lines), opening) + Amounts(sejahtera=nudge)
    with pytest.raises(DoesNotAgree):
        build.build(YEAR, opening, lines, closing, watermark=0)
