"""Numbers that name a person: what is read, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from members.rules import identity

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "number", "born_on"),
    [
        ("900314-14-5678", "900314145678", date(1990, 3, 14)),
        ("900314145678", "900314145678", date(1990, 3, 14)),
        (" 000229011234 ", "000229011234", date(2000, 2, 29)),
        ("261122011234", "261122011234", date(2026, 11, 22)),
        ("261123011234", "261123011234", date(1926, 11, 23)),
    ],
)
def test_mykad_is_read(typed: str, number: str, born_on: date) -> None:
    card = identity.parse_mykad(typed, today=TODAY)
    assert (card.number, card.born_on) == (number, born_on)


@pytest.mark.parametrize(
    "typed",
    ["", "90031414567", "9003141456789", "900230145678", "901301145678", "900100145678",
     "010229145678", "٩٠٠٣١٤١٤٥٦٧٨", "９００３１４１４５６７８", "900314_145678", "9003-14145678"],
)  # fmt: skip
def test_mykad_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(identity.NotAnIdentityNumber):
        identity.parse_mykad(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        ("900314-14-5678", "900314145678"),
        ("9003 1414 5678", "900314145678"),
        ("  18800001 ", "18800001"),
        ("Aminah90", "aminah90"),
        ("aminah.salleh", "aminah.salleh"),
    ],
)
def test_an_id_has_one_spelling(typed: str, normalised: str) -> None:
    assert identity.normalise_id(typed) == normalised


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "аminah", "aminah\x00", "amin ah", "1234567", "1" * 13, "a" * 65, "amínah",
     "１８８０００01", "ab", "<script>", "aminah'--"],
)  # fmt: skip
def test_what_no_id_looks_like_is_refused(typed: str) -> None:
    with pytest.raises(identity.NotAnIdentityNumber):
        identity.normalise_id(typed)
