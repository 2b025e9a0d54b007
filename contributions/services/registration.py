"""A company becomes an employer: it applies, one officer checks it, another gives the number.

With the number comes the first administrator's login. It is inactive until the person has activated it
with the printed sheet, as a member does (members/services/activation.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from contributions.models import (
    Employer,
    EmployerRegistration,
    EmployerRole,
    EmployerUser,
    RegistrationState,
)
from contributions.models.registration import OPEN
from members.audit import services as audit
from members.audit.services import Origin
from members.ledger import days
from members.models import Role, User
from members.rules.text import Text
from members.services import activation, notices

PERMISSION = "contributions.register_employer"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_RECEIVED = (
    Text("Permohonan pendaftaran majikan diterima", "Application to register received"),
    Text(
        "Kami telah menerima permohonan {company} untuk didaftarkan sebagai majikan.\n\n"
        "Rujukan: {reference}\n\nDua pegawai akan menyemaknya. Kami akan menulis kepada alamat ini.\n",
        "We have received the application of {company} to be registered as an employer.\n\n"
        "Reference: {reference}\n\nTwo officers look at it. We write to this address.\n",
    ),
)
_ACCEPTED = (
    Text("Nombor majikan anda", "Your employer number"),
    Text(
        "{company} telah didaftarkan. Nombor majikan: {number}\n\n"
        "{admin} akan menerima helaian dengan kata laluan sementara. Pilih “Aktifkan i-Akaun” pada"
        " halaman log masuk.\n",
        "{company} is registered. Employer number: {number}\n\n"
        "{admin} will be given a sheet with a temporary password. Choose “Activate i-Akaun” on the"
        " log-in page.\n",
    ),
)
_REFUSED = (
    Text("Permohonan pendaftaran majikan ditolak", "Application to register refused"),
    Text(
        "Permohonan {company} ({reference}) ditolak.\n\nSebab: {reason}\n\n"
        "Anda boleh memohon semula selepas perkara itu diselesaikan.\n",
        "The application of {company} ({reference}) was refused.\n\nReason: {reason}\n\n"
        "You may apply again once the matter is settled.\n",
    ),
)


class AlreadyApplied(Exception):
    """The company has an open application, or is registered."""


class NotAllowed(Exception):
    """The officer may not decide registrations, or would confirm what they checked themselves."""


class Decided(Exception):
    """The application is not where it would have to be: somebody was faster."""


class AlreadyActive(Exception):
    """The administrator has activated the login; no sheet is needed."""


def apply(*, facts: Mapping[str, Any], language: str, at: datetime) -> EmployerRegistration:
    """Take a company's application. Raises AlreadyApplied."""
    try:
        with transaction.atomic():
            made: EmployerRegistration = EmployerRegistration.objects.create(
                reference="MJK-" + "".join(secrets.choice(_ALPHABET) for _ in range(8)),
                language=language,
                received_at=at,
                **facts,
            )
            _record("registration.received", made, by=None, at=at)
            _write(made, _RECEIVED)
    except IntegrityError as error:
        raise AlreadyApplied from error
    return made


def review(*, pk: int, words: str, by: User, at: datetime) -> EmployerRegistration:
    """The first officer has compared it with the register of companies. Raises NotAllowed, Decided."""
    with transaction.atomic():
        found = _locked(pk, by, RegistrationState.RECEIVED)
        found.state = RegistrationState.REVIEWED
        found.reviewed_at, found.reviewed_by, found.review_words = at, by, words
        found.save(update_fields=["state", "reviewed_at", "reviewed_by", "review_words"])
        _record("registration.checked", found, by=by, at=at)
    return found


def accept(*, pk: int, by: User, at: datetime, origin: Origin) -> activation.Issued:
    """Give the number and the first administrator's sheet. Raises NotAllowed, Decided."""
    with transaction.atomic():
        found = _locked(pk, by, RegistrationState.REVIEWED)
        if found.reviewed_by_id == by.pk:
            raise NotAllowed
        employer = Employer.objects.create(
            employer_no=_next_number(),
            name=found.company_name,
            ssm_no=found.ssm_no,
            address=found.address,
            postcode=found.postcode,
            town=found.town,
            state_code=found.state_code,
            phone=found.phone,
            email=found.email,
            registered_on=days.today(),
        )
        user = User(
            login_id=f"majikan.{employer.employer_no}",
            role=Role.EMPLOYER,
            display_name=found.admin_name,
            is_active=False,
        )
        user.set_unusable_password()
        user.save()
        EmployerUser.objects.create(user=user, employer=employer, role=EmployerRole.ADMINISTRATOR)
        found.state = RegistrationState.ACCEPTED
        found.decided_at, found.decided_by, found.employer = at, by, employer
        found.save(update_fields=["state", "decided_at", "decided_by", "employer"])
        _record("registration.accepted", found, by=by, at=at, number=employer.employer_no)
        _write(found, _ACCEPTED, number=employer.employer_no, admin=found.admin_name)
        return _sheet(found, user, by=by, at=at, origin=origin)


def sheet(*, pk: int, by: User, at: datetime, origin: Origin) -> activation.Issued:
    """Another sheet for an administrator who has not activated yet; the earlier one is void.

    Raises NotAllowed, Decided, AlreadyActive.
    """
    with transaction.atomic():
        found = _locked(pk, by, RegistrationState.ACCEPTED)
        first = EmployerUser.objects.filter(employer=found.employer).select_related("user")
        acting = first.order_by("pk").first()
        if acting is None or not activation.is_waiting(acting.user):
            raise AlreadyActive
        return _sheet(found, acting.user, by=by, at=at, origin=origin)


def refuse(*, pk: int, reason: str, by: User, at: datetime) -> EmployerRegistration:
    """End an application with a reason the company reads. Raises NotAllowed, Decided."""
    with transaction.atomic():
        found = _locked(pk, by, *OPEN)
        found.state = RegistrationState.REFUSED
        found.decided_at, found.decided_by, found.reason = at, by, reason
        found.save(update_fields=["state", "decided_at", "decided_by", "reason"])
        _record("registration.refused", found, by=by, at=at)
        _write(found, _REFUSED, reason=reason)
    return found


def _sheet(
    found: EmployerRegistration, user: User, *, by: User, at: datetime, origin: Origin
) -> activation.Issued:
    return activation.issue_to(
        user=user,
        login=user.login_id,
        phone=found.admin_phone,
        email=found.admin_email,
        language=found.language,
        seen=f"{found.reference}: {found.review_words}",
        by=by,
        at=at,
        origin=origin,
    )


def _locked(pk: int, by: User, *states: str) -> EmployerRegistration:
    if not by.has_perm(PERMISSION):
        raise NotAllowed
    found: EmployerRegistration = EmployerRegistration.objects.select_for_update(
        no_key=True, of=("self",)
    ).get(pk=pk)
    if found.state not in states:
        raise Decided
    return found


def _next_number() -> str:
    while True:
        with connection.cursor() as cursor:
            cursor.execute("select nextval('contributions_new_employer_no')")
            number = str(cursor.fetchone()[0])
        if not Employer.objects.filter(employer_no=number).exists():
            return number


def _write(found: EmployerRegistration, letter: tuple[Text, Text], **facts: str) -> None:
    subject, body = (text.of(found.language) for text in letter)
    words = body.format(company=found.company_name, reference=found.reference, **facts)
    transaction.on_commit(
        lambda: notices.mail(to=found.email, subject=subject, body=words, language=found.language)
    )


def _record(
    action: str, found: EmployerRegistration, *, by: User | None, at: datetime, **detail: str
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        employer_id=found.employer_id,
        entity="registration",
        entity_id=found.reference,
        detail=dict(detail),
    )
