"""A file as it came, in pieces. They travel by binary COPY: no escaping, no second copy in memory.

A piece is a row of FileChunk; PostgreSQL keeps it as it is (storage external, migration 0002).
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

PIECE = 1 << 20
_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)
_PUT = "copy contributions_filechunk (remittance_id, number, content) from stdin (format binary)"
_GET = (
    "copy (select content from contributions_filechunk"
    " where remittance_id = {} and number between {} and {} order by number)"
    " to stdout (format binary)"
)


class TooLarge(Exception):
    """There is more of the file than we take."""


class _Incoming:
    """The file as rows of a binary COPY; counts and fingerprints it on the way. Stops at `limit`."""

    def __init__(self, remittance_id: int, content: Iterable[bytes], limit: int) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self.limit = limit
        self._rows = self._all(remittance_id, content)

    def read(self, size: int = -1) -> bytes:
        return next(self._rows, b"")

    def _all(self, remittance_id: int, content: Iterable[bytes]) -> Iterator[bytes]:
        yield _HEADER
        for number, piece in enumerate(_pieces(content)):
            self.size += len(piece)
            if self.size > self.limit:
                break
            self.digest.update(piece)
            yield struct.pack(">hiqiii", 3, 8, remittance_id, 4, number, len(piece)) + piece
        yield _TRAILER


def put(remittance_id: int, content: Iterable[bytes], *, limit: int) -> tuple[int, bytes]:
    """Store a file in the caller's transaction; answers its size in bytes and its SHA-256.

    Raises TooLarge past `limit` bytes; the caller's transaction is then rolled back.
    """
    incoming = _Incoming(remittance_id, content, limit)
    with connection.cursor() as cursor:
        cursor.copy_expert(_PUT, incoming, PIECE)
    if incoming.size > limit:
        raise TooLarge
    return incoming.size, incoming.digest.digest()


def get(remittance_id: int, *, first: int = 0, last: int = (1 << 31) - 1) -> Iterator[bytes]:
    """The file, piece by piece. What does not fit in a little memory waits on disk, not in ours.

    The first answer is empty and comes when all has left the database: the connection is free.
    """
    with tempfile.SpooledTemporaryFile(max_size=8 * PIECE) as spool:
        with connection.cursor() as cursor:
            cursor.copy_expert(_GET.format(int(remittance_id), first, last), spool, PIECE)
        spool.seek(len(_HEADER))
        yield b""
        while (length := _next_length(spool)) is not None:
            yield spool.read(length)


def before(remittance_id: int, border: int) -> Iterator[bytes]:
    """The file up to, without it, the first end of a line from byte `border` on; begins as `get` does.

    Raises ValueError when no line ends in that piece or the next.
    """
    at, within = divmod(border, PIECE)
    for number, piece in enumerate(get(remittance_id, last=at + 1), -1):
        end = piece.find(b"\n", within if number == at else 0) if number >= at else -1
        yield piece if end < 0 else piece[:end]
        if end >= 0:
            return
    raise ValueError(border)


def after(remittance_id: int, border: int) -> Iterator[bytes]:
    """What comes after that end of a line; begins as `get` does."""
    at, within = divmod(border, PIECE)
    is_found = False
    for number, piece in enumerate(get(remittance_id, first=at), at - 1):
        if is_found or number < at:
            yield piece
            continue
        end = piece.find(b"\n", within if number == at else 0)
        if end >= 0:
            is_found = True
            yield piece[end + 1 :]


def _next_length(spool: Any) -> int | None:
    """The size of the next piece; None at the trailer."""
    (fields,) = struct.unpack(">h", spool.read(2))
    return None if fields < 0 else int(struct.unpack(">i", spool.read(4))[0])


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 1 MiB."""
    held = b""
    for part in content:
        held = held + part if held else part
        start = 0
        while len(held) - start >= PIECE:
            yield held[start : start + PIECE]
            start += PIECE
        held = held[start:]
    if held:
        yield held
