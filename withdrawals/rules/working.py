"""How an amount was worked out: lines a person can follow, each with its amount in sen.

The last result is the amount; it is never below nil, and reading the lines again gives it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from members.rules.text import Text


class Sign(StrEnum):
    """What a line does to the result so far."""

    PLUS = "PLUS"
    LESS = "LESS"
    AT_MOST = "AT_MOST"
    SHARE = "SHARE"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, its amount in sen, and the result after it."""

    words: Text
    sign: Sign
    amount_sen: int
    result_sen: int


@dataclass(frozen=True, slots=True)
class Working:
    """Lines in the order they are read. Every method answers a longer working."""

    lines: tuple[Line, ...] = ()

    @property
    def maximum_sen(self) -> int:
        """The result of the last line; nil without lines."""
        return self.lines[-1].result_sen if self.lines else 0

    def plus(self, words: Text, sen: int) -> Working:
        return self._with(words, Sign.PLUS, sen, self.maximum_sen + sen)

    def less(self, words: Text, sen: int) -> Working:
        """Take away; what would fall below nil is nil."""
        return self._with(words, Sign.LESS, sen, max(self.maximum_sen - sen, 0))

    def at_most(self, words: Text, sen: int) -> Working:
        """The lower of the result and this amount."""
        return self._with(words, Sign.AT_MOST, sen, min(self.maximum_sen, max(sen, 0)))

    def share(self, words: Text, per_cent: int) -> Working:
        """So many per cent of the result, cut to the sen."""
        part = self.maximum_sen * per_cent // 100
        return self._with(words, Sign.SHARE, part, part)

    def _with(self, words: Text, sign: Sign, sen: int, result: int) -> Working:
        return Working((*self.lines, Line(words, sign, sen, result)))
