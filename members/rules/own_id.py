"""The i-Akaun ID that a member chooses, once: 8 to 16 characters that nobody takes for another's.

Source: epf-rules 6.2 (8 to 16, chosen once). Letters of other alphabets are refused whole: they
look like ours and are not.
"""

from __future__ import annotations

import re
from enum import StrEnum

SHORTEST, LONGEST = 8, 16
_SHAPE = re.compile(r"[a-z][a-z0-9._-]*")
_RESERVED = (
    "admin",
    "bantuan",
    "epf",
    "kwsp",
    "officer",
    "pegawai",
    "root",
    "sistem",
    "support",
    "system",
    "teduh",
)
_TWINS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", ".": "", "_": "", "-": "", "@": ""})


class Refusal(StrEnum):
    """Why an ID is not taken."""

    LENGTH = "LENGTH"
    ALPHABET = "ALPHABET"
    RESERVED = "RESERVED"


def chosen(text: str) -> tuple[str, Refusal | None]:
    """The ID in its one spelling, and why it cannot be had; None when it may."""
    typed = text.strip().lower()
    if not typed.isascii() or not _SHAPE.fullmatch(typed):
        return typed, Refusal.ALPHABET
    if not SHORTEST <= len(typed) <= LONGEST:
        return typed, Refusal.LENGTH
    if any(skeleton(word) in skeleton(typed) for word in _RESERVED):
        return typed, Refusal.RESERVED
    return typed, None


def skeleton(login_id: str) -> str:
    """The same for IDs that a person would take for one another: am1nah and aminah, m and rn."""
    bare = login_id.lower().translate(_TWINS)
    return bare.replace("rn", "m").replace("vv", "w")
