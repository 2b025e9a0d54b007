"""Reason codes of the identity steps that larger amounts of Akaun Fleksibel ask for (epf-rules 5.2).

A code is for ever, because stored decisions name it. Words may change; meaning may not.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.reason import Reason, reason

FACE_CHECK_NEEDED = "FACE_CHECK_NEEDED"
THUMBPRINT_AT_FIRST = "THUMBPRINT_AT_FIRST"
THUMBPRINT_FOR_OTHER_ACCOUNT = "THUMBPRINT_FOR_OTHER_ACCOUNT"
THUMBPRINT_FOR_LARGE_AMOUNT = "THUMBPRINT_FOR_LARGE_AMOUNT"

CODES = frozenset(
    {
        FACE_CHECK_NEEDED,
        THUMBPRINT_AT_FIRST,
        THUMBPRINT_FOR_OTHER_ACCOUNT,
        THUMBPRINT_FOR_LARGE_AMOUNT,
    }
)

_SOURCE = "P.U.(A) 119/2024, KWSP: Akaun Fleksibel"
_THUMBPRINT = Text(
    "Beri cap ibu jari di terminal mana-mana kaunter kami, kemudian teruskan.",
    "Give a thumbprint at the terminal of any of our counters, then go on.",
)

ALL: tuple[Reason, ...] = (
    reason(
        FACE_CHECK_NEEDED,
        (
            "Wajah disahkan (e-KYC) bagi lebih daripada {above_sen} sehari",
            "A face check (e-KYC) for more than {above_sen} in a day",
        ),
        (
            "Bagi lebih daripada {above_sen} sehari kami perlu mengesahkan wajah anda (e-KYC)",
            "For more than {above_sen} in a day we need a face check (e-KYC) of you",
        ),
        (
            "Sahkan wajah anda di mana-mana kaunter kami, kemudian teruskan.",
            "Have your face checked at any of our counters, then go on.",
        ),
        _SOURCE,
    ),
    reason(
        THUMBPRINT_AT_FIRST,
        (
            "Cap ibu jari bagi pengeluaran pertama melebihi {above_sen}",
            "A thumbprint for a first withdrawal of more than {above_sen}",
        ),
        (
            "Ini pengeluaran pertama anda daripada akaun ini. Bagi lebih daripada {above_sen} kami "
            "perlukan cap ibu jari anda",
            "This is your first withdrawal from this account. For more than {above_sen} we need "
            "your thumbprint",
        ),
        _THUMBPRINT,
        _SOURCE,
    ),
    reason(
        THUMBPRINT_FOR_OTHER_ACCOUNT,
        (
            "Cap ibu jari bagi lebih daripada {above_sen} ke akaun bank yang lain",
            "A thumbprint for more than {above_sen} into another bank account",
        ),
        (
            "Akaun bank ini bukan yang dibayar kali terakhir. Bagi lebih daripada {above_sen} kami "
            "perlukan cap ibu jari anda",
            "This bank account is not the one paid last time. For more than {above_sen} we need "
            "your thumbprint",
        ),
        _THUMBPRINT,
        _SOURCE,
    ),
    reason(
        THUMBPRINT_FOR_LARGE_AMOUNT,
        (
            "Cap ibu jari bagi lebih daripada {above_sen}",
            "A thumbprint for more than {above_sen}",
        ),
        (
            "Bagi lebih daripada {above_sen} kami perlukan cap ibu jari anda",
            "For more than {above_sen} we need your thumbprint",
        ),
        _THUMBPRINT,
        _SOURCE,
    ),
)
