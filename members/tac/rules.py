"""A TAC is 6 digits for one act: 5 minutes, 3 tries, used once; and only so many are sent.

Numbers: security.md 2.1 as decided in the index of shared knowledge.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

LENGTH = 6
LIFE = timedelta(minutes=5)
TRIES = 3
# (how many codes, within what time), to one person and to one phone number
SENDING = (
    (1, timedelta(seconds=60)),
    (5, timedelta(hours=1)),
    (10, timedelta(days=1)),
)
# Codes that somebody at the door asks for, logged in or not, are counted apart from the owner's.
DOOR = "door."
SENDING_AT_THE_DOOR = (
    (1, timedelta(seconds=60)),
    (3, timedelta(hours=1)),
    (6, timedelta(days=1)),
)
# Acts that one person may begin to sign with a passkey: nothing is sent, but rows are written.
SIGNING_BY_PASSKEY = ((30, timedelta(hours=1)),)
# A member's new passkey signs nothing for a day: who stole a session gains nothing by making one.
NEW_PASSKEY_WAITS = timedelta(hours=24)
WRONG_A_DAY = 10
DAY = timedelta(days=1)


def new_code() -> str:
    """6 digits, leading zeros kept."""
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"


def typed(text: str) -> str:
    """The code as typed without blanks and dashes; empty when it cannot be one."""
    code = "".join(text.split()).replace("-", "")
    return code if len(code) == LENGTH and code.isascii() and code.isdigit() else ""


def canonical(binding: Mapping[str, str | int]) -> str:
    """One spelling for what a code signs: sorted names, lengths, numbers apart from text."""
    parts = []
    for name in sorted(binding):
        value = binding[name]
        text = str(value)
        parts.append(f"{len(name)}:{name}={type(value).__name__[0]}{len(text)}:{text}")
    return ";".join(parts)


def may_send_at(
    sent_at: Sequence[datetime],
    at: datetime,
    *,
    sending: Sequence[tuple[int, timedelta]] = SENDING,
) -> datetime | None:
    """None when a code may be sent at `at`, else the first moment it may."""
    newest_first = sorted(sent_at, reverse=True)
    opens = [
        newest_first[count - 1] + within
        for count, within in sending
        if len(newest_first) >= count and newest_first[count - 1] + within > at
    ]
    return max(opens, default=None)


def wrong_block_ends(wrong: Sequence[tuple[datetime, int]], at: datetime) -> datetime | None:
    """None when fewer than WRONG_A_DAY wrong codes were typed in a day, else when that ends.

    `wrong` holds (when the code was issued, wrong tries at it).
    """
    within = sorted((issued, count) for issued, count in wrong if issued > at - DAY)
    total = sum(count for _issued, count in within)
    if total < WRONG_A_DAY:
        return None
    for issued, count in within:
        total -= count
        if total < WRONG_A_DAY:
            return issued + DAY
    return at + DAY


def ringgit(amount_sen: int) -> str:
    """`RM1,234.50` for 123450 sen, for the text message."""
    return f"RM{amount_sen // 100:,}.{amount_sen % 100:02}"


_PROFILE = {
    "profile.email": ("untuk menukar e-mel kepada", "to change your email to"),
    "profile.phone": ("untuk menukar telefon kepada", "to change your phone to"),
    "profile.bank": ("untuk menambah akaun bank", "to add bank account"),
}


def message(
    code: str, *, purpose: str, amount_sen: int | None, payee: str, language: str | None
) -> str:
    """The text message: code first, then what it signs, never a link. At most 150 characters."""
    english = (language or "").startswith("en")
    minutes = int(LIFE.total_seconds() // 60)
    act = ""
    if purpose.startswith("withdrawal") and amount_sen is not None:
        act = " for withdrawal of " if english else " untuk pengeluaran "
        act += ringgit(amount_sen)
        if payee:
            act += (" to " if english else " ke ") + payee[:50]
    elif purpose in _PROFILE:
        act = f" {_PROFILE[purpose][english]} {payee[:60]}"
    else:
        act = {
            "plan.cancel": (
                " to end your payment plan" if english else " untuk menamatkan pelan bayaran anda"
            ),
            "door.sign_in": " to log in" if english else " untuk log masuk",
            "door.password": (
                " to set a new password" if english else " untuk menetapkan kata laluan baharu"
            ),
            "activation": (
                " to activate your i-Akaun" if english else " untuk mengaktifkan i-Akaun anda"
            ),
            "door.lock": " to lock your account" if english else " untuk mengunci akaun anda",
        }.get(purpose, "")
    if english:
        return f"Your TAC is {code}{act}. Valid {minutes} minutes. Do not share it."
    return f"TAC anda {code}{act}. Sah {minutes} minit. Jangan kongsi."
