"""What every transfer says, whoever is paid: its rail, and the letters that banks accept."""

from __future__ import annotations

import re
import unicodedata

IBG = "IBG"
RENTAS = "RENTAS"
IBG_LIMIT_SEN = 100_000_000
"""RM1,000,000.00 a transfer by Interbank GIRO; above it RENTAS (ledger-and-payouts 3c)."""

REFERENCE_LENGTH = 35
"""Characters of a payment reference or a message ID (ISO 20022 Max35Text)."""

_NOT_ACCEPTED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]", re.ASCII)
_BLANKS = re.compile(r" {2,}")


def rail(amount_sen: int) -> str:
    """The rail for an amount in sen."""
    return IBG if amount_sen <= IBG_LIMIT_SEN else RENTAS


def plain(text: str, limit: int) -> str:
    """`text` in the letters banks accept (SWIFT set X), cut to `limit` characters, never empty."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("&", "+").replace("@", "/"))
    ascii_text = ascii_text.replace("\u2019", "'").encode("ascii", "ignore").decode("ascii")
    cleaned = _BLANKS.sub(" ", _NOT_ACCEPTED.sub(" ", ascii_text)).strip()
    return cleaned[:limit].strip() or "-"
