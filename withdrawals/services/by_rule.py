"""Approval by rule: what passes every check, needs no eye, and stays within what two officers set.

What has a risk note is left to a person.

A rule is a dated row that one officer proposed and another confirmed; its number stands on the
application. A share of what it approves, picked by the reference, is looked at by an officer after.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.audit import services as audit
from members.ledger import days
from members.models import User
from members.work import queue
from withdrawals import parameters, risk_reads, standing
from withdrawals.models import Application, Outcome, SecondLook, Undo
from withdrawals.rules import sampling
from withdrawals.rules.states import Event, Status
from withdrawals.rules.terms import Payee
from withdrawals.services import approval, transition

TOPIC = "withdrawals.by_rule"
PERMISSION = "withdrawals.review_application"


class NotAllowed(Exception):
    """The person may not review, or the application is their own or a relative's."""


class LookedAt(Exception):
    """Another officer has looked at it already."""


def ask(application: Application) -> None:
    """In the transaction that submits: let the rule look at it, when there is one for its kind."""
    if parameters.rule_on(application.kind, days.today()) is not None:
        queue.enqueue(TOPIC, str(application.pk), {"application_id": application.pk})


@transaction.atomic
def consider(*, application_id: int, at: datetime) -> bool:
    """Approve by rule if the rule in force says so; False leaves it to an officer. Safe to repeat."""
    application = transition.lock(application_id)
    if application.status != Status.SUBMITTED or application.reviewer_id is not None:
        return False
    rule = parameters.rule_on(application.kind, days.today())
    if (
        rule is None
        or application.pay_to != Payee.MEMBER
        or (application.amount_sen or 0) > rule.upto_sen
        or approval.needs_second_officer(application)
        or Undo.objects.filter(application=application).exists()
        or risk_reads.notes([application], at=at)[application.pk]
    ):
        return False
    try:
        with transaction.atomic():
            approval.carry_out(application, Event.RULE_APPROVE, by=None, at=at, rule=rule)
    except approval.ChecksFail:
        return False
    if sampling.is_sampled(application.reference, rule.second_look_bps):
        SecondLook.objects.create(application=application, rule_id=rule.id, chosen_at=at)
    return True


@transaction.atomic
def look_again(
    *, second_look_id: int, outcome: str, note: str, by: User, at: datetime
) -> SecondLook:
    """Write down what an officer found. Raises NotAllowed, LookedAt; ValueError for a bad outcome."""
    row = SecondLook.objects.select_for_update().get(pk=second_look_id)
    application = row.application
    barred = application.member_id == by.member_id or application.member_id in standing.relatives(
        by
    )
    if barred or not by.has_perm(PERMISSION):
        raise NotAllowed
    if row.looked_at is not None:
        raise LookedAt
    row.outcome = Outcome(outcome)
    row.note = note
    row.looked_by = by
    row.looked_at = at
    row.save(update_fields=["outcome", "note", "looked_by", "looked_at"])
    audit.record(
        "withdrawal.looked_again",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, "outcome": row.outcome},
    )
    return row
