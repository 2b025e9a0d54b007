"""Court holds, deaths and false documents: recorded by one officer, in force when another confirms.

Each act writes its audit row in the same transaction. A confirmed death closes the member's log-in at
once; ended (a person declared dead by mistake), it opens again. Nobody acts on their own record.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.ledger import days
from members.models import Member, OpenSession, Role, User
from withdrawals import types
from withdrawals.models import Relation, Relative, Restriction, RestrictionKind
from withdrawals.rules import restrictions as rules
from withdrawals.services import transition

PROPOSE = "withdrawals.propose_restriction"
CONFIRM = "withdrawals.confirm_restriction"


class NotAllowed(Exception):
    """The officer may not do this, or not to this member."""


class SecondOfficerNeeded(NotAllowed):
    """The same officer recorded it: another one must confirm."""


class AlreadyOpen(Exception):
    """The same restriction stands already, or waits for its second officer."""


class NotNow(Exception):
    """It is not in a state in which this can be done."""


class BadDay(ValueError):
    """The day lies ahead, or before what it ends."""


def propose(
    *,
    member_id: int,
    kind: str,
    occurred_on: date,
    source: str,
    type_code: str = "",
    by: User,
    at: datetime,
) -> Restriction:
    """Put a restriction before a second officer; nothing is barred yet.

    Raises NotAllowed, BadDay, AlreadyOpen, types.UnknownType.
    """
    _may(by, PROPOSE, member_id)
    if occurred_on > days.today():
        raise BadDay
    if kind == RestrictionKind.FALSE_DOCUMENT:
        types.get(type_code)
    try:
        with transaction.atomic():
            made = Restriction.objects.create(
                member_id=member_id,
                kind=kind,
                type_code=type_code if kind == RestrictionKind.FALSE_DOCUMENT else "",
                occurred_on=occurred_on,
                source=source.strip()[:200],
                proposed_at=at,
                proposed_by=by,
            )
            _audit("restriction.proposed", made, by=by, at=at)
    except IntegrityError as error:
        if "one_open_restriction_of_a_kind" in str(error):
            raise AlreadyOpen from error
        raise
    return made


@transaction.atomic
def confirm(*, restriction_id: int, by: User, at: datetime) -> Restriction:
    """Bring a proposal into force. Raises NotAllowed, SecondOfficerNeeded, NotNow."""
    found = _locked(restriction_id, by)
    if found.waits_for != "CONFIRM":
        raise NotNow
    if found.proposed_by_id == by.pk:
        raise SecondOfficerNeeded
    found.confirmed_at, found.confirmed_by = at, by
    found.save()
    if found.kind == RestrictionKind.DEATH:
        Member.objects.filter(pk=found.member_id).update(died_on=found.occurred_on)
        _log_ins(found.member_id, active=False)
    _audit("restriction.confirmed", found, by=by, at=at)
    return found


@transaction.atomic
def dismiss(*, restriction_id: int, by: User, at: datetime) -> Restriction:
    """End a proposal that nobody confirmed; its own proposer may. Raises NotAllowed, NotNow."""
    found = _locked(
        restriction_id, by, permission=PROPOSE if _is_own(restriction_id, by) else CONFIRM
    )
    if found.waits_for != "CONFIRM":
        raise NotNow
    found.dismissed_at, found.dismissed_by = at, by
    found.save()
    _audit("restriction.dismissed", found, by=by, at=at)
    return found


@transaction.atomic
def propose_end(
    *, restriction_id: int, on: date, source: str, by: User, at: datetime
) -> Restriction:
    """Say that it is over, for a second officer. `on` is the day of the order that ends it, or on
    which a false document's amount was paid back: the purpose opens two years after that.

    Raises NotAllowed, NotNow, BadDay.
    """
    found = _locked(restriction_id, by, permission=PROPOSE)
    if found.confirmed_at is None or found.end_proposed_at is not None:
        raise NotNow
    if not found.occurred_on <= on <= days.today():
        raise BadDay
    found.ends_on = rules.free_from(on) if found.kind == RestrictionKind.FALSE_DOCUMENT else on
    found.end_source = source.strip()[:200]
    found.end_proposed_at, found.end_proposed_by = at, by
    found.save()
    _audit("restriction.end_proposed", found, by=by, at=at)
    return found


@transaction.atomic
def end(*, restriction_id: int, by: User, at: datetime) -> Restriction:
    """Confirm the end. Raises NotAllowed, SecondOfficerNeeded, NotNow."""
    found = _locked(restriction_id, by)
    if found.waits_for != "END":
        raise NotNow
    if found.end_proposed_by_id == by.pk:
        raise SecondOfficerNeeded
    found.ended_at, found.ended_by = at, by
    found.save()
    if found.kind == RestrictionKind.DEATH:
        Member.objects.filter(pk=found.member_id).update(died_on=None)
        _log_ins(found.member_id, active=True)
    _audit("restriction.ended", found, by=by, at=at)
    return found


@transaction.atomic
def declare_relative(*, member_id: int, relation: str, by: User, at: datetime) -> Relative:
    """An officer says who is family, once; from now on they decide nothing of this member's.

    Raises NotAllowed for who is no officer or names themselves, AlreadyOpen.
    """
    if not by.is_staff or by.member_id == member_id:
        raise NotAllowed
    try:
        with transaction.atomic():
            made = Relative.objects.create(
                officer=by, member_id=member_id, relation=Relation(relation), declared_at=at
            )
    except IntegrityError as error:
        raise AlreadyOpen from error
    _audit_relative("relative.declared", made, by=by, at=at)
    return made


@transaction.atomic
def end_relative(*, relative_id: int, by: User, at: datetime) -> None:
    """A declaration was wrong: another officer who may confirm ends it. Raises NotAllowed, NotNow."""
    found = Relative.objects.select_for_update().get(pk=relative_id)
    if not by.has_perm(CONFIRM) or found.officer_id == by.pk or found.member_id == by.member_id:
        raise NotAllowed
    if found.ended_at is not None:
        raise NotNow
    found.ended_at, found.ended_by = at, by
    found.save(update_fields=["ended_at", "ended_by"])
    _audit_relative("relative.ended", found, by=by, at=at)


def _may(by: User, permission: str, member_id: int) -> None:
    if not by.has_perm(permission) or by.member_id == member_id:
        raise NotAllowed


def _is_own(restriction_id: int, by: User) -> bool:
    return Restriction.objects.filter(pk=restriction_id, proposed_by=by).exists()


def _locked(restriction_id: int, by: User, *, permission: str = CONFIRM) -> Restriction:
    """The row, locked after its member, so that no application slips in between."""
    member_id = Restriction.objects.values_list("member_id", flat=True).get(pk=restriction_id)
    _may(by, permission, member_id)
    transition.lock_member(member_id)
    return Restriction.objects.select_for_update(of=("self",)).get(pk=restriction_id)


def _log_ins(member_id: int, *, active: bool) -> None:
    logins = User.objects.filter(member_id=member_id, role=Role.MEMBER)
    logins.update(is_active=active)
    if not active:
        OpenSession.objects.filter(user__in=logins).delete()


def _audit(action: str, found: Restriction, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        entity="restriction",
        entity_id=str(found.pk),
        detail={"kind": found.kind, "on": found.occurred_on.isoformat()},
    )


def _audit_relative(action: str, found: Relative, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        entity="relative",
        entity_id=str(found.pk),
        detail={"relation": found.relation},
    )
