"""The pages of an application in their order, and the first that is not answered yet.

Questions come first, because the amount follows from them; then the amount, the papers, who is paid,
and the declaration last, because it affirms all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from members.ledger import days
from withdrawals import request_reads
from withdrawals.models import Application, Declaration
from withdrawals.rules import eligibility, terms
from withdrawals.rules.asks import Answers
from withdrawals.rules.facts import Channel, MemberFacts
from withdrawals.rules.spec import Step
from withdrawals.services import papers


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the application; a question's page names it."""

    step: Step
    question: str = ""


def places(draft: Application) -> tuple[Place, ...]:
    """Every page that this draft needs, with the answers it has."""
    return tuple(_places(draft, request_reads.answers(draft), days.today()))


def _places(draft: Application, answers: Answers, on: date) -> Iterator[Place]:
    kind, asked_for_papers = draft.kind, False
    for ask in kind.put(answers, on, Channel.ONLINE):
        yield Place(Step.QUESTION, ask.name)
    for step in kind.steps:
        if step != Step.AMOUNT and kind.documents_for(answers) and not asked_for_papers:
            asked_for_papers = True
            yield Place(Step.DOCUMENTS)
        if step == Step.BANK_ACCOUNT and draft.pay_to != terms.Payee.MEMBER:
            step = Step.PAYEE
        yield Place(step)


def missing(draft: Application) -> Place | None:
    """The first page that waits for an answer; None when all have one."""
    answered = set(draft.answers.values_list("question", flat=True)) if draft.kind.has_asks else ()
    for place in places(draft):
        match place.step:
            case Step.QUESTION:
                waits = place.question not in answered
            case Step.AMOUNT:
                waits = draft.amount_sen is None
            case Step.DOCUMENTS:
                waits = bool(papers.missing(draft))
            case Step.BANK_ACCOUNT:
                waits = draft.bank_account_id is None
            case Step.PAYEE:
                waits = request_reads.payee(draft) is None
            case _:
                waits = not is_declared(draft)
        if waits:
            return place
    return None


def is_declared(draft: Application) -> bool:
    """True when the member has affirmed the version of the text that is in force."""
    said = Declaration.objects.filter(application=draft).values_list("code", "version").first()
    wanted = draft.kind.declaration
    return said == (wanted.code, wanted.version)


def question_at_fault(draft: Application, facts: MemberFacts, code: str) -> str:
    """The question without whose answer the rules would not give this reason; empty for none."""
    answers, on = request_reads.answers(draft), days.today()

    def is_given(to: Answers) -> bool:
        decision = eligibility.decide(
            draft.kind, facts, on=on, amount_sen=draft.amount_sen, answers=to
        )
        return code in decision.reason_codes

    if not is_given(answers):
        return ""
    for ask in reversed(draft.kind.put(answers, on, Channel.ONLINE)):
        others = {name: answer for name, answer in answers.items() if name != ask.name}
        if ask.name in answers and not is_given(others):
            return ask.name
    return ""
