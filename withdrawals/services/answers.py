"""Answers to the questions of a kind, and the payee the member names. Kept in the draft, one by one.

An answer is kept only when the rules do not refuse because of it: who answers truthfully learns at
once why they cannot go on, and what would change it. What depends on a changed answer is forgotten.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.gateways import vault
from members.ledger import days
from members.models import User
from members.rules import banks
from withdrawals import request_reads, selectors
from withdrawals.models import Answer, Application, Share
from withdrawals.rules import answers as shapes
from withdrawals.rules import eligibility, terms
from withdrawals.rules.asks import Answer as Value
from withdrawals.rules.asks import Question
from withdrawals.rules.facts import Channel
from withdrawals.rules.findings import Finding
from withdrawals.rules.spec import WithdrawalType
from withdrawals.services import apply


class NotAsked(LookupError):
    """The application has no such question, with the answers it has."""


class NotNamed(Exception):
    """This application is not paid to somebody the member names."""


@transaction.atomic
def answer(
    *,
    member_id: int,
    kind: WithdrawalType,
    question: str,
    value: Value | None,
    by: User,
    at: datetime,
) -> tuple[Finding, ...]:
    """Keep an answer; or keep nothing and say every reason for which the rules refuse it.

    Raises apply.NoDraft, NotAsked, and shapes.BadAnswer for what cannot be an answer.
    """
    draft = apply.locked_draft(member_id, kind)
    on = days.today()
    before = request_reads.answers(draft)
    ask = asked(draft, question)
    shapes.check(ask, value, on)
    value = None if value == "" else value
    after = {name: kept for name, kept in before.items() if name != question}
    if value is not None:
        after[question] = value
    facts = selectors.member_facts(member_id)
    new = eligibility.decide(kind, facts, on=on, answers=after)
    old = eligibility.decide(
        kind, facts, on=on, answers={name: a for name, a in before.items() if name != question}
    )
    refused = tuple(one for one in new.reasons if one.code not in old.reason_codes)
    if refused:
        return refused
    Answer.objects.update_or_create(
        application=draft,
        question=question,
        defaults={"value": shapes.stored(value), "answered_at": at},
    )
    still = {one.name for one in kind.put(after, on, Channel.ONLINE)}
    Answer.objects.filter(application=draft).exclude(question__in=still).delete()
    if before.get(question) != value:
        draft.tac_challenge_id = ""
    _pay(draft, kind.payee(request_reads.answers(draft)))
    draft.save()
    return ()


def asked(draft: Application, question: str) -> Question:
    """The question of this name, when it is put to this draft. Raises NotAsked."""
    for ask in draft.kind.put(request_reads.answers(draft), days.today(), Channel.ONLINE):
        if ask.name == question:
            return ask
    raise NotAsked(question)


@transaction.atomic
def name_payee(
    *,
    member_id: int,
    kind: WithdrawalType,
    name: str,
    registration_no: str,
    bank_code: str,
    number: str,
    payment_reference: str,
    by: User,
    at: datetime,
) -> None:
    """Keep who is paid the whole instead of the member. The account number is kept encrypted.

    Raises apply.NoDraft, NotNamed and banks.NotABankAccountNumber.
    """
    draft = apply.locked_draft(member_id, kind)
    if draft.pay_to not in terms.NAMED_ONLINE or draft.amount_sen is None:
        raise NotNamed(draft.reference)
    number = banks.account_number(bank_code, number)
    Share.objects.update_or_create(
        application=draft,
        line_no=1,
        defaults={
            "kind": draft.pay_to,
            "amount_sen": draft.amount_sen,
            "name": " ".join(name.split()),
            "registration_no": registration_no.strip(),
            "bank_code": bank_code,
            "number_encrypted": vault.encrypt(number),
            "number_digest": vault.digest("bank_account.number", number),
            "last_four": number[-4:],
            "payment_reference": payment_reference.strip(),
            "named_at": at,
        },
    )
    draft.bank_code, draft.last_four = bank_code, number[-4:]
    draft.tac_challenge_id = ""
    draft.save()


def _pay(draft: Application, payee: terms.Payee) -> None:
    """Another payee: the account named for the one before is forgotten."""
    if draft.pay_to == payee:
        return
    Share.objects.filter(application=draft).delete()
    draft.pay_to = payee.value
    draft.bank_account = None
    draft.bank_code = draft.last_four = ""
