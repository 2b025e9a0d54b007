"""Words that rules carry themselves: a Malay and an English text, always both."""

from __future__ import annotations

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
