"""A credited line is corrected by two people: taken back, and posted again where it belongs.

One asks, with a reason and a source; another decides, and decides everything again under the employer's
row. Where the member no longer has the money the correction is a case for staff, who try again or let go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from contributions.models import (
    Correction,
    CorrectionState,
    Fault,
    Receipt,
    Refund,
    RefundPart,
    Remittance,
)
from contributions.models.correction import LIVE, TO_THE_EMPLOYER
from contributions.rules import allocation, months
from contributions.services import allocate, billing, correction_news, repost, take_back
from members.audit import services as audit
from members.ledger import days
from members.models import Member, User

PROPOSE = "contributions.add_correction"
DECIDE = "contributions.change_correction"


class AlreadyAsked(Exception):
    """A correction of the line is waiting, or it was corrected before."""


class SamePerson(Exception):
    """Whoever asked for a correction does not decide it."""


class OwnContribution(Exception):
    """The contribution is, or would be, the officer's own."""


class AlreadyDecided(Exception):
    """It was decided before."""


class WithItsRefund(Exception):
    """It is decided with the refund that it is a part of."""


class NothingToCorrect(Exception):
    """What is said to be right is what was credited."""


class MoreThanCame(Exception):
    """More is due than was credited: the employer sends the difference in a supplementary file."""


class NoMonthYet(Exception):
    """The right wage month lies in the future."""


@dataclass(frozen=True, slots=True)
class Right:
    """What the line should have said. Sen; the shares are whole ringgit where the law says so."""

    member: Member
    wage_month: date
    wages_sen: int
    employer_sen: int
    employee_sen: int


def propose(
    *,
    remittance_id: int,
    member: Member,
    fault: Fault,
    right: Right | None,
    reason: str,
    source: str,
    by: User,
    at: datetime,
    refund: Refund | None = None,
) -> Correction:
    """Ask for a correction. `right` is None where nothing was due: the money is then the employer's.

    Raises take_back.NotThere, AlreadyAsked, NothingToCorrect, MoreThanCame, NoMonthYet, repost.TooOld,
    OwnContribution.
    """
    not_own(by, member, right.member if right else None)
    remittance = Remittance.objects.select_related("employer").get(pk=remittance_id)
    found = take_back.find(remittance, member.pk)
    if (right is None) != (fault in TO_THE_EMPLOYER):
        raise ValueError("a fault that leaves nothing due has no right line, any other has one")
    if right is not None:
        _check(found, remittance, member, right)
    try:
        with transaction.atomic():
            made = Correction.objects.create(
                remittance=remittance,
                member=member,
                fault=fault,
                to_member=right.member if right else None,
                to_month=right.wage_month if right else None,
                to_wages_sen=right.wages_sen if right else None,
                to_employer_sen=right.employer_sen if right else None,
                to_employee_sen=right.employee_sen if right else None,
                reason=reason,
                source=source,
                refund=refund,
                proposed_at=at,
                proposed_by=by,
            )
            _record("correction.proposed", made, by=by, at=at)
    except IntegrityError:
        if _live(remittance.pk, member.pk):
            raise AlreadyAsked from None
        raise
    return made


def not_own(by: User, *members: Member | None) -> None:
    """Officers save too: nobody decides on money of their own. Raises OwnContribution."""
    if by.member_id is not None and by.member_id in {one.pk for one in members if one}:
        raise OwnContribution


def _check(found: take_back.Credited, remittance: Remittance, member: Member, right: Right) -> None:
    line, today = found.line, days.today()
    if right.employer_sen + right.employee_sen > line.total_sen:
        raise MoreThanCame
    if months.is_future(right.wage_month, today):
        raise NoMonthYet
    if allocation.is_too_old(right.member.born_on, today):
        raise repost.TooOld
    same = (right.member.pk, right.wage_month, right.employer_sen, right.employee_sen)
    if (*same, right.wages_sen) == (
        member.pk,
        remittance.wage_month,
        line.employer_sen,
        line.employee_sen,
        line.wages_sen,
    ):
        raise NothingToCorrect


def _live(remittance_id: int, member_id: int) -> bool:
    return Correction.objects.filter(
        remittance_id=remittance_id, member_id=member_id, state__in=LIVE
    ).exists()


@transaction.atomic
def decide(*, correction_id: int, by: User, at: datetime) -> Correction:
    """Correct the line now, or find that the member no longer has the money (BLOCKED).

    Raises SamePerson, OwnContribution, AlreadyDecided, WithItsRefund, take_back.NotThere,
    repost.TooOld.
    """
    found = _lock(correction_id)
    not_own(by, found.member, found.to_member)
    if found.proposed_by_id == by.pk:
        raise SamePerson
    return apply(found, by=by, at=at)


@transaction.atomic
def refuse(*, correction_id: int, words: str, by: User, at: datetime) -> Correction:
    """End it without touching the books: refused, taken back by who asked, or a case let go.

    A case is let go by somebody other than who asked for it. Raises SamePerson, OwnContribution,
    AlreadyDecided, WithItsRefund.
    """
    found = _lock(correction_id)
    not_own(by, found.member, found.to_member)
    if found.state == CorrectionState.BLOCKED and found.proposed_by_id == by.pk:
        raise SamePerson
    found.state = CorrectionState.REFUSED
    found.decided_at, found.decided_by, found.decision = at, by, words
    found.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    _record("correction.refused", found, by=by, at=at)
    return found


def _lock(correction_id: int) -> Correction:
    """The correction under its employer's row, to be decided. Raises AlreadyDecided, WithItsRefund."""
    employer_id = Correction.objects.values_list("remittance__employer_id", flat=True).get(
        pk=correction_id
    )
    billing.lock(employer_id)
    found = Correction.objects.select_related("remittance__employer", "member", "to_member").get(
        pk=correction_id
    )
    if found.state not in (CorrectionState.PROPOSED, CorrectionState.BLOCKED):
        raise AlreadyDecided
    if found.refund_id is not None and found.state == CorrectionState.PROPOSED:
        raise WithItsRefund
    return found


def apply(
    found: Correction, *, by: User, at: datetime, keep_for: Refund | None = None
) -> Correction:
    """Take back and post again; the caller holds the employer's row. `keep_for` has the rest set aside.

    Without the member's money it becomes BLOCKED and nothing moves.
    """
    try:
        with transaction.atomic():
            _correct(found, keep_for, by=by, at=at)
    except take_back.NotEnough:
        found.state = CorrectionState.BLOCKED
        found.taken_back = found.reposted = None
        found.decided_at, found.decided_by = at, by
        found.save(update_fields=["state", "decided_at", "decided_by"])
        _record("correction.blocked", found, by=by, at=at)
        return found
    found.state = CorrectionState.DONE
    found.decided_at, found.decided_by = at, by
    found.save(update_fields=["state", "decided_at", "decided_by", "taken_back", "reposted"])
    _record("correction.done", found, by=by, at=at)
    correction_news.tell(found, at=at)
    return found


def _correct(found: Correction, keep_for: Refund | None, *, by: User, at: datetime) -> None:
    employer_id = found.remittance.employer_id
    found.taken_back = take_back.take_back(
        remittance=found.remittance, member=found.member, by=by, at=at
    )
    money = found.taken_back.receipt
    rest = found.taken_back.amount_sen - found.to_total_sen
    if keep_for is not None and rest:
        set_aside(money, keep_for, rest)
    if found.to_member is not None:
        assert found.to_month is not None
        found.reposted = repost.repost(
            original=found.remittance,
            member=found.to_member,
            wage_month=found.to_month,
            wages_sen=found.to_wages_sen or 0,
            employer_sen=found.to_employer_sen or 0,
            employee_sen=found.to_employee_sen or 0,
            money=money,
            by=by,
            at=at,
        )
    else:
        allocate.allocate(employer_id=employer_id, at=at, by=by)


def set_aside(receipt: Receipt, refund: Refund, amount_sen: int) -> RefundPart:
    """Keep so much of a receipt for a refund: it pays no bill. The caller holds the employer's row."""
    receipt.refunded_sen += amount_sen
    receipt.save(update_fields=["refunded_sen"])
    return RefundPart.objects.create(refund=refund, receipt=receipt, amount_sen=amount_sen)


def _record(action: str, found: Correction, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        employer_id=found.remittance.employer_id,
        entity="remittance",
        entity_id=found.remittance.reference,
        detail={
            "employer": found.remittance.employer.name,
            "month": f"{found.remittance.wage_month:%m/%Y}",
            "fault": found.fault,
        },
    )
