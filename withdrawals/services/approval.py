"""Approval, whoever gives it: the hold is captured, the liability moved, the payment queued, at once.

The rules decide again here, under the lock. An officer, a second officer and a rule all come this way.
"""

from __future__ import annotations

from datetime import datetime

from members.audit import services as audit
from members.ledger import chart, days, holds
from members.ledger.drafts import JournalDraft, MemberLine
from members.models import User
from withdrawals import parameters, request_reads, selectors
from withdrawals.models import Application, Undo
from withdrawals.rules import recurrence
from withdrawals.rules.findings import Decision
from withdrawals.rules.states import Event, MoveNotAllowed
from withdrawals.services import apply, payout, plans, promise, transition

SCOPE = "wd.approve"


class ChecksFail(Exception):
    """The rules refuse what would be approved; `.decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(decision.reason_codes))
        self.decision = decision


def must_pass(application: Application) -> None:
    """Raises ChecksFail unless every automatic check passes now."""
    decision = selectors.review_decision(application)
    if not decision.allowed:
        raise ChecksFail(decision)


def needs_second_officer(application: Application) -> bool:
    """True when the amount is above the limit in force on the fund's day."""
    return (application.amount_sen or 0) > parameters.second_above_sen(days.today())


def carry_out(
    application: Application,
    event: Event,
    *,
    by: User | None,
    at: datetime,
    rule: parameters.Rule | None = None,
    note: str = "",
) -> None:
    """Approve a locked application. Raises ChecksFail, MoveNotAllowed."""
    must_pass(application)
    on = days.today()
    if application.hold_id is None or application.promised_on is None:
        raise MoveNotAllowed(event, application.state)
    later = application.kind.goes_on(request_reads.answers(application))
    if later is not None and later not in recurrence.PAYS_NOW:
        _carry_out_plan(application, later, by=by, at=at, rule=rule, note=note)
        return
    posted = holds.capture(
        application.hold_id,
        JournalDraft(
            scope=SCOPE,
            key=numbered(application),
            kind="WITHDRAWAL",
            book=application.book,
            effective_on=on,
            narration=application.kind.narration,
            reference=application.reference,
            by=apply.actor(by) if by is not None else f"rule:{rule.id if rule else ''}",
            control=chart.WITHDRAWAL_PAYABLE,
            members=(MemberLine(application.member_id, -application.sources),),
        ),
    )
    moved = [promise.stored(finding) for finding in promise.restate(application, on=on)]
    application.approve_journal_id = posted.journal_id
    application.second_above_sen = parameters.second_above_sen(on)
    application.decided_by = by
    application.approved_by_rule_id = rule.id if rule else None
    application.decided_at = at
    transition.move(application, event, by=by, at=at, reasons=moved, note=note)
    _record(application, by=by, at=at, rule=rule)
    payout.queue(application=application, by=by, at=at)
    if later is not None:
        plans.begin(application=application, later=later, at=at)


def _carry_out_plan(
    application: Application,
    later: recurrence.Later,
    *,
    by: User | None,
    at: datetime,
    rule: parameters.Rule | None,
    note: str,
) -> None:
    """Approve what is paid by a plan: the hold ends, each payment makes its own; or it stays, where
    the money is set aside.
    """
    assert application.hold_id is not None
    if later != recurrence.Later.SET_ASIDE:
        holds.release(application.hold_id, by=apply.actor(by) if by is not None else "system")
    application.second_above_sen = parameters.second_above_sen(days.today())
    application.decided_by = by
    application.approved_by_rule_id = rule.id if rule else None
    application.decided_at = at
    transition.move(application, Event.APPROVE_PLAN, by=by, at=at, note=note)
    _record(application, by=by, at=at, rule=rule)
    plans.begin(application=application, later=later, at=at)


def _record(
    application: Application, *, by: User | None, at: datetime, rule: parameters.Rule | None
) -> None:
    audit.record(
        "withdrawal.approved",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, **({"rule": rule.id} if rule else {})},
    )


def numbered(application: Application) -> str:
    """The key of this approval, or of its hold: one for each time it was undone before."""
    undone = Undo.objects.filter(application=application).count()
    return f"{application.pk}.{undone}" if undone else str(application.pk)
