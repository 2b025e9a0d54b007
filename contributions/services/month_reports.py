"""A member reports a month, the employer answers, staff close it. One live report a month.

Whoever is told nothing here has done nothing wrong yet: a report is a question, and both sides read it.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from contributions.models import (
    EmployerAnswer,
    EmployerUser,
    Employment,
    MonthReport,
    Payslip,
    ReportOutcome,
    ReportState,
)
from contributions.rules import months, watch
from members.audit import services as audit
from members.gateways import uploads, vault
from members.ledger import days
from members.models import Member, User
from members.rules.text import Text
from members.services import notices

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_OUTCOMES = {
    ReportOutcome.SETTLED: Text("caruman telah dikreditkan", "the contribution was credited"),
    ReportOutcome.NOT_DUE: Text("tiada caruman kena dibayar", "nothing was due"),
    ReportOutcome.ENFORCED: Text("diserahkan kepada penguatkuasaan", "handed to enforcement"),
    ReportOutcome.NO_PROOF: Text("maklumat tidak mencukupi", "not enough to go on"),
}


class NotReportable(Exception):
    """The month is not past its due date, is too old, or the member did not work there then."""


class AlreadyClosed(Exception):
    """The report has ended."""


def may_report(member_id: int, employer_id: int, wage_month: date) -> bool:
    """True when the member worked there in that month and it is past its due date. One query."""
    if not watch.may_report(wage_month, today=days.today()):
        return False
    spells = Employment.objects.filter(
        member_id=member_id, employer_id=employer_id, started_on__lt=months.add(wage_month, 1)
    ).values_list("ended_on", flat=True)
    return any(ended_on is None or ended_on >= wage_month for ended_on in spells)


def report(
    *,
    member: Member,
    employer_id: int,
    wage_month: date,
    wages_sen: int | None,
    words: str,
    by: User,
    at: datetime,
    payslip: tuple[str, bytes] | None = None,
) -> MonthReport:
    """Put a month before the employer and staff; a live report of the month is answered as it is.

    `wages_sen` what the payslip says, in sen, when the member has it; `payslip` its file name and
    bytes, for staff alone. Raises NotReportable, and uploads.Refused for a file we do not take.
    """
    paper = uploads.take_in(*payslip) if payslip else None
    with transaction.atomic():
        # The member's row is the queue at which two clicks stand.
        Member.objects.select_for_update().get(pk=member.pk)
        if not may_report(member.pk, employer_id, wage_month):
            raise NotReportable
        live = MonthReport.objects.filter(
            member=member, employer_id=employer_id, wage_month=wage_month
        ).exclude(state=ReportState.CLOSED)
        for found in live:
            return found
        made = MonthReport.objects.create(
            reference=_reference(wage_month),
            member=member,
            employer_id=employer_id,
            wage_month=wage_month,
            wages_sen=wages_sen,
            words=words,
            reported_at=at,
        )
        if paper:
            Payslip.objects.create(
                report=made,
                kind=paper.kind,
                size=len(paper.content),
                content_encrypted=vault.encrypt_bytes(paper.content),
                stored_at=at,
            )
        _record("month_report.made", made, by=by, at=at)
        for acting in EmployerUser.objects.filter(employer_id=employer_id).select_related("user"):
            notices.tell(
                user=acting.user,
                about="month_report.made",
                at=at,
                key=f"reported:{made.reference}",
                **_facts(made),
            )
    return made


def payslip(
    found: MonthReport, *, by: User, at: datetime, address: str = "", device: str = ""
) -> tuple[str, bytes] | None:
    """Kind and content of the payslip for an officer, written down; None when there is none."""
    kept = Payslip.objects.filter(report=found).first()
    if kept is None:
        return None
    audit.record(
        "month_report.payslip_viewed",
        by=by,
        at=at,
        member_id=found.member_id,
        entity="month_report",
        entity_id=found.reference,
        address=address,
        device=device,
    )
    return kept.kind, vault.decrypt_bytes(kept.content_encrypted)


def answer(
    *,
    acting: EmployerUser,
    reference: str,
    answer: EmployerAnswer,
    words: str,
    at: datetime,
) -> MonthReport:
    """The employer's answer; a later one takes the earlier one's place until staff close the report.

    Raises MonthReport.DoesNotExist for another employer's report, AlreadyClosed.
    """
    with transaction.atomic():
        found = MonthReport.objects.select_for_update().get(
            employer_id=acting.employer_id, reference=reference
        )
        if found.state == ReportState.CLOSED:
            raise AlreadyClosed
        found.state = ReportState.ANSWERED
        found.answer = answer
        found.answer_words = words
        found.answered_at = at
        found.answered_by = acting.user
        found.save(update_fields=["state", "answer", "answer_words", "answered_at", "answered_by"])
        _record("month_report.answered", found, by=acting.user, at=at)
        notices.tell_member(
            found.member_id,
            about="month_report.answered",
            at=at,
            key=f"answered:{found.reference}:{at.isoformat()}",
            link=reverse("contributions:mine"),
            employer=acting.employer.name,
            **_facts(found),
        )
    return found


def close(
    *, reference: str, outcome: ReportOutcome, words: str, by: User, at: datetime
) -> MonthReport:
    """Staff end a report with a reason. Raises AlreadyClosed."""
    with transaction.atomic():
        found = MonthReport.objects.select_for_update().get(reference=reference)
        if found.state == ReportState.CLOSED:
            raise AlreadyClosed
        found.state = ReportState.CLOSED
        found.outcome = outcome
        found.outcome_words = words
        found.closed_at = at
        found.closed_by = by
        found.save(update_fields=["state", "outcome", "outcome_words", "closed_at", "closed_by"])
        _record("month_report.closed", found, by=by, at=at)
        tell_closed(found, at=at)
    return found


def tell_closed(found: MonthReport, *, at: datetime) -> None:
    """Tell the member how a report ended; in the caller's transaction, once."""
    notices.tell_member(
        found.member_id,
        about="month_report.closed",
        at=at,
        key=f"closed:{found.reference}",
        link=reverse("contributions:mine"),
        outcome=_OUTCOMES[ReportOutcome(found.outcome)],
        **_facts(found),
    )


def _facts(found: MonthReport) -> dict[str, str]:
    return {"reference": found.reference, "month": f"{found.wage_month:%m/%Y}"}


def of_member(member_id: int) -> list[MonthReport]:
    """A member's reports, newest first. One query."""
    return list(MonthReport.objects.filter(member_id=member_id).select_related("employer"))


def waiting(employer_id: int) -> int:
    """How many reports the employer has not answered."""
    return MonthReport.objects.filter(employer_id=employer_id, state=ReportState.OPEN).count()


def of_employer(employer_id: int) -> list[MonthReport]:
    """What members reported of an employer, what waits first. One query."""
    order = {ReportState.OPEN: 0, ReportState.ANSWERED: 1, ReportState.CLOSED: 2}
    found = MonthReport.objects.filter(employer_id=employer_id).select_related("member")
    return sorted(found[:500], key=lambda row: (order[ReportState(row.state)], row.reported_at))


def _reference(wage_month: date) -> str:
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"LPR-{wage_month:%Y%m}-{tail}"


def _record(action: str, found: MonthReport, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=found.member_id,
        employer_id=found.employer_id,
        entity="month_report",
        entity_id=found.reference,
        detail={"wage_month": f"{found.wage_month:%Y-%m}", "answer": found.answer},
    )
