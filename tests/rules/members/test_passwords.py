"""Long passphrases of any kind pass; what a guesser tries first does not."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from members.gateways import common_passwords
from members.rules import passwords
from members.rules.passwords import Refusal

AMINAH = (
    "AMINAH BINTI SALLEH",
    "aminah.salleh@example.test",
    "18800001",
    "900314145678",
    "+60123456789",
    "14031990",
)


def refusals(password: str) -> tuple[Refusal, ...]:
    return passwords.refusals(password, about=AMINAH, is_common=common_passwords.contains)


@pytest.mark.parametrize(
    "password",
    [
        "lembu-hijau-terbang-tinggi",
        "pelangi-di-atas-bukit",
        "  ruang di depan dan belakang  ",
        "x9#Lm2!qPz7&",
        "kwsp gajah biru melompat",
        "aminah suka durian belanda",
        "四月の雨が静かに降っている朝",
        "p" * 2 + "qwzxvtrkmb" * 2 + "!",
        "8274 9150 3362 7741",
    ],
)
def test_what_is_taken(password: str) -> None:
    assert refusals(password) == ()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elevenchars", Refusal.SHORT),
        ("é" * 11, Refusal.SHORT),
        ("ab" + "cde fgh ijk" * 12, Refusal.LONG),
        ("aaaaaaaaaaaa", Refusal.PLAIN),
        ("ababababababab", Refusal.PLAIN),
        ("abc1abc1abc1abc1", Refusal.PLAIN),
        ("123456789012", Refusal.PLAIN),
        ("abcdefghijklmn", Refusal.PLAIN),
        ("qwertyuiop123", Refusal.PLAIN),
        ("Basketball12345", Refusal.COMMON),
        ("!!b4sketb4ll!!", Refusal.COMMON),
        ("sayang123sayang123", Refusal.PLAIN),
        ("AminahSalleh90", Refusal.ABOUT_YOU),
        ("aminah.salleh!", Refusal.ABOUT_YOU),
        ("900314145678", Refusal.ABOUT_YOU),
        ("900314-14-5678", Refusal.ABOUT_YOU),
        ("Salleh23456789", Refusal.ABOUT_YOU),
    ],
)
def test_what_is_refused_and_why(password: str, reason: Refusal) -> None:
    assert reason in refusals(password)


@pytest.mark.parametrize("word", passwords.FUND_WORDS)
@pytest.mark.parametrize("tail", ["2026", "@2026", "12345678"])
def test_our_own_words_with_a_year_are_refused(word: str, tail: str) -> None:
    password = f"{word.title()}{tail}".ljust(passwords.SHORTEST, "!")
    assert refusals(password), password


@pytest.mark.parametrize("length", [12, 15, 64, 128])
def test_no_composition_and_long_ones_are_welcome(length: int) -> None:
    letters = random.Random(length)
    text = "".join(letters.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))
    assert refusals(text) == ()


def test_two_spellings_of_one_text_are_one_password() -> None:
    assert passwords.normal("ﬁkir dengan tenang") == passwords.normal("fikir dengan tenang")
    assert passwords.normal(" A b ") == " A b "


def test_the_list_is_small_and_sorted_and_whole() -> None:
    data = common_passwords.FILE.read_bytes()
    assert len(data) < 1_000_000
    digests = [data[at : at + 8] for at in range(0, len(data), 8)]
    assert digests == sorted(set(digests))
    assert len(digests) > 100_000
    assert all(map(common_passwords.contains, ("unbelievable", "basketball", "bismillah786")))


def test_hostile_text_costs_no_time() -> None:
    began = time.perf_counter()
    for text in ("a" * 50_000, "ab" * 64, "kwsp" * 32, "é" * 128, "0" * 50_000, "1" * 128):
        refusals(text)
    assert time.perf_counter() - began < 0.5


def test_the_licence_is_named() -> None:
    note = (Path(common_passwords.FILE).parent / "README.md").read_text()
    assert "Mozilla Public License 2.0" in note and "Attribution-ShareAlike 3.0" in note
