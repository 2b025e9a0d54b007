"""What a type asks and which papers it wants: typed questions and documents, as data.

From these the form, the start page and the review page are drawn. Answers are plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from members.rules.text import Text

Answer = int | str | date | bool
Answers = Mapping[str, Answer]
NO_ANSWERS: Answers = MappingProxyType({})


class AnswerKind(StrEnum):
    """The shape of an answer: MONEY in sen, COUNT a whole number, YES_NO true or false."""

    MONEY = "MONEY"
    COUNT = "COUNT"
    DAY = "DAY"
    CHOICE = "CHOICE"
    YES_NO = "YES_NO"
    TEXT = "TEXT"


@dataclass(frozen=True, slots=True)
class When:
    """Only if the question was answered with one of these values; `words` say it to a person."""

    question: str
    values: tuple[Answer, ...]
    words: Text

    def holds(self, answers: Answers) -> bool:
        return answers.get(self.question) in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `choices` are (value, words); `until` is the first day it is not asked.

    `optional` may be passed over; a day that is `past` is not after the day of the application.
    """

    name: str
    kind: AnswerKind
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()
    only_when: When | None = None
    until: date | None = None
    optional: bool = False
    past: bool = False

    def __post_init__(self) -> None:
        if (self.kind == AnswerKind.CHOICE) != bool(self.choices):
            raise ValueError(f"question {self.name!r}: choices belong to a choice")
        if (self.kind == AnswerKind.MONEY) != self.name.endswith("_sen"):
            raise ValueError(f"question {self.name!r}: amounts, and only they, end in _sen")
        if (self.kind == AnswerKind.DAY) != self.name.endswith("_on"):
            raise ValueError(f"question {self.name!r}: dates, and only they, end in _on")


@dataclass(frozen=True, slots=True)
class Document:
    """A paper the application needs, always or only when an answer calls for it."""

    code: str
    title: Text
    only_when: When | None = None

    def is_needed(self, answers: Answers) -> bool:
        return self.only_when is None or self.only_when.holds(answers)


def money(name: str, ms: str, en: str, **more: object) -> Question:
    """An amount, in sen."""
    return _question(name, AnswerKind.MONEY, ms, en, more)


def day(name: str, ms: str, en: str, **more: object) -> Question:
    """A date."""
    return _question(name, AnswerKind.DAY, ms, en, more)


def count(name: str, ms: str, en: str, **more: object) -> Question:
    """A whole number."""
    return _question(name, AnswerKind.COUNT, ms, en, more)


def yes_no(name: str, ms: str, en: str, **more: object) -> Question:
    """Yes or no."""
    return _question(name, AnswerKind.YES_NO, ms, en, more)


def text(name: str, ms: str, en: str, **more: object) -> Question:
    """A name or a number that is only written down."""
    return _question(name, AnswerKind.TEXT, ms, en, more)


def choice(name: str, ms: str, en: str, *choices: tuple[str, str, str], **more: object) -> Question:
    """One of several: each is (value, Malay, English)."""
    pairs = tuple((value, Text(in_ms, in_en)) for value, in_ms, in_en in choices)
    return _question(name, AnswerKind.CHOICE, ms, en, {**more, "choices": pairs})


def _question(name: str, kind: AnswerKind, ms: str, en: str, more: dict[str, object]) -> Question:
    return Question(name=name, kind=kind, label=Text(ms, en), **more)  # type: ignore[arg-type]
