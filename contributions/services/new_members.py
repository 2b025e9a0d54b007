"""A member whom an employer's file registered is confirmed, corrected or refused by an officer.

Confirmed and corrected is against the identity card. Refused is only whom no money is with: it has been
taken back before, by corrections. Nobody decides on their own registration.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from contributions.models import Contribution, NewEmployee, NewOutcome, RemittanceState
from members.audit import services as audit
from members.ledger import days
from members.ledger import selectors as ledger
from members.models import Member, User
from members.rules import identity

PERMISSION = "contributions.change_newemployee"
_UNDER_WAY = (RemittanceState.READY, RemittanceState.SUBMITTED, RemittanceState.POSTING)


class NotAllowed(Exception):
    """The officer may not decide, or it is the officer's own registration."""


class Decided(Exception):
    """It was decided before."""


class CardTaken(Exception):
    """Another member has this card: it is the same person."""


class NoSuchCard(Exception):
    """No identity card has this number."""


class HasMoney(Exception):
    """Contributions are with the member, or on their way."""


def confirm(*, pk: int, words: str, by: User, at: datetime) -> NewEmployee:
    """The card says what the file said. Raises NotAllowed, Decided."""
    with transaction.atomic():
        return _decide(_waiting(pk, by), NewOutcome.CONFIRMED, words, by=by, at=at)


def correct(*, pk: int, name: str, ic_no: str, by: User, at: datetime) -> NewEmployee:
    """Write what stands on the card; the birthday follows from it.

    Raises NotAllowed, Decided, NoSuchCard, CardTaken.
    """
    try:
        card = identity.parse_mykad(ic_no, today=days.today())
    except identity.NotAnIdentityNumber as error:
        raise NoSuchCard from error
    try:
        with transaction.atomic():
            found = _waiting(pk, by)
            member = Member.objects.select_for_update(no_key=True).get(pk=found.member_id)
            member.name, member.ic_no, member.born_on = name, card.number, card.born_on
            member.save(update_fields=["name", "ic_no", "born_on"])
            _record("new_member.corrected", found, by=by, at=at)
    except IntegrityError as error:
        raise CardTaken from error
    found.member = member
    return found


def refuse(*, pk: int, words: str, by: User, at: datetime) -> NewEmployee:
    """There is no such person, or we had the person already. The card number is free again.

    Raises NotAllowed, Decided, HasMoney.
    """
    with transaction.atomic():
        found = _waiting(pk, by)
        member = Member.objects.select_for_update(no_key=True).get(pk=found.member_id)
        under_way = Contribution.objects.filter(
            member=member, remittance__state__in=_UNDER_WAY
        ).exists()
        if under_way or ledger.total_balances(member.pk).posted:
            raise HasMoney
        member.ic_no = f"BATAL-{member.member_no}"
        member.save(update_fields=["ic_no"])
        return _decide(found, NewOutcome.REFUSED, words, by=by, at=at)


def _waiting(pk: int, by: User) -> NewEmployee:
    if not by.has_perm(PERMISSION):
        raise NotAllowed
    found: NewEmployee = (
        NewEmployee.objects.select_for_update(of=("self",)).select_related("employer").get(pk=pk)
    )
    if by.member_id == found.member_id:
        raise NotAllowed
    if found.outcome != NewOutcome.WAITING:
        raise Decided
    return found


def _decide(
    found: NewEmployee, outcome: NewOutcome, words: str, *, by: User, at: datetime
) -> NewEmployee:
    found.outcome, found.words = outcome, words
    found.confirmed_at, found.confirmed_by = at, by
    found.save(update_fields=["outcome", "words", "confirmed_at", "confirmed_by"])
    _record(f"new_member.{outcome.lower()}", found, by=by, at=at)
    return found


def _record(action: str, found: NewEmployee, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        employer_id=found.employer_id,
        entity="new_employee",
        entity_id=str(found.pk),
    )
