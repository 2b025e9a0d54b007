"""What an employer's administrator keeps about the company: address, contacts, branches, and its end.

The employer's row is the lock. Nothing is deleted: a branch is closed, a company is closed, and what was
owed stays owed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from contributions.models import Branch, Employer, Employment
from contributions.services.people import locked
from members.audit import services as audit
from members.ledger import days
from members.models import User

CONTACTS = ("address", "postcode", "town", "state_code", "phone", "email")
PLACE = ("name", "address", "postcode", "town", "state_code")


class NameTaken(Exception):
    """The employer has a branch of this name."""


class StillUsed(Exception):
    """Employees still belong to the branch."""


class NotYet(Exception):
    """The day lies ahead."""


class TooEarly(Exception):
    """The day lies before the company was registered, or before somebody began to work."""


class Closed(Exception):
    """The company, or the branch, is closed."""


def change_contacts(
    *, employer: Employer, values: Mapping[str, str], by: User, at: datetime
) -> Employer:
    """Where letters go and how the company is reached. Raises people.NotAdministrator."""
    with transaction.atomic():
        employer = locked(employer.pk, by)
        changed = [name for name in CONTACTS if getattr(employer, name) != values[name]]
        for name in changed:
            setattr(employer, name, values[name])
        if changed:
            employer.save(update_fields=changed)
            _record("employer.contacts_changed", employer, by=by, at=at, fields=changed)
    return employer


def add_branch(*, employer: Employer, values: Mapping[str, str], by: User, at: datetime) -> Branch:
    """Raises people.NotAdministrator, Closed, NameTaken."""
    try:
        with transaction.atomic():
            employer = locked(employer.pk, by)
            if employer.closed_on is not None:
                raise Closed
            made = Branch.objects.create(
                employer=employer,
                opened_on=days.today(),
                **{name: values[name] for name in PLACE},
            )
            _record("employer.branch_added", employer, by=by, at=at, branch=made.name)
    except IntegrityError as error:
        raise NameTaken from error
    return made


def change_branch(
    *, pk: int, employer: Employer, values: Mapping[str, str], by: User, at: datetime
) -> Branch:
    """Raises people.NotAdministrator, Branch.DoesNotExist, Closed, NameTaken."""
    try:
        with transaction.atomic():
            branch = _branch(pk, employer, by)
            for name in PLACE:
                setattr(branch, name, values[name])
            branch.save(update_fields=list(PLACE))
            _record("employer.branch_changed", employer, by=by, at=at, branch=branch.name)
    except IntegrityError as error:
        raise NameTaken from error
    return branch


def close_branch(*, pk: int, employer: Employer, by: User, at: datetime) -> Branch:
    """From today on nobody works there. Raises as change_branch; StillUsed while somebody does."""
    with transaction.atomic():
        branch = _branch(pk, employer, by)
        today = days.today()
        running = Q(ended_on__isnull=True) | Q(ended_on__gte=today)
        if Employment.objects.filter(running, branch=branch).exists():
            raise StillUsed
        branch.closed_on = today
        branch.save(update_fields=["closed_on"])
        _record("employer.branch_closed", employer, by=by, at=at, branch=branch.name)
    return branch


def place(
    *, spell_id: int, branch_id: int | None, employer: Employer, by: User, at: datetime
) -> Employment:
    """Say at which branch an employee works; None for the head office.

    Raises people.NotAdministrator, Employment.DoesNotExist, Branch.DoesNotExist, Closed.
    """
    with transaction.atomic():
        locked(employer.pk, by)
        spell: Employment = Employment.objects.select_for_update(of=("self",)).get(
            pk=spell_id, employer=employer
        )
        branch = None
        if branch_id is not None:
            branch = Branch.objects.get(pk=branch_id, employer=employer)
            if branch.closed_on is not None:
                raise Closed
        spell.branch = branch
        spell.save(update_fields=["branch"])
        audit.record(
            "employer.employee_placed",
            by=by,
            at=at,
            employer_id=employer.pk,
            member_id=spell.member_id,
            entity="employment",
            entity_id=str(spell.pk),
            detail={"employer": employer.name, "branch": branch.name if branch else ""},
        )
    return spell


def close(*, employer: Employer, on: date, by: User, at: datetime) -> Employer:
    """The company has no employees from the day after `on`: running spells end, branches close.

    Bills stay owed, and months up to that day can still be sent. Raises people.NotAdministrator,
    Closed, NotYet, TooEarly.
    """
    with transaction.atomic():
        employer = locked(employer.pk, by)
        if employer.closed_on is not None:
            raise Closed
        if on > days.today():
            raise NotYet
        running = Employment.objects.filter(employer=employer).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        )
        open_branches = Branch.objects.filter(employer=employer, closed_on__isnull=True)
        if on < employer.registered_on or running.filter(started_on__gt=on).exists():
            raise TooEarly
        running.update(ended_on=on)
        for branch in open_branches:
            branch.closed_on = max(on, branch.opened_on)
            branch.save(update_fields=["closed_on"])
        employer.closed_on = on
        employer.save(update_fields=["closed_on"])
        _record("employer.closed", employer, by=by, at=at, on=on.isoformat())
    return employer


def _branch(pk: int, employer: Employer, by: User) -> Branch:
    locked(employer.pk, by)
    branch: Branch = Branch.objects.select_for_update(of=("self",)).get(pk=pk, employer=employer)
    if branch.closed_on is not None:
        raise Closed
    return branch


def _record(action: str, employer: Employer, *, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=employer.pk,
        entity="employer",
        entity_id=employer.employer_no,
        detail=dict(detail),
    )
