"""How much of a file has been read by whoever checks it: a hint for a page, in the cache, never in the books.

The check is one transaction, so nobody else sees a row of it before it ends.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.core.cache import cache

log = logging.getLogger(__name__)

_KEPT_SECONDS = 3_600
_STREAMS = (0, 1)


def counted(remittance_id: int, content: Iterator[bytes], *, stream: int = 0) -> Iterator[bytes]:
    """The same pieces; notes the bytes passed on, from the second piece that holds any."""
    pieces = read = 0
    for piece in content:
        yield piece
        read += len(piece)
        pieces += bool(piece)
        if pieces > 1:
            _note(remittance_id, stream, read)


def read_bytes(remittance_id: int) -> int:
    """How many bytes of the file were read so far, as far as is known."""
    try:
        found = cache.get_many([_key(remittance_id, stream) for stream in _STREAMS])
    except Exception:
        log.warning("the cache did not say how far a check is", exc_info=True)
        return 0
    return sum(int(read) for read in found.values())


def _note(remittance_id: int, stream: int, read: int) -> None:
    try:
        cache.set(_key(remittance_id, stream), read, _KEPT_SECONDS)
    except Exception:
        log.warning("the cache did not take how far a check is", exc_info=True)


def _key(remittance_id: int, stream: int) -> str:
    return f"contributions.check.{remittance_id}.{stream}"
