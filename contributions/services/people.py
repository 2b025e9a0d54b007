"""Who acts for an employer: added, given a role, taken away by an administrator of that employer.

There is always an administrator, and enough people where two are needed; the employer's row is the
lock. A person who acts no longer cannot log in; what the person did stays on record.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from contributions.models import Employer, EmployerRole, EmployerUser
from contributions.rules import roles
from members.audit import services as audit
from members.models import ResetWay, Role, User
from members.rules.text import Text, one_line
from members.services import notices, recovery

_SUBJECT = Text("Akaun anda untuk portal majikan", "Your account for the employers' portal")
_BODY = Text(
    "{name} telah menambah anda sebagai wakil {employer}.\n\nID Pengguna anda: {login_id}\n\n"
    "Tetapkan kata laluan anda dalam masa 30 minit:\n{link}\n\n"
    "Selepas itu, gunakan “Lupa Kata Laluan?” untuk mendapatkan pautan baharu.\n",
    "{name} added you as a representative of {employer}.\n\nYour user ID: {login_id}\n\n"
    "Set your password within 30 minutes:\n{link}\n\n"
    "After that, use “Forgot password?” for a new link.\n",
)


class NotAdministrator(Exception):
    """The person is not an administrator of the employer."""


class IdTaken(Exception):
    """Another login has this user ID, or one that looks like it."""


class LastAdministrator(Exception):
    """The employer would be left without an administrator."""


class NeedsTwoPeople(Exception):
    """Nobody would be left to confirm what another prepared."""


def locked(employer_id: int, by: User) -> Employer:
    """The employer's row, held; raises NotAdministrator for anybody else."""
    employer = Employer.objects.select_for_update(no_key=True).get(pk=employer_id)
    acting = _acting(employer).filter(user=by).first()
    if acting is None or not roles.may(acting.role, roles.MANAGE):
        raise NotAdministrator
    return employer


def _acting(employer: Employer) -> QuerySet[EmployerUser]:
    return EmployerUser.objects.filter(employer=employer, ended_at__isnull=True)


def _prove_staffed(employer: Employer) -> None:
    """Raises LastAdministrator or NeedsTwoPeople; the caller's transaction is then undone."""
    present = list(_acting(employer).values_list("role", flat=True))
    if EmployerRole.ADMINISTRATOR not in present:
        raise LastAdministrator
    if employer.needs_two and not roles.suffices_for_two(present):
        raise NeedsTwoPeople


def add(
    *,
    employer: Employer,
    login_id: str,
    name: str,
    email: str,
    phone: str,
    role: str,
    by: User,
    at: datetime,
) -> EmployerUser:
    """A new login for the employer; a link to set the password goes to its e-mail.

    Raises NotAdministrator, IdTaken.
    """
    with transaction.atomic():
        employer = locked(employer.pk, by)
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    login_id,
                    role=Role.EMPLOYER,
                    display_name=name,
                    email=email,
                    phone=phone,
                    language=by.language,
                )
        except IntegrityError:
            raise IdTaken from None
        added = EmployerUser.objects.create(user=user, employer=employer, role=role)
        _record("employer.user_added", added, by=by, at=at, role=role)
        token = recovery.grant(user=user, way=ResetWay.EMAIL, at=at)
        link = settings.BASE_URL.rstrip("/") + reverse("members:reset_link", args=[token])
        body = _BODY.of(user.language).format(
            name=one_line(by.display_name),
            employer=one_line(employer.name),
            login_id=user.login_id,
            link=link,
        )
        transaction.on_commit(
            lambda: notices.mail(
                to=email, subject=_SUBJECT.of(user.language), body=body, language=user.language
            )
        )
    return added


def change_role(*, pk: int, employer: Employer, role: str, by: User, at: datetime) -> EmployerUser:
    """Raises NotAdministrator, LastAdministrator, NeedsTwoPeople, EmployerUser.DoesNotExist."""
    with transaction.atomic():
        employer = locked(employer.pk, by)
        acting: EmployerUser = _acting(employer).get(pk=pk)
        if acting.role != role:
            acting.role = role
            acting.save(update_fields=["role"])
            _prove_staffed(employer)
            _record("employer.user_changed", acting, by=by, at=at, role=role)
    return acting


def end(*, pk: int, employer: Employer, by: User, at: datetime) -> EmployerUser:
    """The person acts no longer and cannot log in. Raises as `change_role`."""
    with transaction.atomic():
        employer = locked(employer.pk, by)
        acting: EmployerUser = _acting(employer).select_related("user").get(pk=pk)
        acting.ended_at = at
        acting.save(update_fields=["ended_at"])
        acting.user.is_active = False
        acting.user.save(update_fields=["is_active"])
        _prove_staffed(employer)
        _record("employer.user_ended", acting, by=by, at=at, role=acting.role)
    return acting


def set_needs_two(*, employer: Employer, needs_two: bool, by: User, at: datetime) -> Employer:
    """Whether a second person confirms each file. Raises NotAdministrator, NeedsTwoPeople."""
    with transaction.atomic():
        employer = locked(employer.pk, by)
        if employer.needs_two != needs_two:
            employer.needs_two = needs_two
            employer.save(update_fields=["needs_two"])
            _prove_staffed(employer)
            audit.record(
                "employer.two_people",
                by=by,
                at=at,
                employer_id=employer.pk,
                entity="employer",
                entity_id=employer.employer_no,
                detail={"needs_two": needs_two},
            )
    return employer


def _record(action: str, acting: EmployerUser, *, by: User, at: datetime, role: str) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=acting.employer_id,
        entity="employer_user",
        entity_id=str(acting.pk),
        detail={"role": role},
    )
