"""Every address of the project: its key in the role table, its route, and a path that fits it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES: dict[str, Any] = {
    "int": 999_999_001,
    "uuid": uuid.UUID(int=1),
    "slug": "x",
    "str": "x",
    "path": "999999001",
    "reference": "PGL-2222222222",
}
_CONVERTED = re.compile(r"(?<!\?P)<(?:(\w+):)?(\w+)>")
_GROUPED = re.compile(r"\(\?P<(\w+)>((?:[^()\[\]]|\[[^\]]*\])*)\)")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the URL configuration."""

    key: str
    route: str

    @property
    def parameters(self) -> dict[str, str]:
        """Name and converter of each part that varies; `regex` where there is no converter."""
        found = {name: kind or "str" for kind, name in _CONVERTED.findall(self.route)}
        return {**found, **{name: "regex" for name, _rest in _GROUPED.findall(self.route)}}

    def path(self, **values: Any) -> str:
        """A path of this address, with `values` for its parts and samples for the others."""
        filled = _CONVERTED.sub(
            lambda found: str(values.get(found[2], SAMPLES.get(found[1] or "str", "x"))),
            self.route,
        )
        filled = _GROUPED.sub(lambda found: str(values.get(found[1]) or _fitting(found[2])), filled)
        return "/" + filled.replace("^", "").replace("$", "").replace("\\.", ".")


def _fitting(expression: str) -> str:
    """Text for one of the few regular expressions in our routes."""
    texts: Mapping[str, str] = {
        "[0-9a-f]{40}": "a" * 40,
        "[A-Za-z0-9_-]{43}": "b" * 43,
        ".*": "nowhere",
    }
    return texts.get(expression) or expression.split("|")[0]


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}" if entry.name else here, here)


@cache
def every() -> tuple[Address, ...]:
    """All addresses, each once."""
    return tuple(sorted(set(_walk(get_resolver(), "", "")), key=lambda one: (one.key, one.route)))
