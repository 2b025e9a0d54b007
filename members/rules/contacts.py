"""How a person can be reached: one spelling for a phone number, an e-mail address, a postcode.

On-line only Malaysian mobile numbers are taken, because codes go to them by text message; any other
number is registered at a counter.
"""

from __future__ import annotations

import re

_MOBILE = re.compile(r"\+601[0-9]{8,9}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST_TYPED = 40

STATES: dict[str, str] = {
    "JHR": "Johor",
    "KDH": "Kedah",
    "KTN": "Kelantan",
    "MLK": "Melaka",
    "NSN": "Negeri Sembilan",
    "PHG": "Pahang",
    "PNG": "Pulau Pinang",
    "PRK": "Perak",
    "PLS": "Perlis",
    "SBH": "Sabah",
    "SWK": "Sarawak",
    "SGR": "Selangor",
    "TRG": "Terengganu",
    "KUL": "W.P. Kuala Lumpur",
    "LBN": "W.P. Labuan",
    "PJY": "W.P. Putrajaya",
}


class NotAMobileNumber(ValueError):
    """No Malaysian mobile number looks like this."""


class NotAnEmailAddress(ValueError):
    """No e-mail address that we can write to looks like this."""


class NotAPostcode(ValueError):
    """A postcode has five digits."""


def mobile(text: str) -> str:
    """`012-345 6789` and `+60 12 345 6789` become `+60123456789`. Raises NotAMobileNumber."""
    plain = re.sub(r"[\s().-]", "", text[:_LONGEST_TYPED])
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif plain.startswith("60"):
        plain = f"+{plain}"
    elif plain.startswith("0"):
        plain = f"+6{plain}"
    if not plain.isascii() or not _MOBILE.fullmatch(plain):
        raise NotAMobileNumber(plain[:4])
    return plain


def email(text: str) -> str:
    """The address as written, its domain in lower case; ASCII only. Raises NotAnEmailAddress."""
    plain = text.strip()
    if len(plain) > 254 or not _EMAIL.fullmatch(plain) or ".." in plain:
        raise NotAnEmailAddress
    name, _at, domain = plain.rpartition("@")
    return f"{name}@{domain.lower()}"


def same_email(first: str, second: str) -> bool:
    """Whether letters to both reach one person."""
    return first.strip().casefold() == second.strip().casefold()


def postcode(text: str) -> str:
    """Five digits. Raises NotAPostcode."""
    plain = text.strip()
    if len(plain) != 5 or not plain.isascii() or not plain.isdigit():
        raise NotAPostcode
    return plain
