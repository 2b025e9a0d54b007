"""Where the bars of a statement's chart stand, in whole numbers that no locale can write otherwise.

Pure: takes amounts in sen, gives places in the units of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 460
ROW = 30
BAR = 14
LABEL_WIDTH = 126
AMOUNT_WIDTH = 112
_ROOM = WIDTH - LABEL_WIDTH - AMOUNT_WIDTH
_LEAST = 2
COLOURS = ("#1e40af", "#2563eb", "#3a75f6", "#1e40af", "#2563eb")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its account, its amount in sen, its place, and where its two texts stand."""

    account: str
    sen: int
    x: int
    y: int
    width: int
    text_y: int
    amount_x: int
    number: int
    colour: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars and the size of the drawing that holds them."""

    width: int
    height: int
    bar_height: int
    bars: tuple[Bar, ...]


def lay_out(amounts: Sequence[tuple[str, int]]) -> Drawing:
    """Horizontal bars for (account code, sen), longest at full room; nil and below get no bar."""
    longest = max((sen for _, sen in amounts), default=0)
    bars = []
    for place, (account, sen) in enumerate(amounts):
        width = max(sen * _ROOM // longest, _LEAST) if sen > 0 else 0
        top = place * ROW
        bars.append(
            Bar(
                account=account,
                sen=sen,
                x=LABEL_WIDTH,
                y=top + (ROW - BAR) // 2,
                width=width,
                text_y=top + ROW // 2 + 4,
                amount_x=LABEL_WIDTH + width + 8,
                number=place + 1,
                colour=COLOURS[place % len(COLOURS)],
            )
        )
    return Drawing(WIDTH, ROW * len(bars), BAR, tuple(bars))
