"""A bill's number, as people type it beside their money: BIL, the wage month, six signs and a check sign.

The check sign (Luhn, modulo 30) catches every single wrong sign and every swap of neighbours, so that
a mistyped number is no bill rather than another one. Banks drop spaces and hyphens; so does reading.
"""

from __future__ import annotations

import re
from datetime import date

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX = "BIL"
_SHAPE = re.compile(rf"(?=({_PREFIX}[0-9]{{4}}[{ALPHABET}]{{7}}))", re.ASCII)
_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,19}(?![0-9])", re.ASCII)
_MOST = 10


def made(wage_month: date, tail: str) -> str:
    """The number for a wage month and six random signs; raises ValueError for other signs."""
    if len(tail) != 6 or any(sign not in ALPHABET for sign in tail):
        raise ValueError("a bill number takes six signs of the alphabet")
    return f"{_PREFIX}{wage_month:%y%m}{tail}{_check_sign(tail)}"


def quoted(text: str) -> tuple[str, ...]:
    """The bill numbers that a payer's words may mean, in the order in which they stand."""
    joined = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    found = [match[1] for match in _SHAPE.finditer(joined)]
    right = [number for number in found if _check_sign(number[7:13]) == number[13]]
    return tuple(dict.fromkeys(right))[:_MOST]


def numbers(text: str) -> tuple[str, ...]:
    """The runs of digits that may be an employer number, without leading noughts."""
    found = (match[0].lstrip("0") for match in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number))[:_MOST]


def _check_sign(tail: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(tail)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
