"""Activating a new i-Akaun: 30 days, and the steps in their order. Source: ux.md P12, epf-rules 6.2."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

LIFE = timedelta(days=30)
# The terms that a member agrees to; a new text is a new version.
TERMS = "2026-11-22"
BYTES = 10  # 80 random bits: 16 characters, printed in groups of four
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, no 0 O 1 I


class Step(StrEnum):
    """What is still to be done; DONE opens the account."""

    TERMS = "TERMS"
    LOGIN = "LOGIN"
    SIGN = "SIGN"
    PHONE = "PHONE"


def next_step(*, terms: bool, login: bool, sign: bool) -> Step:
    """The first step that is not done."""
    if not terms:
        return Step.TERMS
    if not login:
        return Step.LOGIN
    return Step.PHONE if sign else Step.SIGN


def new_secret() -> str:
    """A temporary password as it is printed: XXXX-XXXX-XXXX-XXXX."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(BYTES * 8 // 5))
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def typed_secret(text: str) -> str:
    """One spelling for a temporary password: blanks, dashes and case do not matter."""
    return "".join(text.split()).replace("-", "").upper()
