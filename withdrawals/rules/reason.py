"""A reason code in words. The tables stand in reasons.py and the two modules it gathers."""

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


OTHER_KIND = Text("Pilih jenis pengeluaran yang lain.", "Choose another kind of withdrawal.")


def reason(
    code: str, check: tuple[str, str], refused: tuple[str, str], fix: tuple[str, str] | Text,
    source: str,
) -> Reason:  # fmt: skip
    """A reason from (Malay, English) pairs."""
    mend = fix if isinstance(fix, Text) else Text(*fix)
    return Reason(code, Text(*check), Text(*refused), mend, law(source))
