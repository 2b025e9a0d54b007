"""The pages of a file we keep, as pictures: drawn by a process of its own (draw_page.py), never stored.

Whoever looks at a picture runs nothing of the file: no script, font or link of it reaches a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from members.gateways import apart

_PROGRAM = Path(__file__).with_name("draw_page.py")
WIDTHS: dict[str, int] = {"page": 900, "large": 1600, "largest": 2400}
"""Pixels of the sizes in which a page can be asked for."""


class NotDrawn(Exception):
    """No such page, or nothing that can be drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` is PNG or JPEG; `pages` how many the file has."""

    kind: str
    content: bytes
    pages: int


def draw(content: bytes, *, page: int, size: str) -> Picture:
    """One page, from 1, in one of WIDTHS. Raises NotDrawn."""
    if page < 1:
        raise NotDrawn
    return _ask(content, page, WIDTHS[size])


def count(content: bytes) -> int:
    """How many pages a file has. Raises NotDrawn."""
    return _ask(content, 0, 1).pages


def _ask(content: bytes, page: int, width: int) -> Picture:
    try:
        answer, picture = apart.run(_PROGRAM, content, (page, width))
    except apart.NoAnswer:
        raise NotDrawn from None
    if "type" not in answer:
        raise NotDrawn
    return Picture(answer["type"], picture, int(answer["pages"]))
