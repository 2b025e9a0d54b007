"""A member promises money, pays under a reference, and is credited once when the bank shows it.

Nothing is credited on a promise or on a page's word. What the bank brings is split like any other
contribution of its day; what is above the year's room stays for staff to send back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from contributions import parameters
from contributions.models import SaraanEnrolment, VoluntaryContribution, VoluntaryState
from contributions.rules import allocation, voluntary
from members.audit import services as audit
from members.ledger import chart, days, journal, money
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.models import Member, User

SCOPE = "voluntary"
KIND = "VOLUNTARY"
PREFIX = "CSV-"
PAY_WITHIN_DAYS = 14
DECLARATION = "saraan-2025"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Refused(Exception):
    """The money may not be added; `reasons` says all of it."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


class TooLate(Exception):
    """The promise was paid, has lapsed, or was cancelled."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's year: what was credited, what is on its way, what room is left; sen."""

    limits: voluntary.Limits
    credited_sen: int
    waiting_sen: int
    saraan_since: date | None
    saraan_refusals: tuple[str, ...]

    @property
    def room_sen(self) -> int:
        return voluntary.room_sen(
            self.limits, credited_sen=self.credited_sen, waiting_sen=self.waiting_sen
        )

    @property
    def incentive_sen(self) -> int:
        """What i-Saraan would bring for the money credited this year, before the lifetime's cap."""
        if self.saraan_since is None:
            return 0
        return voluntary.incentive_sen(self.limits, own_sen=self.credited_sen, had_before_sen=0)


def standing(member: Member, *, today: date) -> Standing:
    """A member's year so far. Four queries."""
    own = VoluntaryContribution.objects.filter(member=member)
    credited = own.filter(state=VoluntaryState.CREDITED, credited_on__year=today.year)
    waiting = own.filter(state=VoluntaryState.WAITING)
    enrolment = SaraanEnrolment.objects.filter(member=member, left_at__isnull=True).first()
    return Standing(
        limits=parameters.voluntary_limits(today),
        credited_sen=credited.aggregate(sen=Sum("credited_sen"))["sen"] or 0,
        waiting_sen=waiting.aggregate(sen=Sum("amount_sen"))["sen"] or 0,
        saraan_since=enrolment.joined_on if enrolment else None,
        saraan_refusals=voluntary.saraan_refusals(
            citizenship=member.citizenship, born_on=member.born_on, on=today
        ),
    )


def promise(*, member: Member, amount_sen: int, by: User, at: datetime) -> VoluntaryContribution:
    """Give the member a reference to pay under. Raises Refused with every reason."""
    with transaction.atomic():
        locked = Member.objects.select_for_update().get(pk=member.pk)
        today = days.today()
        reasons = voluntary.refusals(
            amount_sen,
            room=standing(locked, today=today).room_sen,
            born_on=locked.born_on,
            on=today,
        )
        if reasons:
            raise Refused(reasons)
        made = VoluntaryContribution.objects.create(
            reference=PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(10)),
            member=locked,
            amount_sen=amount_sen,
            promised_at=at,
            pay_by=today + timedelta(days=PAY_WITHIN_DAYS),
        )
        _record("voluntary.promised", made, by=by, at=at)
    return made


def cancel(*, member: Member, reference: str, by: User, at: datetime) -> VoluntaryContribution:
    """Take a promise back. Raises VoluntaryContribution.DoesNotExist, TooLate."""
    with transaction.atomic():
        found = VoluntaryContribution.objects.select_for_update().get(
            member=member, reference=reference
        )
        if found.state != VoluntaryState.WAITING:
            raise TooLate
        found.state = VoluntaryState.CANCELLED
        found.save(update_fields=["state"])
        _record("voluntary.cancelled", found, by=by, at=at)
    return found


def lapse(*, today: date) -> int:
    """End the promises whose day has gone; answers how many."""
    return VoluntaryContribution.objects.filter(
        state=VoluntaryState.WAITING, pay_by__lt=today
    ).update(state=VoluntaryState.LAPSED)


def receive(*, reference: str, amount_sen: int, at: datetime) -> int:
    """Credit money the bank brought under a reference; answers the sen taken, 0 when none is ours.

    The caller has put the money on the clearing account under this reference, in this transaction,
    and keeps what is not taken. A reference is credited once: money that comes again is not taken.
    """
    found = (
        VoluntaryContribution.objects.select_for_update()
        .select_related("member")
        .filter(reference=reference)
        .first()
    )
    if found is None or found.state == VoluntaryState.CREDITED:
        return 0
    today = days.today()
    # The member's row is the queue at which two payments of one member stand: both see the same room.
    locked = Member.objects.select_for_update(no_key=True).get(pk=found.member_id)
    year = standing(locked, today=today)
    waiting = found.amount_sen if found.state == VoluntaryState.WAITING else 0
    taken = min(amount_sen, year.room_sen + waiting)
    if taken <= 0 or allocation.is_too_old(found.member.born_on, today):
        return 0
    journal.post(
        JournalDraft(
            scope=SCOPE,
            key=reference,
            kind=KIND,
            book=found.member.scheme,
            effective_on=today,
            narration="voluntary",
            reference=reference,
            by="system",
            control=chart.CONTRIB_CLEARING,
            members=(MemberLine(found.member_id, split(taken, found.member, today)),),
        )
    )
    found.state = VoluntaryState.CREDITED
    found.credited_sen = taken
    found.credited_on = today
    found.save(update_fields=["state", "credited_sen", "credited_on"])
    _record("voluntary.credited", found, by=None, at=at)
    return taken


def split(sen: int, member: Member, on: date) -> Amounts:
    """Over the accounts as any contribution credited that day."""
    if allocation.is_emas(member.born_on, on):
        return Amounts(akaun_emas=sen)
    persaraan, sejahtera, fleksibel = money.split(sen, parameters.split_on(on).weights)
    return Amounts(persaraan=persaraan, sejahtera=sejahtera, fleksibel=fleksibel)


def join_saraan(*, member: Member, by: User, at: datetime) -> None:
    """Record the member's word that there is no regular income. Raises Refused; joined already: nothing."""
    with transaction.atomic():
        locked = Member.objects.select_for_update().get(pk=member.pk)
        reasons = voluntary.saraan_refusals(
            citizenship=locked.citizenship, born_on=locked.born_on, on=days.today()
        )
        if reasons:
            raise Refused(reasons)
        if SaraanEnrolment.objects.filter(member=locked, left_at__isnull=True).exists():
            return
        SaraanEnrolment.objects.create(
            member=locked, joined_at=at, joined_on=days.today(), declaration=DECLARATION
        )
        audit.record("saraan.joined", by=by, at=at, member_id=locked.pk, entity="saraan")


def leave_saraan(*, member: Member, by: User, at: datetime) -> None:
    """End it now; left already: nothing."""
    with transaction.atomic():
        running = SaraanEnrolment.objects.select_for_update().filter(
            member=member, left_at__isnull=True
        )
        for enrolment in running:
            enrolment.left_at = at
            enrolment.left_on = days.today()
            enrolment.save(update_fields=["left_at", "left_on"])
            audit.record("saraan.left", by=by, at=at, member_id=member.pk, entity="saraan")


def _record(action: str, found: VoluntaryContribution, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        entity="voluntary",
        entity_id=found.reference,
        detail={"amount_sen": found.credited_sen or found.amount_sen},
    )
