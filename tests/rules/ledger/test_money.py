"""Money in sen: written, read and shared without losing any."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.ledger import money
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine, Unbalanced


@pytest.mark.parametrize(
    ("sen", "text"),
    [
        (0, "RM0.00"),
        (5, "RM0.05"),
        (100, "RM1.00"),
        (123450, "RM1,234.50"),
        (-100, "-RM1.00"),
        (-123456789, "-RM1,234,567.89"),
    ],
)
def test_written_as_a_person_reads_it(sen, text):
    assert money.ringgit(sen) == text


@pytest.mark.parametrize(
    ("text", "sen"),
    [
        ("500", 50000),
        ("500.5", 50050),
        ("500.05", 50005),
        (" RM 1,234.50 ", 123450),
        ("rm500", 50000),
        ("1,234,567.89", 123456789),
        ("0.01", 1),
    ],
)
def test_read_as_a_person_types_it(text, sen):
    assert money.parse(text) == sen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RM",
        "1e3",
        "1_000",
        "+5",
        "-5",
        "12.345",
        "1,23",
        "12,34.00",
        "005",
        "５００",
        "٥٠٠",
        "500\u00a0",
        "0x10",
        "NaN",
        "1 000",
        "1.",
        ".5",
        "9" * 60,
        "1234,567",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="not an amount"):
        money.parse(text)


@given(st.integers(min_value=0, max_value=10**11 - 1))
def test_what_is_written_is_read_back(sen):
    assert money.parse(money.ringgit(sen)) == sen


@given(st.integers(min_value=0, max_value=10**9))
def test_shares_sum_to_the_amount_and_none_is_negative(sen):
    shares = money.split(sen, (7500, 1500, 1000))
    assert sum(shares) == sen
    assert min(shares) >= 0
    assert shares[1] == sen * 15 // 100
    assert shares[2] == sen * 10 // 100


def test_every_small_amount_is_shared_without_loss():
    for sen in range(200_001):
        assert sum(money.split(sen, (7500, 1500, 1000))) == sen


def test_the_printed_example_of_783_ringgit():
    assert money.split(78300, (7500, 1500, 1000)) == (58725, 11745, 7830)


@pytest.mark.parametrize("weights", [(7500, 1500, 999), (10_001,), (), (10_500, -500)])
def test_weights_must_be_the_whole(weights):
    with pytest.raises(ValueError, match="10,000"):
        money.split(100, weights)


def _draft(**changes):
    content = {
        "scope": "s",
        "key": "k",
        "kind": "ADJUSTMENT",
        "book": "KONV",
        "effective_on": date(2026, 1, 1),
        "narration": "n",
        "reference": "r",
        "by": "test",
    }
    return JournalDraft(**(content | changes))


def test_a_draft_says_something_and_balances():
    with pytest.raises(Unbalanced):
        _draft()
    with pytest.raises(Unbalanced):
        _draft(fund=(FundLine("1100", "D", 5), FundLine("1200", "C", 4)))
    with pytest.raises(Unbalanced):
        _draft(members=(MemberLine(1, Amounts(persaraan=5)),))
    with pytest.raises(Unbalanced):
        _draft(members=(MemberLine(1, Amounts(1)), MemberLine(1, Amounts(2))), control="2100")
    with pytest.raises(ValueError, match="above nil"):
        FundLine("1100", "D", 0)


def test_a_move_between_a_members_own_accounts_needs_no_control_account():
    draft = _draft(members=(MemberLine(1, Amounts(-75, -15, -10, 100)),))
    assert draft.contra_sen == 0
