"""What a stranger could measure of an answer: words, status, headers, cookies, and the work behind it.

Work is counted, never timed: the statements the database was asked, and the slow hashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

# Each answer's own, whoever asks.
_OWN_HEADERS = {"X-Request-ID", "Expires", "Content-Length", "Date"}
_OWN_WORDS = re.compile(
    r'(csrfmiddlewaretoken" value="|name="picture" value="|sign-in/code/)[^".]+'
    r"|img/security/[^>]+>|Phrase: <strong>[^<]+|Frasa: <strong>[^<]+"
    r"|\b[0-9a-f]{32}\b"
    r"|\b\d{2}:\d{2}\b"  # the clock; how long a lock lasts stands in Retry-After
)
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|JOIN)\s+"?([a-z_]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """One answer; two that are equal cannot be told apart."""

    status: int
    location: str
    text: str
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]
    hashes: int


@contextmanager
def counted_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every slow hash made or compared while the block runs."""
    made: list[str] = []
    hasher = type(get_hasher("default"))
    with monkeypatch.context() as patch:
        for name in ("encode", "verify"):
            real = getattr(hasher, name)

            def counting(
                self: Any, *args: Any, _real: Any = real, _name: str = name, **more: Any
            ) -> Any:
                before = len(made)
                answer = _real(self, *args, **more)
                del made[before:]  # a comparison that hashes is one hash
                made.append(_name)
                return answer

            patch.setattr(hasher, name, counting)
        yield made


def measure(
    act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, *, hide: tuple[str, ...] = ()
) -> Seen:
    """What `act` answers and costs; `hide` is what the person typed."""
    with counted_hashes(monkeypatch) as hashes, CaptureQueriesContext(connection) as queries:
        answer = act()
    text = _OWN_WORDS.sub("", answer.content.decode())
    for typed in sorted(hide, key=len, reverse=True):
        text = text.replace(typed, "TYPED")
    own = set(answer.cookies)
    return Seen(
        status=answer.status_code,
        location=answer.headers.get("Location", ""),
        text=text,
        headers=tuple(
            sorted(_plain(k, v) for k, v in answer.headers.items() if k not in _OWN_HEADERS)
        ),
        cookies=tuple(sorted((name, _attributes(answer.cookies[name])) for name in own)),
        statements=tuple(sorted(shape(each["sql"]) for each in queries.captured_queries)),
        hashes=len(hashes),
    )


def _plain(name: str, value: str) -> tuple[str, str]:
    """A header; seconds to wait are told in begun minutes, since the test takes seconds itself."""
    return (name, str(-(-int(value) // 60))) if name == "Retry-After" else (name, value)


def shape(sql: str) -> str:
    """The verb of a statement and the tables it touches."""
    verb = sql.split(maxsplit=1)[0].upper()
    return " ".join([verb, *sorted(set(_TABLE.findall(sql)))])


def _attributes(morsel: Any) -> str:
    kept = {k: v for k, v in morsel.items() if k not in {"expires"}}
    length = len(morsel.value) if morsel.key == settings.SESSION_COOKIE_NAME else 0
    return f"{sorted(kept.items())} {length}"
