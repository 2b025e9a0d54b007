"""Numbers of the fund that the law or the board changes from a day on, each declared once.

The declaration holds what is in force until officers say otherwise; what they say is dated, has a
source, takes two people, and is never retroactive. Pure: the rows come from the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from members.rules.text import Text


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a parameter: name, words, unit (`bps` or `sen` or `days`), least and most."""

    name: str
    words: Text
    unit: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter. `history` is what the code itself knows, oldest first; `check` answers what is
    wrong with a set of numbers, or None."""

    code: str
    title: Text
    parts: tuple[Part, ...]
    history: tuple[tuple[date, Mapping[str, int], str], ...]
    check: Callable[[Mapping[str, int]], Text | None] = lambda _numbers: None


@dataclass(frozen=True, slots=True)
class Version:
    """Numbers in force from a day on, and where they stand written."""

    effective_on: date
    numbers: Mapping[str, int]
    source: str


class UnknownParameter(KeyError):
    """No parameter has this code."""


_declared: dict[str, Declared] = {}


def declare(parameter: Declared) -> Declared:
    """Make a parameter known; the same one again changes nothing. Raises ValueError for a twin."""
    known = _declared.setdefault(parameter.code, parameter)
    if known is not parameter and known.title != parameter.title:
        raise ValueError(f"two parameters are called {parameter.code}")
    return parameter


def declared(code: str) -> Declared:
    """Raises UnknownParameter."""
    try:
        return _declared[code]
    except KeyError:
        raise UnknownParameter(code) from None


def every() -> list[Declared]:
    """All parameters, by code."""
    return [_declared[code] for code in sorted(_declared)]


def problem(parameter: Declared, numbers: Mapping[str, int]) -> Text | None:
    """What is wrong with a proposal; None when nothing is."""
    for part in parameter.parts:
        number = numbers.get(part.name)
        if number is None or not part.least <= number <= part.most:
            return Text(
                f"{part.words.ms}: dari {part.least} hingga {part.most}",
                f"{part.words.en}: from {part.least} to {part.most}",
            )
    return parameter.check(numbers)


def in_force(parameter: Declared, rows: Iterable[Version], day: date) -> Version:
    """The last version that began by `day`; officers' rows come after the declaration's own of the
    same day. Raises ValueError before the first."""
    versions = [Version(*entry) for entry in parameter.history]
    found = [version for version in (*versions, *rows) if version.effective_on <= day]
    if not found:
        raise ValueError(f"nothing is known of {parameter.code} on {day}")
    return max(enumerate(found), key=lambda pair: (pair[1].effective_on, pair[0]))[1]
