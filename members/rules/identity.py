"""Numbers that name a person. One that cannot exist is refused; nothing but ASCII is ever read.

Sources: epf-rules 6.2 (what a member may type to log in), the MyKad layout YYMMDD-PB-NNNG.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MAX_ID_LENGTH = 64
_MYKAD = re.compile(r"[0-9]{6}-?[0-9]{2}-?[0-9]{4}")
_MEMBER_NO = re.compile(r"[0-9]{8,12}")
_LOGIN_ID = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")


class NotAnIdentityNumber(ValueError):
    """The text has not the shape of the number, or names a day that never was."""


@dataclass(frozen=True, slots=True)
class MyKad:
    """A Malaysian identity card number, 12 digits without dashes."""

    number: str
    born_on: date

    @property
    def with_dashes(self) -> str:
        return f"{self.number[:6]}-{self.number[6:8]}-{self.number[8:]}"


def parse_mykad(text: str, *, today: date) -> MyKad:
    """The card number in `text`, dashes and outer blanks allowed.

    The century is the latest that does not put the birth after `today`.
    Raises NotAnIdentityNumber on a wrong shape or an impossible day. The place code is not judged:
    new ones are issued, and the demonstration's people carry codes nobody has.
    """
    typed = text.strip()
    if not typed.isascii() or not _MYKAD.fullmatch(typed):
        raise NotAnIdentityNumber("not 12 digits")
    number = typed.replace("-", "")
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    for century in (2000, 1900):
        try:
            born_on = date(century + year, month, day)
        except ValueError:
            continue
        if born_on <= today:
            return MyKad(number=number, born_on=born_on)
    raise NotAnIdentityNumber("no such day")


def parse_member_no(text: str) -> str:
    """The member number in `text`, digits only. Raises NotAnIdentityNumber on a wrong shape."""
    typed = re.sub(r"[ -]", "", text.strip())
    if not typed.isascii() or not _MEMBER_NO.fullmatch(typed):
        raise NotAnIdentityNumber("not 8 to 12 digits")
    return typed


def normalise_id(text: str) -> str:
    """One spelling for all the ways to type an ID: a number without dashes, a name in lower case.

    Raises NotAnIdentityNumber when no ID can look like this, look-alike letters included.
    """
    typed = text.strip()
    if not typed or len(typed) > MAX_ID_LENGTH or not typed.isascii():
        raise NotAnIdentityNumber("not an ID")
    bare = re.sub(r"[ -]", "", typed)
    if bare.isdigit():
        if not _MEMBER_NO.fullmatch(bare):
            raise NotAnIdentityNumber("not 8 to 12 digits")
        return bare
    lowered = typed.lower()
    if not _LOGIN_ID.fullmatch(lowered):
        raise NotAnIdentityNumber("not an ID")
    return lowered
