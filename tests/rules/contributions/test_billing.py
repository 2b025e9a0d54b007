"""Which money pays what, and what a payer's words mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.rules import bill_no, billing, late, voluntary_reference

DAY = date(2026, 11, 15)
MONTH = date(2026, 10, 1)
tails = st.text(alphabet=bill_no.ALPHABET, min_size=6, max_size=6)


@given(tails, st.integers(0, 6), st.sampled_from(bill_no.ALPHABET))
def test_one_wrong_sign_is_no_bill_number(tail: str, place: int, sign: str) -> None:
    right = bill_no.made(MONTH, tail)
    wrong = right[: 7 + place] + sign + right[8 + place :]
    assert bill_no.quoted(right) == (right,)
    assert bill_no.quoted(wrong) == ((right,) if wrong == right else ())


@given(tails)
def test_banks_may_mangle_the_words(tail: str) -> None:
    number = bill_no.made(MONTH, tail)
    mangled = (
        f"bayaran / {number[:3]}-{number[3:7]} {number[7:10].lower()}.{number[10:]} terima kasih"
    )
    assert bill_no.quoted(mangled) == (number,)


@given(st.text())
def test_any_words_are_read(text: str) -> None:
    for number in bill_no.quoted(text):
        assert len(number) == 14
    assert all(number.isdigit() for number in bill_no.numbers(text))
    voluntary_reference.quoted(text)


@pytest.mark.parametrize("tail", ["ABC", "ABCDEI", "abcdef", "ABCDEFG"])
def test_other_signs_make_no_number(tail: str) -> None:
    with pytest.raises(ValueError):
        bill_no.made(MONTH, tail)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MAJIKAN 0001000001", ("1000001",)),
        ("1000001 dan 1000002", ("1000001", "1000002")),
        ("1234", ()),
        ("12345678901234567890", ()),
    ],
)
def test_employer_numbers(words: str, found: tuple[str, ...]) -> None:
    assert bill_no.numbers(words) == found


def test_a_members_reference_is_found_alone() -> None:
    assert voluntary_reference.quoted("CSV-ABCDEFGH23") == "CSV-ABCDEFGH23"
    assert voluntary_reference.quoted("simpanan csv ABCD EFGH 23") == "CSV-ABCDEFGH23"
    assert voluntary_reference.quoted("CSV-ABCDEFGH23 CSV-ABCDEFGH24") == ""


money = st.lists(
    st.tuples(st.sampled_from(["", "A", "B", "C", "X"]), st.integers(1, 500)), max_size=6
)
owed = st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.integers(1, 500)), max_size=6)


@given(money, owed)
def test_no_sen_is_made_or_lost(money: list[tuple[str, int]], owed: list[tuple[str, int]]) -> None:
    purses = [billing.Money(place, quoted, sen) for place, (quoted, sen) in enumerate(money)]
    lines = [billing.Owed(place, bill, DAY, sen) for place, (bill, sen) in enumerate(owed)]
    pays = billing.share_out(purses, lines)
    for purse in purses:
        assert sum(p.amount_sen for p in pays if p.receipt_id == purse.receipt_id) <= purse.left_sen
    for line in lines:
        assert sum(p.amount_sen for p in pays if p.line_id == line.line_id) <= line.open_sen
    came, open_ = sum(p.left_sen for p in purses), sum(line.open_sen for line in lines)
    assert sum(p.amount_sen for p in pays) == min(came, open_)
    assert all(p.amount_sen > 0 for p in pays)


def test_what_is_quoted_comes_first_then_the_oldest() -> None:
    lines = [billing.Owed(1, "OLD", DAY, 100), billing.Owed(2, "NEW", DAY, 100)]
    quoting = billing.Money(9, "NEW", 150)
    assert billing.share_out([quoting], lines) == [
        billing.Pays(9, 2, 100),
        billing.Pays(9, 1, 50),
    ]
    assert billing.share_out([billing.Money(9, "", 150)], lines) == [
        billing.Pays(9, 1, 100),
        billing.Pays(9, 2, 50),
    ]


def test_each_part_is_late_by_its_own_months() -> None:
    """Wages of January 2025, due 15 February: half in time, a quarter in March, a quarter in April."""
    parts = [
        (600_00, date(2025, 2, 15)),
        (300_00, date(2025, 3, 3)),
        (300_00, date(2025, 4, 20)),
    ]
    found = late.late_in_parts(parts, wage_month=date(2025, 1, 1))
    assert found.amount_sen == 600_00
    assert found.months == 3
    assert found.dividend_sen == 7_69  # 300 x 6.15% x 2/12 + 300 x 6.15% x 3/12 = 7.6875
    assert found.charge_sen == 10_00  # 8.94, and at least RM10


def test_in_time_in_parts_costs_nothing() -> None:
    found = late.late_in_parts([(600_00, date(2025, 2, 15))] * 2, wage_month=date(2025, 1, 1))
    assert (found.charge_sen, found.dividend_sen, found.months) == (0, 0, 0)
