"""The digits of a picture code come from the operating system's generator and from nowhere else."""

from __future__ import annotations

import secrets

LENGTH = 6


def challenge() -> tuple[str, str]:
    """What the picture shows, and the answer expected."""
    digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
    return digits, digits


def typed(text: str) -> str:
    """The answer as typed, blanks dropped."""
    return "".join(text.split())
