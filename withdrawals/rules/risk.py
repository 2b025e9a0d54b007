"""What an officer should know besides the checks: a note says what was seen and why it matters.

A note never refuses anything and is never shown to the member; an approval by rule leaves what has
one to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from members.rules.text import Text

RECENT = timedelta(days=30)
"""A change this near before the submission is worth a note."""


class Note(StrEnum):
    """What was seen."""

    SHARED_BANK_ACCOUNT = "SHARED_BANK_ACCOUNT"
    SHARED_ADDRESS = "SHARED_ADDRESS"
    SHARED_PHONE = "SHARED_PHONE"
    NEW_BANK_ACCOUNT = "NEW_BANK_ACCOUNT"
    PHONE_CHANGED = "PHONE_CHANGED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    COOLING_OFF = "COOLING_OFF"


@dataclass(frozen=True, slots=True)
class RiskNote:
    """One note: what was seen and the values its sentence needs."""

    code: Note
    values: Mapping[str, str | date] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Said:
    """A note in words, and why it matters."""

    words: Text
    why: Text


_SAME_HAND = Text(
    "Beberapa permohonan mungkin datang daripada orang yang sama.",
    "Several applications may come from one hand.",
)
_TAKEN_OVER = Text(
    "Orang yang mengambil alih akaun sering menukarnya dahulu.",
    "Whoever takes an account over often changes this first.",
)

WORDS: dict[Note, Said] = {
    Note.SHARED_BANK_ACCOUNT: Said(
        Text(
            "Akaun bank ini juga didaftarkan oleh ahli lain: {members}",
            "This bank account is also registered by other members: {members}",
        ),
        _SAME_HAND,
    ),
    Note.SHARED_ADDRESS: Said(
        Text(
            "Ahli lain dengan alamat yang sama memohon dalam masa {days} hari: {members}",
            "Other members at the same address applied within {days} days: {members}",
        ),
        _SAME_HAND,
    ),
    Note.SHARED_PHONE: Said(
        Text(
            "Nombor telefon ini juga milik ahli lain: {members}",
            "This phone number is also that of other members: {members}",
        ),
        _SAME_HAND,
    ),
    Note.NEW_BANK_ACCOUNT: Said(
        Text(
            "Akaun bank ditambah pada {on}, tidak lama sebelum permohonan",
            "The bank account was added on {on}, shortly before the application",
        ),
        _TAKEN_OVER,
    ),
    Note.PHONE_CHANGED: Said(
        Text("Nombor telefon ditukar pada {on}", "The phone number was changed on {on}"),
        _TAKEN_OVER,
    ),
    Note.EMAIL_CHANGED: Said(
        Text("Alamat e-mel ditukar pada {on}", "The e-mail address was changed on {on}"),
        _TAKEN_OVER,
    ),
    Note.PASSWORD_RESET: Said(
        Text("Kata laluan ditetapkan semula pada {on}", "The password was reset on {on}"),
        _TAKEN_OVER,
    ),
    Note.COOLING_OFF: Said(
        Text(
            "Tempoh bertenang masih berjalan hingga {on}",
            "A cooling-off is still running until {on}",
        ),
        Text(
            "Permohonan dibuat sebelum ia bermula, atau dalam had yang dibenarkan.",
            "The application was made before it began, or within what it allows.",
        ),
    ),
}
if set(WORDS) != set(Note):
    raise ValueError("every note has words")
