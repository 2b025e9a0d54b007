"""The bytes come first: they are stored, counted and fingerprinted before anything is read from them.

The same file for the same month is received once; an employer has one live original per month.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from contributions import limits
from contributions.models import Employer, Remittance, RemittanceKind, RemittanceState
from contributions.rules import months, states
from contributions.services import stored_file
from members.audit import services as audit
from members.ledger import days
from members.models import User
from members.work import queue

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class FileTooLarge(Exception):
    """The file is larger than we take."""


class MonthNotYetEarned(Exception):
    """The wage month lies in the future."""


class EmployerClosed(Exception):
    """The employer had closed before the wage month began."""


class NothingToSupplement(Exception):
    """No original of the month was submitted."""


class MonthAlreadyThere(Exception):
    """There is a live remittance for the employer and month."""

    def __init__(self, remittance: Remittance) -> None:
        super().__init__(remittance.reference)
        self.remittance = remittance


@dataclass(frozen=True, slots=True)
class Declared:
    """Control totals as the employer knows them; None where the employer gave none. Sen."""

    lines: int | None = None
    employer_sen: int | None = None
    employee_sen: int | None = None


def receive_bytes(
    *,
    employer: Employer,
    wage_month: date,
    content: Iterable[bytes],
    file_name: str,
    by: User,
    at: datetime,
    declared: Declared | None = None,
    kind: str = RemittanceKind.ORIGINAL,
) -> Remittance:
    """Store a file for a wage month and answer its remittance, state UPLOADED.

    The same bytes for the same month answer the remittance that is already there. Raises
    MonthNotYetEarned, MonthAlreadyThere (another file for the month is live), NothingToSupplement,
    FileTooLarge.
    """
    wage_month = months.first_of(wage_month)
    if months.is_future(wage_month, days.today()):
        raise MonthNotYetEarned
    if kind == RemittanceKind.SUPPLEMENTARY and live_original(employer, wage_month) is None:
        raise NothingToSupplement
    declared = declared or Declared()
    try:
        with transaction.atomic():
            remittance = Remittance.objects.create(
                reference=new_reference(wage_month),
                employer=employer,
                kind=kind,
                needs_two=employer.needs_two,
                wage_month=wage_month,
                contribution_month=months.contribution_month(wage_month),
                state=RemittanceState.UPLOADED,
                file_name=_clean_name(file_name),
                file_bytes=0,
                sha256=b"",
                declared_lines=declared.lines,
                declared_employer_sen=declared.employer_sen,
                declared_employee_sen=declared.employee_sen,
                uploaded_at=at,
                uploaded_by=by,
            )
            size, digest = stored_file.put(remittance.pk, content, limit=limits.max_file_bytes())
            remittance.file_bytes = size
            remittance.sha256 = digest
            remittance.save(update_fields=["file_bytes", "sha256"])
            audit.record(
                "remittance.uploaded",
                by=by,
                at=at,
                employer_id=employer.pk,
                entity="remittance",
                entity_id=remittance.reference,
                detail={"bytes": size, "sha256": digest.hex()},
            )
            # A large file is the worker's to check; any other is, should the page that received it die.
            is_large = size > limits.bytes_checked_at_once()
            queue.enqueue(
                "contributions.validate",
                remittance.reference,
                {"remittance_id": remittance.pk},
                available_at=at if is_large else at + timedelta(minutes=2),
            )
            return remittance
    except stored_file.TooLarge:
        raise FileTooLarge from None
    except IntegrityError:
        if kind != RemittanceKind.ORIGINAL:
            return _the_same(employer, wage_month, _digest_of(content))
        live = live_original(employer, wage_month)
        if live is None:
            raise
    if bytes(live.sha256) == _digest_of(content):
        return live
    raise MonthAlreadyThere(live)


def refuse_closed(employer: Employer, wage_month: date) -> None:
    """A new month of an employer that has closed: raises EmployerClosed when it began after the last day."""
    if employer.closed_on is not None and wage_month > employer.closed_on:
        raise EmployerClosed


def live_original(employer: Employer, wage_month: date) -> Remittance | None:
    """The live original of the month, if there is one."""
    return Remittance.objects.filter(
        employer=employer,
        wage_month=months.first_of(wage_month),
        kind=RemittanceKind.ORIGINAL,
        state__in=states.LIVE,
    ).first()


def _the_same(employer: Employer, wage_month: date, digest: bytes) -> Remittance:
    """The live remittance of the month made of this very file: why another was refused."""
    return Remittance.objects.get(
        employer=employer, wage_month=wage_month, sha256=digest, state__in=states.LIVE
    )


def _digest_of(content: Iterable[bytes]) -> bytes:
    """The fingerprint of a file that was not stored: the refused insert has read nothing of it."""
    digest = hashlib.sha256()
    for part in content:
        digest.update(part)
    return digest.digest()


def new_reference(wage_month: date) -> str:
    """A reference number for a remittance of a month."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"CRM-{wage_month:%Y%m}-{tail}"


def _clean_name(name: str) -> str:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if char.isprintable())[:120]
    return kept or "caruman.csv"
