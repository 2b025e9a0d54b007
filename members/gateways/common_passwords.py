"""A list of passwords that many people have, kept as sorted 8-byte digests and read once.

How the file is made, and from what: members/data/README.md.
"""

from __future__ import annotations

import functools
import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "data" / "common_passwords.bin"
WIDTH = 8


def prefix(text: str) -> bytes:
    """What stands in the file for a text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:WIDTH]


class _Digests(Sequence[bytes]):
    def __init__(self, data: bytes) -> None:
        if not data or len(data) % WIDTH:
            raise ValueError(f"{FILE.name} is not a list of {WIDTH}-byte digests")
        self.data = data

    def __len__(self) -> int:
        return len(self.data) // WIDTH

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        return self.data[place * WIDTH : (place + 1) * WIDTH]


@functools.cache
def _digests() -> _Digests:
    return _Digests(FILE.read_bytes())


def contains(text: str) -> bool:
    """Whether the lower-case text is on the list."""
    digests, wanted = _digests(), prefix(text)
    place = bisect_left(digests, wanted)
    return place < len(digests) and digests[place] == wanted
