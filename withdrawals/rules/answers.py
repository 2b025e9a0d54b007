"""An answer: what may be one, how a row keeps it, how a person reads it. Pure.

Amounts are sen, days are dates; a row keeps days in ISO form. An optional question that was passed
over has the answer None, which the rules see as not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from members.rules.text import Text
from withdrawals.rules.asks import Answer, AnswerKind, Question

LONGEST_TEXT = 120
MOST_SEN = 99_999_999_999
MOST_COUNT = 1_200
FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2100, 12, 31)

Stored = int | str | bool | None


class BadAnswer(ValueError):
    """This is no answer to the question; `.reason` is EMPTY, SHAPE, RANGE, CHOICE or FUTURE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(ask: Question, answer: Answer | None, on: date) -> None:
    """Raises BadAnswer for what cannot answer `ask` on the day `on`."""
    if answer is None or answer == "":
        if not ask.optional:
            raise BadAnswer("EMPTY")
        return
    if not _has_shape(ask.kind, answer):
        raise BadAnswer("SHAPE")
    if ask.kind == AnswerKind.CHOICE and answer not in {value for value, _ in ask.choices}:
        raise BadAnswer("CHOICE")
    if not _is_in_range(ask.kind, answer):
        raise BadAnswer("RANGE")
    if ask.past and isinstance(answer, date) and answer > on:
        raise BadAnswer("FUTURE")


def stored(answer: Answer | None) -> Stored:
    """The answer as a row keeps it."""
    return answer.isoformat() if isinstance(answer, date) else answer


def read(ask: Question, value: Stored) -> Answer | None:
    """The answer again; None for one that no longer fits its question."""
    if ask.kind == AnswerKind.DAY:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return None
    return value if value is not None and _has_shape(ask.kind, value) else None


def read_all(asked: Iterable[Question], rows: Mapping[str, Stored]) -> dict[str, Answer]:
    """The answers given to these questions."""
    found = {ask.name: read(ask, rows[ask.name]) for ask in asked if ask.name in rows}
    return {name: answer for name, answer in found.items() if answer is not None}


def choice_words(ask: Question, answer: Answer) -> Text | None:
    """The words of the choice that was made."""
    return dict(ask.choices).get(str(answer))


def _has_shape(kind: AnswerKind, answer: Answer) -> bool:
    match kind:
        case AnswerKind.MONEY | AnswerKind.COUNT:
            return isinstance(answer, int) and not isinstance(answer, bool)
        case AnswerKind.DAY:
            return isinstance(answer, date)
        case AnswerKind.YES_NO:
            return isinstance(answer, bool)
        case _:
            return isinstance(answer, str)


def _is_in_range(kind: AnswerKind, answer: Answer) -> bool:
    match kind:
        case AnswerKind.MONEY:
            return isinstance(answer, int) and 0 <= answer <= MOST_SEN
        case AnswerKind.COUNT:
            return isinstance(answer, int) and 1 <= answer <= MOST_COUNT
        case AnswerKind.DAY:
            return isinstance(answer, date) and FIRST_DAY <= answer <= LAST_DAY
        case AnswerKind.TEXT:
            return isinstance(answer, str) and len(answer) <= LONGEST_TEXT and answer.isprintable()
        case _:
            return True
