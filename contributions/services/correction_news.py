"""Who is told of a correction: the member it was taken from, the one it went to, the employer."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from contributions.models import Correction, Employer, EmployerUser, Fault
from members.rules.text import Text
from members.services import notices

WHY = {
    Fault.AMOUNT: Text("jumlahnya salah", "the amount was wrong"),
    Fault.LEFT: Text(
        "pekerja telah berhenti kerja sebelum bulan itu",
        "the employee had left the job before that month",
    ),
    Fault.TWICE: Text("caruman itu dibayar dua kali", "the contribution was paid twice"),
    Fault.MEMBER: Text("caruman itu milik ahli lain", "the contribution belongs to another member"),
    Fault.MONTH: Text("bulan gajinya salah", "the wage month was wrong"),
}


def tell(found: Correction, *, at: datetime) -> None:
    """Tell everybody whom a correction that was done concerns, once each."""
    taken = found.taken_back
    assert taken is not None
    month = f"{found.remittance.wage_month:%m/%Y}"
    employer = found.remittance.employer
    if found.reposted is not None and found.to_member_id == found.member_id:
        notices.tell_member(
            found.member_id,
            about="contribution.corrected",
            at=at,
            key=f"corrected:{found.pk}",
            link=reverse("contributions:mine"),
            employer=employer.name,
            month=month,
            before=taken.amount_sen,
            after=found.to_total_sen,
            right_month=f"{found.to_month:%m/%Y}",
            why=WHY[Fault(found.fault)],
        )
    else:
        notices.tell_member(
            found.member_id,
            about="contribution.taken_back",
            at=at,
            key=f"taken_back:{found.pk}",
            link=reverse("contributions:mine"),
            employer=employer.name,
            month=month,
            amount=taken.amount_sen,
            why=WHY[Fault(found.fault)],
        )
        if found.reposted is not None and found.to_member_id is not None:
            notices.tell_member(
                found.to_member_id,
                about="contribution.credited",
                at=at,
                key=f"credited:{found.reposted.reference}",
                link=reverse("contributions:mine"),
                employer=employer.name,
                month=f"{found.to_month:%m/%Y}",
                amount=found.to_total_sen,
            )
    tell_employer(
        employer,
        about="contribution.corrected_for_employer",
        at=at,
        key=f"corrected:{found.pk}",
        month=month,
        reference=found.remittance.reference,
        why=WHY[Fault(found.fault)],
        amount=taken.amount_sen - found.to_total_sen,
    )


def tell_employer(
    employer: Employer, *, about: str, at: datetime, key: str, **facts: notices.Fact
) -> None:
    """Tell everybody who acts for the employer."""
    acting = EmployerUser.objects.filter(employer=employer, ended_at__isnull=True)
    for one in acting.select_related("user"):
        notices.tell(user=one.user, about=about, at=at, key=key, **facts)  # type: ignore[arg-type]
