"""Which IDs a member may choose, and which are taken for one another."""

from __future__ import annotations

import pytest

from members.rules.activation import Step, new_secret, next_step, typed_secret
from members.rules.own_id import Refusal, chosen, skeleton


@pytest.mark.parametrize(
    ("typed", "kept", "refusal"),
    [
        ("aminah.1990", "aminah.1990", None),
        (" Aminah1990 ", "aminah1990", None),
        ("aminah-s", "aminah-s", None),
        ("a" * 16, "a" * 16, None),
        ("aminah7", "aminah7", Refusal.LENGTH),
        ("a" * 17, "a" * 17, Refusal.LENGTH),
        ("", "", Refusal.ALPHABET),
        ("900314145678", "900314145678", Refusal.ALPHABET),
        ("1aminah90", "1aminah90", Refusal.ALPHABET),
        ("aminah salleh", "aminah salleh", Refusal.ALPHABET),
        ("аminah1990", "аminah1990", Refusal.ALPHABET),  # a Cyrillic а
        ("aｍinah1990", "aｍinah1990", Refusal.ALPHABET),  # a full-width m
        ("amınah1990", "amınah1990", Refusal.ALPHABET),  # a dotless ı
        ("aminah\u200b1990", "aminah\u200b1990", Refusal.ALPHABET),
        ("aminah\x001990", "aminah\x001990", Refusal.ALPHABET),
        ("aminah@1990", "aminah@1990", Refusal.ALPHABET),
        ("kwsp.aminah", "kwsp.aminah", Refusal.RESERVED),
        ("adm1n.teduh", "adm1n.teduh", Refusal.RESERVED),
        ("5upport-kami", "5upport-kami", Refusal.ALPHABET),
        ("pegawai01", "pegawai01", Refusal.RESERVED),
    ],
)
def test_what_may_be_chosen(typed: str, kept: str, refusal: Refusal | None) -> None:
    assert chosen(typed) == (kept, refusal)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aminah.salleh", "aminahsalleh"),
        ("aminah_0", "aminaho"),
        ("balqis11", "balqisll"),
        ("am1nah.90", "aminah90"),
        ("alina.90", "aiina.9o"),
        ("burnah99", "bumah99"),
        ("vvan.ahmad", "wan-ahmad"),
        ("5a1ma.aziz", "salma.aziz"),
    ],
)
def test_twins(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_different_ids_stay_different() -> None:
    assert skeleton("aminah90") != skeleton("aminah91")
    assert skeleton("salleh.a") != skeleton("salleh.b")


def test_a_temporary_password_survives_being_typed() -> None:
    secret = new_secret()
    assert len(secret) == 19 and secret.count("-") == 3
    assert typed_secret(f" {secret.lower()} ") == typed_secret(secret.replace("-", " "))
    assert len({new_secret() for _ in range(50)}) == 50


def test_the_steps_in_their_order() -> None:
    assert next_step(terms=False, login=True, sign=True) is Step.TERMS
    assert next_step(terms=True, login=False, sign=True) is Step.LOGIN
    assert next_step(terms=True, login=True, sign=False) is Step.SIGN
    assert next_step(terms=True, login=True, sign=True) is Step.PHONE
