"""The rules of codes: sending limits, what is signed, what is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from members.tac import rules

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def ago(**parts: float) -> datetime:
    return AT - timedelta(**parts)


@pytest.mark.parametrize(
    ("sent", "opens"),
    [
        ([], None),
        ([ago(seconds=59)], AT + timedelta(seconds=1)),
        ([ago(seconds=60)], None),
        ([ago(minutes=m) for m in (2, 12, 22, 32, 42)], AT + timedelta(minutes=18)),
        ([ago(minutes=m) for m in (2, 12, 22, 32, 61)], None),
        ([ago(hours=h) for h in range(2, 12)], AT + timedelta(hours=13)),
    ],
)
def test_sending_limits(sent: list[datetime], opens: datetime | None) -> None:
    assert rules.may_send_at(sent, AT) == opens


def test_ten_wrong_codes_in_a_day_stop_sending_until_enough_are_a_day_old() -> None:
    wrong = [(ago(hours=h), 3) for h in (20, 15, 10)]
    assert rules.wrong_block_ends(wrong, AT) is None
    wrong.append((ago(hours=1), 1))
    assert rules.wrong_block_ends(wrong, AT) == ago(hours=20) + timedelta(days=1)


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12-34-56 "])
def test_blanks_do_not_matter(typed: str) -> None:
    assert rules.typed(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "१२३४५६"])
def test_what_is_no_code_is_nothing(typed: str) -> None:
    assert rules.typed(typed) == ""


def test_different_facts_never_have_one_spelling() -> None:
    spellings = {
        rules.canonical(binding)
        for binding in (
            {"a": "1", "b": "2"},
            {"a": "1;1:b=s1:2"},
            {"a": 1, "b": "2"},
            {"a": "12", "b": ""},
            {"b": "1", "a": "2"},
        )
    }
    assert len(spellings) == 5
    assert rules.canonical({"a": 1, "b": 2}) == rules.canonical({"b": 2, "a": 1})


@pytest.mark.parametrize("language", ["ms", "en"])
def test_the_message_says_amount_and_payee_and_has_no_link(language: str) -> None:
    text = rules.message(
        "012345",
        purpose="withdrawal.fleksibel",
        amount_sen=125_000,
        payee="Maybank ••4321",
        language=language,
    )
    assert text.startswith("TAC anda 012345 " if language == "ms" else "Your TAC is 012345 ")
    assert "RM1,250.00" in text
    assert "Maybank ••4321" in text
    assert "http" not in text
    assert len(text) <= 150


def test_codes_are_spread_evenly_and_keep_leading_zeros() -> None:
    codes = [rules.new_code() for _ in range(10_000)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    counts = [sum(code.count(str(digit)) for code in codes) for digit in range(10)]
    chi_square = sum((count - 6000) ** 2 / 6000 for count in counts)
    assert chi_square < 40  # 9 degrees of freedom: one run in a hundred thousand
    assert any(code.startswith("0") for code in codes)
