"""An application taken in at a counter: everything of it in one transaction, then the review queue.

The same rules, hold, promise and review as online; instead of a TAC there is an identity step and a
declaration signed on paper. Who takes it in is neither the applicant nor a relative, and never decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from members.audit import services as audit
from members.gateways import vault
from members.ledger import days, holds
from members.models import BankAccount, Member, User
from members.services import bank_accounts
from withdrawals import identity_reads, selectors, standing
from withdrawals.models import Answer, Application, Declaration, Intake, Share
from withdrawals.rules import answers as shapes
from withdrawals.rules import claims, identity_tiers, terms
from withdrawals.rules.asks import Answer as Value
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel
from withdrawals.rules.findings import Decision
from withdrawals.rules.identity_steps import Way, suffices
from withdrawals.rules.identity_ways import is_as_strong
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import Event
from withdrawals.services import counter_papers, identity_steps, transition, verify

PERMISSION = "withdrawals.take_in_application"


class NotAllowed(Exception):
    """The person may not take applications in, or not this member's."""


class Refused(Exception):
    """The rules refuse; `.decision` says why, with every reason."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(decision.reason_codes))
        self.decision = decision


class PapersMissing(Exception):
    """Papers that the kind needs with these answers: `.unseen` in the original, `.lacking` as files."""

    def __init__(self, unseen: Sequence[str], lacking: Sequence[str]) -> None:
        super().__init__(", ".join(dict.fromkeys((*unseen, *lacking))))
        self.unseen, self.lacking = tuple(unseen), tuple(lacking)


class SharesWrong(Exception):
    """`.problems` says what is wrong with the payees."""

    def __init__(self, problems: Sequence[tuple[int, claims.Problem]]) -> None:
        super().__init__(", ".join(problem for _line, problem in problems))
        self.problems = tuple(problems)


class IdentityTooWeak(Exception):
    """The kind wants a stronger way to show who one is."""


class BadAnswer(Exception):
    """`.question` was not answered, or not so that it can be one; `.reason` as in rules/answers."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question, self.reason = question, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeLine:
    """Somebody to be paid, as typed at the counter; amount in sen, the number checked for its bank."""

    kind: terms.Payee
    name: str
    bank_code: str
    number: str
    amount_sen: int
    relation: str = ""
    born_on: date | None = None
    guardian: str = ""
    identity_no: str = ""
    registration_no: str = ""
    payment_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything the officer wrote down. `amount_sen` is all that leaves the accounts."""

    client_key: UUID
    answers: Mapping[str, Value]
    amount_sen: int
    bank_account_id: int | None = None
    payees: tuple[PayeeLine, ...] = ()
    papers_seen: frozenset[str] = frozenset()
    way: Way = Way.DOCUMENTS
    receipt_no: str = ""
    language: str = "ms"
    signed_on: date = field(default=date.min)


def may_take_in(*, member_id: int, by: User) -> bool:
    """Whether this officer may take something in for this member."""
    return (
        by.has_perm(PERMISSION)
        and by.member_id != member_id
        and member_id not in standing.relatives(by)
    )


def judge(
    member_id: int, kind: WithdrawalType, answers: Mapping[str, Value], amount_sen: int | None
) -> Decision:
    """What the rules say at the counter, today. `amount_sen` is all that leaves the accounts."""
    share_sen = claims.government_share_sen(kind.payees, answers)
    return decide(
        kind,
        selectors.member_facts(member_id),
        on=days.today(),
        channel=Channel.COUNTER,
        amount_sen=None if amount_sen is None else amount_sen - share_sen,
        answers=answers,
    )


def submit(
    *, member: Member, kind: WithdrawalType, request: Request, by: User, at: datetime
) -> Application:
    """Take the application in. The same request twice answers the same application.

    Raises NotAllowed, BadAnswer, Refused, PapersMissing, SharesWrong, IdentityTooWeak,
    identity_steps.NotConfirmed and TerminalSilent; nothing is left behind then.
    """
    if not may_take_in(member_id=member.pk, by=by):
        raise NotAllowed
    found = Application.objects.filter(client_key=request.client_key, member=member).first()
    if found is not None:
        return found
    if not suffices(request.way, kind.identity):
        raise IdentityTooWeak
    identity_steps.ask_terminal(member=member, way=request.way, receipt_no=request.receipt_no)
    try:
        with transaction.atomic():
            return _submit(member, kind, request, by, at)
    except holds.NotEnoughInAccount:
        # Somebody else took the money after the rules had looked; nothing was kept.
        raise Refused(judge(member.pk, kind, request.answers, request.amount_sen)) from None


def _submit(
    member: Member, kind: WithdrawalType, request: Request, by: User, at: datetime
) -> Application:
    transition.lock_member(member.pk)
    on = days.today()
    given = _checked(kind, request.answers, on)
    decision = judge(member.pk, kind, given, request.amount_sen)
    if not decision.allowed:
        raise Refused(decision)
    unseen = [one.code for one in kind.documents_for(given) if one.code not in request.papers_seen]
    there = counter_papers.lying(member_id=member.pk, kind=kind, by=by)
    lacking = [one.code for one in counter_papers.missing(kind, given, there)]
    if unseen or lacking:
        raise PapersMissing(unseen, lacking)
    pay_to = kind.payee(given)
    account = _own_account(member, pay_to, request)
    if kind.identity_tiers and account is not None:
        known = identity_reads.of(member.pk, kind, on=on)
        wanted = identity_tiers.needed(request.amount_sen, account.pk, known)
        if wanted is not None and not is_as_strong(request.way, wanted):
            raise IdentityTooWeak
    lines = _lines(kind, pay_to, account, given, request, on)
    first = lines[0] if lines else None
    application = Application.objects.create(
        client_key=request.client_key,
        member=member,
        type_code=kind.code,
        created_at=at,
        channel=Channel.COUNTER.value,
        taken_in_by=by,
        amount_sen=request.amount_sen,
        pay_to=pay_to.value,
        bank_account=account if pay_to == terms.Payee.MEMBER else None,
        bank_code=first.bank_code if first else account.bank_code if account else "",
        last_four=first.number[-4:] if first else account.last_four if account else "",
    )
    Answer.objects.bulk_create(
        Answer(
            application=application,
            question=name,
            value=shapes.stored(value),
            answered_at=at,
        )
        for name, value in given.items()
    )
    counter_papers.hand_in(application, by=by)
    for line_no, line in enumerate(lines, start=1):
        _keep(application, line_no, line, at)
    _declare(application, request, by, at)
    step = identity_steps.record(
        member=member, way=request.way, receipt_no=request.receipt_no, by=by, at=at
    )
    Intake.objects.create(
        application=application,
        identity_step=step,
        papers_seen=sorted(request.papers_seen),
        signed_on=request.signed_on,
        taken_in_at=at,
        taken_in_by=by,
    )
    facts = selectors.member_facts(member.pk)
    verify.take_on(application, facts, on=on, by=by, at=at, event=Event.TAKE_IN)
    audit.record(
        "withdrawal.taken_in",
        by=by,
        at=at,
        member_id=member.pk,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, "way": request.way.value},
    )
    return application


def _checked(kind: WithdrawalType, answers: Mapping[str, Value], on: date) -> dict[str, Value]:
    """The answers to what these answers call for, each a possible one. Raises BadAnswer."""
    kept: dict[str, Value] = {}
    for ask in kind.put(answers, on, Channel.COUNTER):
        value = answers.get(ask.name)
        try:
            shapes.check(ask, value, on)
        except shapes.BadAnswer as error:
            raise BadAnswer(ask.name, error.reason) from error
        if value is not None and value != "":
            kept[ask.name] = value
    return kept


def _own_account(member: Member, pay_to: terms.Payee, request: Request) -> BankAccount | None:
    """The member's own verified account, where they are paid. Raises SharesWrong without one."""
    if pay_to not in (terms.Payee.MEMBER, terms.Payee.PENSION_FUND):
        return None
    facts = selectors.member_facts(member.pk)
    if request.bank_account_id not in facts.verified_bank_accounts:
        raise SharesWrong([(0, claims.Problem.NONE)])
    return BankAccount.objects.get(pk=request.bank_account_id, member=member)


def _lines(
    kind: WithdrawalType,
    pay_to: terms.Payee,
    account: BankAccount | None,
    answers: Mapping[str, Value],
    request: Request,
    on: date,
) -> list[PayeeLine]:
    """Who is paid besides the member; the pension fund first. Raises SharesWrong."""
    if pay_to in (terms.Payee.MEMBER, terms.Payee.NOBODY_YET):
        return []
    lines = [line for line in request.payees if line.kind == pay_to]
    total = request.amount_sen
    if pay_to == terms.Payee.PENSION_FUND:
        share_sen = claims.government_share_sen(kind.payees, answers)
        lines = [line for line in lines if line.amount_sen == share_sen]
        assert account is not None
        if total > share_sen:
            lines.append(
                PayeeLine(
                    kind=terms.Payee.MEMBER,
                    name=account.holder_name,
                    bank_code=account.bank_code,
                    number=bank_accounts.reveal(account),
                    amount_sen=total - share_sen,
                )
            )
    parts = [
        claims.Part(
            line.amount_sen,
            line.born_on,
            line.guardian,
            needs_age=line.kind == terms.Payee.CLAIMANT and not line.registration_no,
        )
        for line in lines
    ]
    wrong = claims.problems(parts, total, on)
    if wrong:
        raise SharesWrong(wrong)
    return lines


def _keep(application: Application, line_no: int, line: PayeeLine, at: datetime) -> None:
    Share.objects.create(
        application=application,
        line_no=line_no,
        kind=line.kind.value,
        name=" ".join(line.name.split())[:120],
        relation=line.relation,
        born_on=line.born_on,
        guardian=" ".join(line.guardian.split())[:120],
        identity_encrypted=vault.encrypt(line.identity_no) if line.identity_no else b"",
        registration_no=line.registration_no.strip(),
        bank_code=line.bank_code,
        number_encrypted=vault.encrypt(line.number),
        number_digest=bank_accounts.number_digest(line.number),
        last_four=line.number[-4:],
        payment_reference=line.payment_reference.strip(),
        amount_sen=line.amount_sen,
        named_at=at,
    )


def _declare(application: Application, request: Request, by: User, at: datetime) -> None:
    """The text that was signed on paper, word for word; `by` says who saw the signature."""
    declared = application.kind.declaration
    spoken = "en" if request.language.startswith("en") else "ms"
    Declaration.objects.create(
        application=application,
        code=declared.code,
        version=declared.version,
        language=spoken,
        text=declared.text.of(spoken),
        accepted_at=at,
        accepted_by=by,
    )
