"""Payment plans: begun with the approval, paid by the day's job, each period once, ended or cancelled.

A payment is an application of its own, approved by the plan: hold and capture under a key made of plan
and period, one payout, the same books and tracker as any. When less is left than a period wants, the
rest is paid and the plan ends. While a court or the owner holds the account, a due period waits.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from members import selectors as people
from members.audit import services as audit
from members.ledger import chart, days, holds
from members.ledger import selectors as ledger
from members.ledger.drafts import JournalDraft, MemberLine
from members.models import User
from members.tac import services as tac
from members.work import faults
from withdrawals import request_reads, selectors
from withdrawals.models import Application, PaymentPlan, PlanPeriod, Share
from withdrawals.rules import limits
from withdrawals.rules import recurrence as rules
from withdrawals.rules.ages import months_after
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.recurrence import Ending, Later, Rhythm
from withdrawals.rules.states import Event, Status
from withdrawals.services import payout, transition

SCOPE = "wd.plan"
TAC_PURPOSE = "plan.cancel"
RELEASE = "withdrawals.review_application"


class NotRunning(Exception):
    """The plan has ended."""


class NotYours(Exception):
    """The plan is another member's, or cannot be cancelled here."""


class NotYet(Exception):
    """Money set aside stays so for a year; `.until` is the first day it may be released."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until


def begin(*, application: Application, later: Later, at: datetime) -> PaymentPlan:
    """The plan of an application that is being approved; inside that transaction."""
    on = days.today()
    rhythm = rules.RHYTHMS[later]
    answers = request_reads.answers(application)
    monthly, months = answers.get("monthly_sen"), answers.get("months")
    amount_sen: int | None = None
    if rhythm == Rhythm.MONTHLY:
        amount_sen = int(monthly)  # type: ignore[arg-type]
    elif rhythm == Rhythm.SET_ASIDE:
        amount_sen = application.amount_sen
    first_on = due_on = None
    if rhythm != Rhythm.SET_ASIDE:
        holidays = days.holidays(on.year, on.year + 1)
        first_on = rules.first(rhythm, on, holidays)
        due_on = rules.pay_day(first_on, holidays)
    return PaymentPlan.objects.create(
        application=application,
        member_id=application.member_id,
        rhythm=rhythm.value,
        amount_sen=amount_sen,
        periods=int(months) if rhythm == Rhythm.MONTHLY and months else None,  # type: ignore[arg-type]
        first_on=first_on,
        due_on=due_on,
        began_on=on,
        began_at=at,
    )


def pay_due(*, business_date: date, at: datetime) -> int:
    """Make every payment that falls due by a business date, oldest first; answers how many.

    Each plan in transactions of its own: killed anywhere, run again, it goes on where it stood.
    """
    holidays = days.holidays(business_date.year, business_date.year + 1)
    paid = 0
    running = PaymentPlan.objects.filter(due_on__isnull=False).order_by("due_on", "pk")
    for pk, due_on in list(running.values_list("pk", "due_on")):
        if due_on is None or not rules.falls_due(due_on, business_date, holidays):
            continue
        while _pay_next(pk, business_date, holidays, at=at):
            paid += 1
            faults.point("plans.between_payments")
    return paid


@transaction.atomic
def _pay_next(plan_id: int, on: date, holidays: frozenset[date], *, at: datetime) -> bool:
    """Make the next payment of a plan if it is due; True when there may be another one due."""
    member_id = PaymentPlan.objects.values_list("member_id", flat=True).get(pk=plan_id)
    transition.lock_member(member_id)
    plan = (
        PaymentPlan.objects.select_for_update(of=("self",))
        .select_related("application__bank_account")
        .get(pk=plan_id)
    )
    if plan.due_on is None or not rules.falls_due(plan.due_on, on, holidays):
        return False
    facts = selectors.member_facts(member_id)
    if facts.died_on is not None:
        _end(plan, Ending.DIED, by=None, at=at)
        return False
    if facts.court_hold_since is not None or people.frozen(member_id):
        return False
    assert plan.first_on is not None
    nominal_on = rules.nominal(Rhythm(plan.rhythm), plan.first_on, plan.next_no)
    kind = plan.application.kind
    in_book = plan.application.book == facts.book
    left = sum(facts.available.account(code) for code in kind.source_accounts) if in_book else 0
    wanted = plan.amount_sen
    if wanted is None:
        wanted = _dividend(member_id, plan.application.book, nominal_on)
    sen = min(wanted, max(left, 0))
    child = _pay(plan, nominal_on, sen, facts, at=at) if sen else None
    PlanPeriod.objects.create(
        plan=plan,
        nominal_on=nominal_on,
        paid_on=plan.due_on,
        amount_sen=sen,
        application=child,
        at=at,
    )
    plan.next_no += 1
    if sen < wanted or (plan.amount_sen is not None and left <= sen):
        _end(plan, Ending.NO_MONEY, by=None, at=at)
        return True
    if plan.periods is not None and plan.next_no >= plan.periods:
        _end(plan, Ending.DONE, by=None, at=at)
        return True
    upcoming = rules.nominal(Rhythm(plan.rhythm), plan.first_on, plan.next_no)
    plan.due_on = rules.pay_day(upcoming, days.holidays(upcoming.year, upcoming.year))
    plan.save(update_fields=["next_no", "due_on"])
    return True


def _pay(
    plan: PaymentPlan, nominal_on: date, sen: int, facts: MemberFacts, *, at: datetime
) -> Application:
    """One payment: an application born approved, its money captured at once, its payout queued."""
    parent, on = plan.application, days.today()
    kind = parent.kind
    key = f"{plan.pk}:{nominal_on:%Y-%m}"
    sources = limits.sources(sen, facts.available, kind.source_accounts)
    child = Application(
        member_id=plan.member_id,
        type_code=parent.type_code,
        of_plan=plan,
        created_at=at,
        channel=parent.channel,
        taken_in_by=parent.taken_in_by,
        pay_to=parent.pay_to,
        bank_account=parent.bank_account,
        bank_code=parent.bank_code,
        last_four=parent.last_four,
        amount_sen=sen,
        book=facts.book,
    )
    child.sources = sources
    child.save()
    for share in Share.objects.filter(application=parent):
        share.pk, share.application, share.amount_sen = None, child, sen
        share.save(force_insert=True)
    hold_id = holds.place(
        scope=SCOPE,
        key=key,
        member_id=plan.member_id,
        book=facts.book,
        amounts=sources,
        by="system",
    )
    faults.point("plans.after_hold")
    posted = holds.capture(
        hold_id,
        JournalDraft(
            scope=SCOPE,
            key=key,
            kind="WITHDRAWAL",
            book=facts.book,
            effective_on=on,
            narration=kind.narration,
            reference=child.reference,
            by="system",
            control=chart.WITHDRAWAL_PAYABLE,
            members=(MemberLine(plan.member_id, -sources),),
        ),
    )
    child.hold_id = hold_id
    child.approve_journal_id = posted.journal_id
    child.submitted_at = child.decided_at = at
    child.submitted_by, child.submitted_on = parent.submitted_by, on
    child.decided_by, child.approved_by_rule_id = parent.decided_by, parent.approved_by_rule_id
    child.first_approved_by, child.first_approved_at = (
        parent.first_approved_by,
        parent.first_approved_at,
    )
    child.second_above_sen = parent.second_above_sen
    child.promised_on = child.pay_by_on = plan.due_on
    child.calendar_version = days.calendar_version()
    transition.move(
        child, Event.PAY_PLAN, by=None, at=at, note=f"{parent.reference} {nominal_on:%m/%Y}"
    )
    payout.queue(application=child, by=None, at=at)
    audit.record(
        "plan.paid",
        by=None,
        at=at,
        member_id=plan.member_id,
        entity="withdrawal",
        entity_id=child.reference,
        detail={"reference": parent.reference, "amount_sen": sen},
    )
    return child


def _dividend(member_id: int, book: str, nominal_on: date) -> int:
    """What was credited as dividend in the twelve months up to a nominal pay day, in sen."""
    since = months_after(nominal_on, -12)
    return sum(
        entry.amounts.total
        for entry in ledger.entries(
            member_id, since=since, until=nominal_on, kinds=("DIVIDEND",), limit=None
        )
        if entry.book == book
    )


def binding(plan: PaymentPlan) -> dict[str, str | int]:
    """What a TAC signs: the end of this plan and no other."""
    return {"plan": plan.pk, "member": plan.member_id, "periods": plan.next_no}


def may_cancel(plan: PaymentPlan, *, member_id: int) -> bool:
    """Whether this member may end it here: what is set aside ends at a counter alone."""
    return plan.member_id == member_id and plan.is_running and plan.rhythm != Rhythm.SET_ASIDE


def request_code(
    *,
    plan: PaymentPlan,
    session_key: str,
    by: User,
    at: datetime,
    by_text_message: bool = False,
) -> tac.Challenge:
    """Ask for what ends this plan: a passkey for who has one, else a TAC, which `by_text_message`
    sends all the same. Raises NotYours, tac.TooManyCodes, tac.NoPhone.
    """
    if by.member_id is None or not may_cancel(plan, member_id=by.member_id):
        raise NotYours
    if not by_text_message and tac.has_passkey(by, at):
        return tac.issue_for_passkey(
            user=by,
            purpose=TAC_PURPOSE,
            binding=binding(plan),
            session_key=session_key,
            by=by,
            at=at,
        )
    return tac.issue(
        user=by,
        purpose=TAC_PURPOSE,
        binding=binding(plan),
        message_facts={},
        session_key=session_key,
        by=by,
        at=at,
    )


@transaction.atomic
def cancel(
    *,
    plan_id: int,
    challenge_id: str,
    code: str,
    session_key: str,
    by: User,
    at: datetime,
    passkey: str = "",
) -> tac.Outcome:
    """e-Cancellation: the TAC or the passkey, then the plan ends at once; what was paid stays paid.

    Raises NotYours, and PaymentPlan.DoesNotExist.
    """
    member_id = PaymentPlan.objects.values_list("member_id", flat=True).get(pk=plan_id)
    transition.lock_member(member_id)
    plan = PaymentPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    if by.member_id is None or not may_cancel(plan, member_id=by.member_id):
        raise NotYours
    outcome = tac.verify(
        challenge_id=challenge_id,
        user=by,
        code=code,
        passkey=passkey,
        binding=binding(plan),
        session_key=session_key,
        at=at,
        purpose=TAC_PURPOSE,
    )
    if outcome.ok:
        _end(plan, Ending.CANCELLED, by=by, at=at)
    return outcome


@transaction.atomic
def release(*, plan_id: int, consent: str, by: User, at: datetime) -> PaymentPlan:
    """Give money back that was set aside, with the bank's consent, after a year at the earliest.

    Raises NotYours for who may not review, NotRunning, NotYet.
    """
    member_id = PaymentPlan.objects.values_list("member_id", flat=True).get(pk=plan_id)
    transition.lock_member(member_id)
    plan = PaymentPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    if not by.has_perm(RELEASE) or by.member_id == member_id:
        raise NotYours
    if not plan.is_running or plan.rhythm != Rhythm.SET_ASIDE:
        raise NotRunning
    until = months_after(plan.began_on, rules.SET_ASIDE_MONTHS)
    if days.today() < until:
        raise NotYet(until)
    _end(plan, Ending.RELEASED, by=by, at=at, note=consent)
    return plan


def end_for_good(*, member_id: int, at: datetime) -> int:
    """End what a member set aside: at 55, or at death, it is free again (epf-rules 5.8)."""
    plans = PaymentPlan.objects.select_for_update().filter(
        member_id=member_id, ended_on__isnull=True, rhythm=Rhythm.SET_ASIDE.value
    )
    ended = 0
    for plan in plans:
        _end(plan, Ending.RELEASED, by=None, at=at)
        ended += 1
    return ended


def _end(plan: PaymentPlan, why: Ending, *, by: User | None, at: datetime, note: str = "") -> None:
    plan.due_on = None
    plan.ended_on, plan.ended_at = days.today(), at
    plan.ending, plan.ended_by = why.value, by
    plan.save()
    parent = transition.lock(plan.application_id)
    if plan.rhythm == Rhythm.SET_ASIDE and parent.hold_id is not None:
        holds.release(parent.hold_id, by=payout.actor(by))
    if parent.status == Status.RUNNING:
        event = Event.CANCEL_PLAN if why == Ending.CANCELLED else Event.END_PLAN
        transition.move(parent, event, by=by, at=at, note=note or why.value)
    audit.record(
        "plan.ended",
        by=by,
        at=at,
        member_id=plan.member_id,
        entity="withdrawal",
        entity_id=parent.reference,
        detail={"reference": parent.reference, "why": why.value},
    )


def paid_sen(plan: PaymentPlan) -> int:
    """What the plan has paid so far, in sen."""
    return plan.period_rows.aggregate(total=Sum("amount_sen"))["total"] or 0
