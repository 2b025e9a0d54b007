"""Shares of a file against the Third Schedule: below needs a reason, above is elected or once."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contributions.models import (
    Contribution,
    ElectedExcess,
    Employer,
    Remittance,
    ScheduleDifference,
)
from contributions.rules import third_schedule
from contributions.rules.due import Person
from contributions.services import compare, form_drafts, submit
from contributions.services.form_drafts import Amounts
from members.models import Member, User
from tests.contributions.conftest import MONTH, Send, row
from tests.factories import make_member

SEPTEMBER, NOVEMBER = date(2026, 9, 1), date(2026, 11, 1)
BELOW = {"employer": 400}
ABOVE = {"employer": 524}


@pytest.fixture
def page(client: Client, hr: User) -> Client:
    client.force_login(hr)
    return client


def totals(remittance: Remittance) -> dict[str, Any]:
    return {
        "lines": remittance.line_count,
        "wages_sen": remittance.wages_sen,
        "employer_sen": remittance.employer_sen,
        "employee_sen": remittance.employee_sen,
        "agree": "on",
    }


def press(page: Client, remittance: Remittance, **answers: str) -> str:
    answer = page.post(
        f"/employer/contributions/{remittance.reference}/submit/",
        {**totals(remittance), **answers},
        follow=True,
    )
    remittance.refresh_from_db()
    return answer.content.decode()


def compared(remittance: Remittance) -> Remittance:
    return compare.compare(remittance_id=remittance.pk, at=timezone.now())


def test_the_right_shares_leave_no_trace(people: list[Member], send: Send, page: Client) -> None:
    remittance = compared(send(map(row, people)))
    assert (remittance.below_count, remittance.above_count) == (0, 0)
    text = page.get(f"/employer/contributions/{remittance.reference}/").content.decode()
    assert "The shares of every employee are those of the schedule" in text
    press(page, remittance)
    assert remittance.state == "SUBMITTED"


def test_below_the_schedule_is_read_and_confirmed_with_a_reason(
    people: list[Member], send: Send, page: Client, hr: User
) -> None:
    remittance = compared(send([row(people[0], **BELOW), row(people[1])]))
    assert (remittance.below_count, remittance.above_count) == (1, 0)
    text = page.get(f"/employer/contributions/{remittance.reference}/").content.decode()
    assert "1 employee is below the schedule" in text
    assert "RM400.00 + RM359.00" in text and "RM424.00 + RM359.00" in text
    assert "Choose why shares are below the schedule" in press(page, remittance)
    assert "Explain why shares are below" in press(page, remittance, shortfall="OTHER")
    assert remittance.state == "READY"
    with pytest.raises(IntegrityError, match="explains_differences"), transaction.atomic():
        submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    press(page, remittance, shortfall="OTHER", shortfall_words="Elaun tuntutan dalam upah")
    assert remittance.state == "SUBMITTED"
    assert (remittance.shortfall, remittance.shortfall_words) == (
        "OTHER",
        "Elaun tuntutan dalam upah",
    )


def test_an_elected_excess_is_kept_for_the_coming_months(
    people: list[Member], send: Send, page: Client, employer: Employer, hr: User
) -> None:
    september = compared(send([row(people[0], **ABOVE), row(people[1])], month=SEPTEMBER))
    assert (september.below_count, september.above_count) == (0, 1)
    assert "Choose why shares are above" in press(page, september)
    press(page, september, excess="ELECTED")
    kept = ElectedExcess.objects.get()
    assert (kept.member, kept.employer_extra_sen, kept.employee_extra_sen) == (
        people[0],
        100_00,
        0,
    )
    october = compared(send([row(people[0], **ABOVE), row(people[1])]))
    assert (october.below_count, october.above_count) == (0, 0)
    # Somebody who pays the bare schedule after all is not below the law.
    november = compared(send([row(people[0]), row(people[1])], month=NOVEMBER))
    assert (november.below_count, november.above_count) == (0, 0)
    # On screen it is added to what the schedule says.
    submit.cancel(remittance_id=november.pk, by=hr, at=timezone.now())
    draft = form_drafts.start(
        employer=employer, wage_month=NOVEMBER, from_last_month=False, by=hr, at=timezone.now()
    )
    one = form_drafts.add(
        draft_id=draft.pk,
        member_no=people[0].member_no,
        ic_no=people[0].ic_no,
        name=people[0].name,
        amounts=Amounts(4_100_00, None, None),
        at=timezone.now(),
    )
    one.refresh_from_db()
    assert (one.employer_sen, one.employee_sen) == (633_00, 451_00)


def test_another_excess_ends_the_one_before(people: list[Member], send: Send, page: Client) -> None:
    press(page, compared(send([row(people[0], **ABOVE)])), excess="ELECTED")
    later = send([row(people[0], employer=624)], month=NOVEMBER)
    press(page, compared(later), excess="ELECTED")
    kept = list(
        ElectedExcess.objects.order_by("first_month").values_list(
            "first_month", "last_month", "employer_extra_sen"
        )
    )
    assert kept == [(MONTH, MONTH, 100_00), (NOVEMBER, None, 200_00)]


def test_an_election_is_never_backdated(people: list[Member], send: Send, page: Client) -> None:
    """A file for an older month elects for the months to come; what it says of its own month stands."""
    press(page, compared(send([row(people[0], **ABOVE)], month=date(2026, 6, 1))), excess="ELECTED")
    kept = ElectedExcess.objects.get()
    assert (kept.first_month, kept.last_month, kept.employer_extra_sen) == (MONTH, None, 100_00)
    assert Contribution.objects.get(remittance__wage_month=date(2026, 6, 1)).employer_sen == 524_00


def test_an_election_is_whole_ringgit(people: list[Member], send: Send, page: Client) -> None:
    press(page, compared(send([row(people[0], **ABOVE)])), excess="ELECTED")
    with pytest.raises(IntegrityError, match="whole_ringgit"), transaction.atomic():
        ElectedExcess.objects.update(employer_extra_sen=100_50)


def test_once_is_not_kept(people: list[Member], send: Send, page: Client) -> None:
    press(page, compared(send([row(people[0], **ABOVE)])), excess="ONCE")
    assert Remittance.objects.get().state == "SUBMITTED"
    assert not ElectedExcess.objects.exists()


def test_differences_can_be_downloaded(people: list[Member], send: Send, page: Client) -> None:
    remittance = compared(send([row(people[0], **BELOW), row(people[1], **ABOVE)]))
    answer = page.get(f"/employer/contributions/{remittance.reference}/third-schedule.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].split(",")[0] == '"2"' and '"Below the schedule"' in lines[1]


def test_a_large_file_is_left_to_the_worker(
    people: list[Member], send: Send, settings: Any, page: Client
) -> None:
    settings.CONTRIBUTIONS_LINES_COMPARED_AT_ONCE = 1
    remittance = send([row(people[0], **BELOW), row(people[1])])
    compare.soon(remittance, at=timezone.now())
    remittance.refresh_from_db()
    assert remittance.compared_at is None
    assert "still comparing" in press(page, remittance)
    assert remittance.state == "READY"
    assert compared(remittance).below_count == 1


def test_it_agrees_with_the_rule_written_for_people(send: Send) -> None:
    """Every kind of person, wages at the steps of the schedule, shares at and beside what is due."""
    wages = (5_00, 3_250_00, 5_000_00, 5_000_01, 20_000_00, 20_000_01, 21_250_00)
    kinds = (
        ("CITIZEN", date(1990, 3, 14)),
        ("CITIZEN", date(1964, 3, 14)),
        ("PR", date(1964, 3, 14)),
        ("NON_CITIZEN", date(1990, 3, 14)),
    )
    rows, expected = [], {}
    for (citizenship, born_on), sen, more, less in itertools.product(
        kinds, wages, (0, 1_00), (0, 1_00)
    ):
        due = third_schedule.contribution_due(sen, 0, MONTH, Person(born_on, citizenship))
        employer, employee = due.employer_sen + more, max(0, due.employee_sen - less)
        if employer + employee == 0:
            continue
        member = make_member(citizenship=citizenship, born_on=born_on)
        rows.append(
            row(
                member,
                salary=f"{sen // 100}.{sen % 100:02d}",
                employer=employer // 100,
                employee=employee // 100,
            )
        )
        if employer < due.employer_sen or employee < due.employee_sen:
            expected[member.pk] = "BELOW"
        elif not third_schedule.is_accepted(due, employer, employee):
            expected[member.pk] = "ABOVE"
    remittance = compared(send(rows))
    found = dict(
        ScheduleDifference.objects.filter(remittance=remittance).values_list("member", "against")
    )
    assert found == expected
    assert {"BELOW", "ABOVE"} == set(found.values())
