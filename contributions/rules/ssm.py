"""The number a company has in the register of companies (SSM): 12 digits, or the older form with a letter.

New form since 11 October 2019: YYYYTTNNNNNN. Old forms: 123456-A, and for businesses JM0123456-A.
"""

from __future__ import annotations

import re

_NEW = re.compile(r"[12][0-9]{3}0[1-6][0-9]{6}")
_OLD = re.compile(r"[A-Z]{0,3}[0-9]{5,8}-[A-Z]")


class NotAnSsmNumber(ValueError):
    """No company's number looks like this."""


def number(text: str) -> str:
    """The number in one spelling: no blanks, capitals. Raises NotAnSsmNumber."""
    plain = re.sub(r"\s", "", text).upper()
    if not plain.isascii() or not (_NEW.fullmatch(plain) or _OLD.fullmatch(plain)):
        raise NotAnSsmNumber(plain[:4])
    return plain
