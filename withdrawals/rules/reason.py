"""A reason code in words. The tables stand in reasons.py and purpose_reasons.py."""

from __future__ import annotations

from dataclasses import dataclass

from members.rules.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code in words; `{...}` are values of the finding, `source` says where it stands."""

    code: str
    check: Text
    refused: Text
    fix: Text
    source: Text


def law(name: str) -> Text:
    """A law is cited in the same words in both languages."""
    return Text(name, name)
