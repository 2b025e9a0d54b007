"""Whatever is held and answered: never more than the accounts hold, and the lines add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from members.ledger.drafts import Amounts
from tests.rules.withdrawals.test_scenarios import read_again
from withdrawals import types
from withdrawals.rules import limits, parameters
from withdrawals.rules.asks import Answer, AnswerKind, Question
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.spec import WithdrawalType

SEN = st.integers(0, 300_000_000)
DAYS = st.dates(date(2024, 5, 11), date(2030, 12, 31))


def answer(ask: Question) -> st.SearchStrategy[Answer]:
    match ask.kind:
        case AnswerKind.MONEY:
            return SEN
        case AnswerKind.COUNT:
            return st.integers(0, 600)
        case AnswerKind.DAY:
            return DAYS
        case AnswerKind.CHOICE:
            return st.sampled_from([value for value, _ in ask.choices])
        case AnswerKind.YES_NO:
            return st.booleans()
        case _:
            return st.just("text")


@st.composite
def cases(draw: st.DrawFn) -> tuple[WithdrawalType, MemberFacts, date, dict[str, Answer], int]:
    kind = draw(st.sampled_from(types.every()))
    facts = MemberFacts(
        member_id=1,
        born_on=draw(st.dates(date(1936, 1, 1), date(2010, 12, 31))),
        citizenship=draw(st.sampled_from(["CITIZEN", "PR", "NON_CITIZEN"])),
        elected_before_1998=draw(st.booleans()),
        died_on=draw(st.none() | st.just(date(2024, 1, 1))),
        book="KONV",
        available=Amounts(*(draw(SEN) for _ in range(5))),
    )
    asked = {
        ask.name: draw(answer(ask)) for ask in kind.asks if draw(st.booleans())
    }  # fmt: skip
    if kind.options and draw(st.booleans()):
        asked["option"] = draw(st.sampled_from([way.code for way in kind.options]))
    return kind, facts, draw(DAYS), asked, draw(st.integers(1, 300_000_000))


@given(cases())
def test_what_is_allowed_is_there(
    case: tuple[WithdrawalType, MemberFacts, date, dict[str, Answer], int],
) -> None:
    kind, facts, on, asked, amount_sen = case
    decision = decide(kind, facts, on=on, answers=asked, amount_sen=amount_sen)
    held = sum(facts.available.account(code) for code in kind.source_accounts)
    assert 0 <= decision.maximum_sen <= held
    assert read_again(decision.working) == decision.maximum_sen
    if decision.allowed:
        assert decision.minimum_sen <= amount_sen <= decision.maximum_sen
        assert limits.sources(amount_sen, facts.available, kind.source_accounts).total == amount_sen
    if decision.allowed and kind.code == "OVER1M":
        left = facts.available.total - amount_sen
        assert left >= parameters.OVER_THRESHOLD_SEN.on(on)


@given(DAYS)
def test_dated_numbers_change_on_their_day_and_no_other(day: date) -> None:
    before = parameters.OVER_THRESHOLD_SEN.on(day - timedelta(days=1))
    changed = parameters.OVER_THRESHOLD_SEN.on(day) != before
    assert changed is (day in {date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)})
