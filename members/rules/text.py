"""Words that rules carry themselves: a Malay and an English text, always both."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in the two languages of the portal."""

    ms: str
    en: str

    def __post_init__(self) -> None:
        if not self.ms or not self.en:
            raise ValueError("both languages are needed")

    def of(self, language: str | None) -> str:
        """The words in `language`; Malay for any language that is not English."""
        return self.en if (language or "").startswith("en") else self.ms


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """What somebody typed, as a message may carry it: no line break, no control character, and
    nothing that turns the direction of reading.
    """
    return " ".join(_CONTROL.sub(" ", text).split())
