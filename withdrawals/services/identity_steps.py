"""Record that a member showed who they are, and use a step for an application. Never changed after.

A step for an application taken in stands for that one. A step for Akaun Fleksibel online stands for so
many days; a thumbprint serves one application, a face check any number.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from members.audit import services as audit
from members.ledger import days
from members.models import Member, User
from members.services import notices
from withdrawals import parameters, standing, types
from withdrawals.gateways import identity_checks, identity_terminal
from withdrawals.models import Application, GoodFor, IdentityStep, IdentityUse
from withdrawals.rules import identity_tiers
from withdrawals.rules.identity_tiers import IdentityFacts
from withdrawals.rules.identity_ways import FROM_A_TERMINAL, Way
from withdrawals.rules.states import Status

PERMISSION = "withdrawals.record_identity_step"
TerminalSilent = identity_terminal.TerminalSilent


class NotAllowed(Exception):
    """The person may not record identity steps, or not of themselves or a relative."""


class NotConfirmed(Exception):
    """The terminal does not know this receipt for this person."""


def may_record(*, member_id: int, by: User) -> bool:
    """Whether this officer may record steps of this member."""
    return (
        by.has_perm(PERMISSION)
        and by.member_id != member_id
        and member_id not in standing.relatives(by)
    )


def ask_terminal(*, member: Member, way: Way, receipt_no: str) -> None:
    """Have the receipt confirmed, before anything is written. Raises NotConfirmed, TerminalSilent."""
    if way not in FROM_A_TERMINAL:
        return
    if not identity_checks.COUNTER.confirms(
        way=way.value, receipt_no=receipt_no, identity_no=member.ic_no
    ):
        raise NotConfirmed


@transaction.atomic
def record(
    *,
    member: Member,
    way: Way,
    receipt_no: str,
    by: User,
    at: datetime,
    counter: str = "",
    until_on: date | None = None,
) -> IdentityStep:
    """Write a step down that was confirmed; with `until_on`, one for applications online.

    Raises NotAllowed, and NotConfirmed for a used receipt.
    """
    if not may_record(member_id=member.pk, by=by):
        raise NotAllowed
    try:
        with transaction.atomic():
            made = IdentityStep.objects.create(
                member=member,
                way=way.value,
                receipt_no=receipt_no if way in FROM_A_TERMINAL else "",
                adapter=identity_checks.COUNTER.code,
                counter=" ".join(counter.split())[:60],
                good_for=GoodFor.ONLINE if until_on else GoodFor.INTAKE,
                good_until_on=until_on,
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


def record_for_online(
    *, member: Member, way: Way, receipt_no: str, counter: str, by: User, at: datetime
) -> IdentityStep:
    """A face check or thumbprint that opens applications online; the member is told to go on.

    Raises NotAllowed, NotConfirmed, TerminalSilent, and ValueError for another way or no counter.
    """
    if way not in FROM_A_TERMINAL or not counter.strip():
        raise ValueError("a step for an application online comes from a terminal at a counter")
    if not may_record(member_id=member.pk, by=by):
        raise NotAllowed
    ask_terminal(member=member, way=way, receipt_no=receipt_no)
    tiers, on = parameters.tiers(days.today()), days.today()
    stands = tiers.thumbprint_days if way == Way.THUMBPRINT else tiers.face_days
    with transaction.atomic():
        made = record(
            member=member,
            way=way,
            receipt_no=receipt_no,
            by=by,
            at=at,
            counter=counter,
            until_on=on + timedelta(days=stands),
        )
        draft = waiting(member.pk).first()
        notices.tell_member(
            member.pk,
            about="identity.shown",
            at=at,
            key=f"identity:{made.pk}",
            link=reverse("withdrawals:check", args=[draft.kind.slug])
            if draft
            else reverse("withdrawals:choose"),
        )
    return made


def waiting(member_id: int) -> QuerySet[Application]:
    """The member's drafts of kinds that ask for a step by the amount."""
    tiered = [kind.code for kind in types.every() if kind.identity_tiers]
    return Application.objects.filter(
        member_id=member_id, status=Status.DRAFT, type_code__in=tiered
    ).order_by("pk")


def use(
    *, application: Application, facts: IdentityFacts, on: date, at: datetime
) -> IdentityUse | None:
    """Write down the step that an application being submitted stands on; None where none is asked.

    The caller holds the member and has decided, so that a step serves.
    """
    if application.bank_account_id is None:
        return None
    wanted = identity_tiers.needed(application.amount_sen or 0, application.bank_account_id, facts)
    step = identity_tiers.serving(facts.shown, wanted, on) if wanted else None
    if wanted is None or step is None:
        return None
    return IdentityUse.objects.create(
        application=application,
        identity_step_id=step.step_id,
        spends_it=wanted == Way.THUMBPRINT,
        used_at=at,
    )
