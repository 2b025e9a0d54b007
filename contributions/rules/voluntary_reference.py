"""The reference of a member's own voluntary contribution, as a payer's words carry it. Pure."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"CSV([A-HJ-NP-Z2-9]{10})", re.ASCII)


def quoted(text: str) -> str:
    """The one reference the words carry, or an empty text: banks drop spaces and hyphens."""
    joined = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    found = {f"CSV-{match[1]}" for match in _SHAPE.finditer(joined)}
    return found.pop() if len(found) == 1 else ""
