"""Record that a member showed who they are; and read what stands. A step is never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from withdrawals.gateways import identity_terminal
from withdrawals.models import IdentityStep
from withdrawals.rules.identity_steps import FROM_A_TERMINAL, Way

PERMISSION = "withdrawals.record_identity_step"
TerminalSilent = identity_terminal.TerminalSilent


class NotAllowed(Exception):
    """The person may not record identity steps, or not of themselves."""


class NotConfirmed(Exception):
    """The terminal does not know this receipt for this person."""


def ask_terminal(*, member: Member, way: Way, receipt_no: str) -> None:
    """Have the receipt confirmed, before anything is written. Raises NotConfirmed, TerminalSilent."""
    if way not in FROM_A_TERMINAL:
        return
    if not receipt_no or not identity_terminal.gateway().confirms(
        way=way.value, receipt_no=receipt_no, identity_no=member.ic_no
    ):
        raise NotConfirmed


@transaction.atomic
def record(*, member: Member, way: Way, receipt_no: str, by: User, at: datetime) -> IdentityStep:
    """Write a step down that was confirmed. Raises NotAllowed, and NotConfirmed for a used receipt."""
    if not by.has_perm(PERMISSION) or by.member_id == member.pk:
        raise NotAllowed
    try:
        with transaction.atomic():
            made = IdentityStep.objects.create(
                member=member,
                way=way.value,
                receipt_no=receipt_no if way in FROM_A_TERMINAL else "",
                recorded_on=days.today(),
                recorded_at=at,
                recorded_by=by,
            )
    except IntegrityError as error:
        raise NotConfirmed from error
    audit.record(
        "identity.shown",
        by=by,
        at=at,
        member_id=member.pk,
        entity="identity_step",
        entity_id=str(made.pk),
        detail={"way": way.value},
    )
    return made
