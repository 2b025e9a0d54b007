"""References, rails, letters, and what a bank's status means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules import bank_answers, transfers
from members.rules.bank_answers import Meaning
from withdrawals.rules import instructions, payout_states


def test_reference_is_a_function_of_application_and_attempt() -> None:
    assert instructions.end_to_end_id("PGL-23456789AB", 1) == "PGL-23456789AB-01"
    assert instructions.end_to_end_id("PGL-23456789AB", 12) == "PGL-23456789AB-12"


@pytest.mark.parametrize(
    ("reference", "attempt_no"),
    [("PGL-1", 0), ("PGL-1", 100), ("P" * 33, 1), ("pgl-1", 1), ("PGL 1", 1), ("", 1)],
)
def test_reference_that_no_bank_takes(reference: str, attempt_no: int) -> None:
    with pytest.raises(ValueError):
        instructions.end_to_end_id(reference, attempt_no)


def test_message_id_fits_the_bank() -> None:
    longest = instructions.message_id(date(2026, 11, 24), "SHARIAH", "RENTAS", 99)
    assert longest == "PAY-20261124-SHARIAH-RENTAS-99"
    assert len(longest) <= 35


@pytest.mark.parametrize(
    ("amount_sen", "rail"), [(1, "IBG"), (100_000_000, "IBG"), (100_000_001, "RENTAS")]
)
def test_rail(amount_sen: int, rail: str) -> None:
    assert transfers.rail(amount_sen) == rail


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("AMINAH BINTI SALLEH", "AMINAH BINTI SALLEH"),
        ("Siti & Rakan", "Siti + Rakan"),
        ("RAMAN A/L KUMAR @ MUTHU", "RAMAN A/L KUMAR / MUTHU"),
        ("José Ñandú", "Jose Nandu"),
        ("D\u2019Cruz", "D'Cruz"),
        ("<b>x</b>", "b x /b"),
        ("陳偉玲", "-"),
    ],
)
def test_letters_that_banks_take(name: str, written: str) -> None:
    assert transfers.plain(name, 140) == written


@given(st.text(max_size=300), st.integers(1, 140))
def test_any_text_becomes_something_a_bank_takes(text: str, limit: int) -> None:
    written = transfers.plain(text, limit)
    assert 1 <= len(written) <= limit
    assert written == written.strip()
    assert all(c.isascii() and (c.isalnum() or c in "/-?:().,'+ ") for c in written)


@pytest.mark.parametrize(
    ("status", "reason", "meaning"),
    [
        ("RCVD", "", Meaning.ACKED),
        ("ACTC", "", Meaning.ACKED),
        ("ACSP", "", Meaning.ACKED),
        ("ACSC", "", Meaning.ACKED),
        ("PDNG", "", Meaning.ACKED),
        ("PART", "", Meaning.NOTHING),
        ("", "", Meaning.NOTHING),
        ("ACWC", "", Meaning.CHANGED),
        ("RJCT", "AC04", Meaning.REJECTED),
        ("RJCT", "", Meaning.REJECTED),
        ("RJCT", "DU01", Meaning.UNKNOWN),
        ("RJCT", "DU04", Meaning.UNKNOWN),
        ("RJCT", "DUPL", Meaning.UNKNOWN),
        ("RJCT", "AM05", Meaning.UNKNOWN),
    ],
)
def test_no_status_is_money(status: str, reason: str, meaning: Meaning) -> None:
    assert bank_answers.meaning(status, reason) is meaning


def test_nothing_leaves_the_dead_and_unknown_is_alive() -> None:
    for dead in payout_states.DEAD:
        assert not [step for step in payout_states.ATTEMPT_STEPS if step[0] == dead]
    assert payout_states.UNKNOWN not in payout_states.DEAD
    assert not payout_states.may_step("UNKNOWN", "QUEUED")
    assert not payout_states.may_step("REJECTED", "ACKED")
    assert not payout_states.may_step("SENT", "CANCELLED")
