"""References people read aloud: `PGL-` and ten characters of which none looks like another.

About 49 bits of chance, so a reference tells nothing and is not worth guessing.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = re.compile(rf"PGL-[{ALPHABET}]{{10}}")


def new() -> str:
    """A fresh reference; the database refuses the one that has been given before."""
    return "PGL-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def is_reference(text: str) -> bool:
    """True for the shape of a reference, whether or not it has been given."""
    return PATTERN.fullmatch(text) is not None
