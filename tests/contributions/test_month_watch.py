"""A month that is absent or short is found once, reported in one step, answered, and settled by the money."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core import mail as mailbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from contributions.models import (
    Employer,
    EmployerUser,
    MonthFinding,
    MonthReport,
    Remittance,
    ReportOutcome,
)
from contributions.rules import watch as rules
from contributions.services import month_reports, post, register, submit, watch
from members.audit.models import AuditEvent
from members.models import Member, Notice, User
from members.services import staff_groups
from members.work import queue
from tests.contributions.conftest import Send, row
from tests.factories import make_user
from tests.second_factor import enter

LOOKED_AT = date(2026, 11, 16)
NOW = timezone.now


def credit(remittance: Remittance, hr: User) -> None:
    submit.submit(remittance_id=remittance.pk, by=hr, at=NOW())
    post.post_all(remittance.pk, at=NOW())
    register.register(remittance.pk)


@pytest.fixture
def summer(send: Send, hr: User, people: list[Member]) -> list[Member]:
    """July to September as usual for all five; October has not come."""
    for month in (7, 8, 9):
        wages = [row(member, salary=f"32{50 + month}.00") for member in people]
        credit(send(wages, month=date(2026, month, 1)), hr)
    return people


def page_text(client: Client, name: str, *args: Any) -> str:
    return re.sub(r"\s+", " ", client.get(reverse(name, args=args)).content.decode())


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found() -> dict[str, str]:
    rows = MonthFinding.objects.filter(cleared_on__isnull=True).select_related("member")
    return {finding.member.member_no: finding.finding for finding in rows}


def test_nothing_is_looked_at_on_other_days(summer: list[Member]) -> None:
    assert watch.look(date(2026, 11, 15), at=NOW()) == 0
    assert watch.look(date(2026, 11, 17), at=NOW()) == 0
    assert not found()


def test_an_absent_month_is_found_once_for_each_member(summer: list[Member]) -> None:
    assert watch.look(LOOKED_AT, at=NOW()) == len(summer)
    assert watch.look(LOOKED_AT, at=NOW()) == 0
    assert found() == {member.member_no: "MISSING" for member in summer}
    assert {finding.usual_sen for finding in MonthFinding.objects.all()} == {78_300}


def test_members_hear_of_it_once_and_the_employer_hears_of_the_report(
    summer: list[Member], aminah: User, hr: User, employer: Employer
) -> None:
    aminah.email, hr.email = "aminah@contoh.example", "hr@contoh.example"
    aminah.save()
    hr.save()
    watch.look(LOOKED_AT, at=NOW())
    watch.look(LOOKED_AT, at=NOW())
    notice = Notice.objects.get(about="contribution.amiss")
    assert notice.member_id == aminah.member_id
    queue.run_due()
    [mail] = [sent for sent in mailbox.outbox if "10/2026" in sent.subject]
    assert mail.to == ["aminah@contoh.example"]
    assert employer.name in mail.body
    made = month_reports.report(
        member=summer[0],
        employer_id=employer.pk,
        wage_month=date(2026, 10, 1),
        wages_sen=None,
        words="",
        by=aminah,
        at=NOW(),
    )
    month_reports.close(
        reference=made.reference, outcome=ReportOutcome.ENFORCED, words="-", by=hr, at=NOW()
    )
    queue.run_due()
    told = {(sent.to[0], made.reference in sent.subject) for sent in mailbox.outbox}
    assert {("hr@contoh.example", True), ("aminah@contoh.example", True)} <= told
    assert "handed to enforcement" in mailbox.outbox[-1].body


def test_a_short_month_is_found_and_a_right_one_is_not(
    summer: list[Member], send: Send, hr: User
) -> None:
    right, below_schedule, below_usual, absent, _other = summer
    credit(
        send(
            [
                row(right),
                row(below_schedule, employer=424, employee=349),
                row(below_usual, salary="2000.00", employer=400, employee=200),
                row(_other),
            ]
        ),
        hr,
    )
    watch.look(LOOKED_AT, at=NOW())
    assert found() == {
        below_schedule.member_no: "BELOW_SCHEDULE",
        below_usual.member_no: "BELOW_USUAL",
        absent.member_no: "MISSING",
    }


def test_the_set_based_look_agrees_with_the_rule(
    summer: list[Member], send: Send, hr: User
) -> None:
    credit(send([row(summer[0], employee=10), row(summer[1])]), hr)
    watch.look(LOOKED_AT, at=NOW())
    for finding in MonthFinding.objects.all():
        assert finding.finding == rules.judge(
            credited_sen=finding.credited_sen or None,
            due_sen=finding.due_sen,
            usual_sen=finding.usual_sen,
        )


def test_the_money_settles_the_finding_and_closes_the_report(
    summer: list[Member], send: Send, hr: User, aminah: User, employer: Employer
) -> None:
    watch.look(LOOKED_AT, at=NOW())
    made = month_reports.report(
        member=summer[0],
        employer_id=employer.pk,
        wage_month=date(2026, 10, 1),
        wages_sen=325_000,
        words="",
        by=aminah,
        at=NOW(),
    )
    credit(send([row(member) for member in summer]), hr)
    watch.look(date(2026, 11, 18), at=NOW())
    assert not found()
    made.refresh_from_db()
    assert (made.state, made.outcome, made.closed_by) == ("CLOSED", "SETTLED", None)


def test_reported_in_one_step_answered_and_read_by_the_member(
    summer: list[Member], hr: User, other_hr: User, aminah: User, employer: Employer
) -> None:
    watch.look(LOOKED_AT, at=NOW())
    member = client_of(aminah)
    assert "1 month has not been received" in page_text(member, "contributions:mine")
    address = reverse("contributions:report_month", args=[employer.pk, "2026-10"])
    assert address in member.get(reverse("contributions:mine")).content.decode()
    bad = member.post(address, {"wages": "12.345", "words": ""})
    assert "for example 500.00" in bad.content.decode()
    facts = {"wages": "3,250.00", "words": "Slip gaji Oktober ada pada saya."}
    assert member.post(address, facts).status_code == 302
    assert member.post(address, facts).status_code == 302
    made = MonthReport.objects.get()
    assert made.wages_sen == 325_000

    assert (
        client_of(other_hr)
        .get(reverse("contributions:report_answer", args=[made.reference]))
        .status_code
        == 404
    )
    office = client_of(hr)
    assert made.reference in page_text(office, "contributions:reports")
    answer = reverse("contributions:report_answer", args=[made.reference])
    refused = office.post(answer, {"answer": "WILL_PAY", "words": ""})
    assert "Write a sentence or two" in refused.content.decode()
    office.post(answer, {"answer": "WILL_PAY", "words": "On 27 November."})
    shown = page_text(member, "contributions:mine")
    assert "Not paid yet; it will be paid" in shown
    assert "On 27 November." in shown
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"month_report.made", "month_report.answered"} <= actions


def test_a_stranger_to_the_employer_and_a_month_not_due_cannot_be_reported(
    summer: list[Member], aminah: User, employer: Employer, other_hr: User
) -> None:
    other = EmployerUser.objects.get(user=other_hr).employer
    member = client_of(aminah)
    for employer_id, month in (
        (other.pk, "2026-10"),
        (employer.pk, "2026-11"),
        (employer.pk, "2025-09"),
        (employer.pk, "2026-13"),
        (employer.pk, "october"),
        (999_999, "2026-10"),
    ):
        address = reverse("contributions:report_month", args=[employer_id, month])
        assert member.get(address).status_code == 404
        assert member.post(address, {"words": "x"}).status_code == 404
    assert not MonthReport.objects.exists()


def test_a_closed_report_has_ended_and_a_new_one_may_be_made(
    summer: list[Member], hr: User, aminah: User, employer: Employer
) -> None:
    facts = {
        "member": summer[0],
        "employer_id": employer.pk,
        "wage_month": date(2026, 10, 1),
        "wages_sen": None,
        "words": "",
        "by": aminah,
        "at": NOW(),
    }
    first = month_reports.report(**facts)
    month_reports.close(
        reference=first.reference, outcome=ReportOutcome.NO_PROOF, words="-", by=hr, at=NOW()
    )
    with pytest.raises(month_reports.AlreadyClosed):
        month_reports.close(
            reference=first.reference, outcome=ReportOutcome.NOT_DUE, words="-", by=hr, at=NOW()
        )
    second = month_reports.report(**facts)
    assert second.pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthReport.objects.filter(pk=first.pk).update(
            state="OPEN", outcome="", closed_at=None, closed_by=None
        )


def a_picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    return kept.getvalue()


def test_the_payslip_is_for_officers_only(
    summer: list[Member], hr: User, aminah: User, employer: Employer
) -> None:
    member = client_of(aminah)
    address = reverse("contributions:report_month", args=[employer.pk, "2026-10"])
    false = SimpleUploadedFile("slip.pdf", b"MZ\x90 not a PDF")
    refused = member.post(address, {"wages": "", "words": "", "payslip": false})
    assert "The file must be a PDF, JPG or PNG" in refused.content.decode()
    assert not MonthReport.objects.exists()
    slip = SimpleUploadedFile("slip gaji 900101-14-5678.png", a_picture())
    assert member.post(address, {"wages": "", "words": "", "payslip": slip}).status_code == 302
    made = MonthReport.objects.get()
    paper = reverse("admin:contributions_monthreport_payslip", args=[made.pk])
    assert client_of(hr).get(paper).status_code in {302, 403}
    assert member.get(paper).status_code in {302, 403}
    officer = make_user(role="STAFF", login_id="operasi.satu", is_staff=True, language="en")
    officer.groups.add(staff_groups.ensure_groups()[staff_groups.OPERATIONS])
    console = Client()
    enter(console, officer)
    shown = console.get(reverse("admin:contributions_monthreport_change", args=[made.pk]))
    assert paper in shown.content.decode()
    answer = console.get(paper)
    assert answer["Content-Disposition"] == f'attachment; filename="{made.reference}.png"'
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    assert AuditEvent.objects.filter(
        action="month_report.payslip_viewed", member_id=aminah.member_id
    ).exists()


def test_an_officer_closes_a_report_on_the_console(
    summer: list[Member], aminah: User, employer: Employer
) -> None:
    client_of(aminah).post(
        reverse("contributions:report_month", args=[employer.pk, "2026-10"]), {"words": "x"}
    )
    made = MonthReport.objects.get()
    officer = make_user(role="STAFF", login_id="operasi.satu", is_staff=True, language="en")
    officer.groups.add(staff_groups.ensure_groups()[staff_groups.OPERATIONS])
    console = Client()
    enter(console, officer)
    change = reverse("admin:contributions_monthreport_change", args=[made.pk])
    refused = console.post(change, {"outcome": "", "outcome_words": ""}).content.decode()
    assert "Give the outcome and the reason" in refused
    facts = {"outcome": "ENFORCED", "outcome_words": "Notice sent to the employer."}
    assert console.post(change, facts).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.outcome, made.closed_by) == ("CLOSED", "ENFORCED", officer)
