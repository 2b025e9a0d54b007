"""Two officers change the Third Schedule from a month ahead; Python, SQL and the calculator agree on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from contributions import parameters, schedules
from contributions.models import ScheduleRevision
from contributions.rules import third_schedule
from contributions.rules.due import Options, Person
from contributions.schedules import bands, revision, tables
from contributions.services import schedule_revisions
from members.ledger import days
from members.models import Role, User
from members.services import dated_parameters, staff_groups
from tests.contributions.conftest import TODAY
from tests.contributions.test_schedule_in_sql import by_part, in_python
from tests.factories import make_user
from tests.second_factor import enter

MONTH = date(2027, 1, 1)
RATES = {
    "A": (1_350, 1_250, 1_150, 0),
    "C": (675, 625, 575, 0),
    "E": (450, 450, 0, 0),
    "F": (0, 0, 300, 10_00),
}


def officer(login: str) -> User:
    user = make_user(role=Role.STAFF, login_id=login, display_name=login.title(), language="en")
    user.groups.add(staff_groups.ensure_groups()[staff_groups.RATES])
    return user


@pytest.fixture
def farid(business_date: date) -> User:
    return officer("farid")


@pytest.fixture
def gita(business_date: date) -> User:
    return officer("gita")


def proposed(by: User, **changes: Any) -> ScheduleRevision:
    facts: dict[str, Any] = {
        "first_month": MONTH,
        "senior_age": 60,
        "rates": RATES,
        "source": "P.U.(A) 999/2026",
        **changes,
    }
    return schedule_revisions.propose(**facts, by=by, at=timezone.now())


def test_a_schedule_reads_as_it_was_written() -> None:
    for schedule in schedules.SCHEDULES:
        again = revision.read(schedule.first_month, revision.body(schedule), schedule.source.en)
        assert (again.parts, again.citizen, again.resident, again.other) == (
            schedule.parts,
            schedule.citizen,
            schedule.resident,
            schedule.other,
        )


def test_python_and_sql_price_alike_before_and_after(farid: User, gita: User) -> None:
    made = proposed(farid)
    assert parameters.schedule_revisions() == ()
    schedule_revisions.confirm(pk=made.pk, by=gita, at=timezone.now())
    options = parameters.schedule_options()
    edges = [0, 1, 10_00, 10_01, 4_980_01, 5_000_00, 5_000_01, 20_000_00, 20_000_01, 123_456_78]
    edges += [upper for _first, upper in bands.every()][::7]
    asked = [
        (part.code, month, wages, bonus)
        for month in (date(2026, 12, 1), MONTH, date(2031, 5, 1))
        for part in schedules.in_force(month, options.revisions).parts
        for wages in edges
        for bonus in (0, 600_00)
    ]
    assert by_part(asked, options) == in_python(asked, options)
    citizen = Person(born_on=date(1990, 3, 14))
    due = [
        third_schedule.contribution_due(3_250_00, 0, month, citizen, options=options)
        for month in (date(2026, 12, 1), MONTH)
    ]
    assert [(one.employer_sen, one.employee_sen) for one in due] == [
        (424_00, 359_00),
        (441_00, 375_00),
    ]
    assert due[1].source.en == "P.U.(A) 999/2026"
    # What is not asked for with the revisions stays as the files say.
    assert third_schedule.contribution_due(3_250_00, 0, MONTH, citizen).employer_sen == 424_00
    assert Options().revisions == ()


def test_the_tables_are_those_of_files_and_revisions(
    farid: User, gita: User, django_assert_num_queries: Any
) -> None:
    schedule_revisions.confirm(pk=proposed(farid).pk, by=gita, at=timezone.now())
    known = schedules.with_revisions(parameters.schedule_revisions())
    with connection.cursor() as cursor:
        assert [one.first_month for one in tables.confirmed(cursor)] == [MONTH]
        cursor.execute(f"select {tables.RATE_COLUMNS} from contributions_schedule_rate")
        assert sorted(map(str, cursor.fetchall())) == sorted(map(str, tables.rates(known)))
        cursor.execute(f"select {tables.MONTH_COLUMNS} from contributions_schedule_month")
        assert sorted(map(str, cursor.fetchall())) == sorted(map(str, tables.every_month(known)))
    with django_assert_num_queries(2):
        parameters.schedule_options()


def test_two_officers_and_a_month_ahead(farid: User, gita: User, hr: User) -> None:
    with pytest.raises(schedule_revisions.NotAllowed):
        proposed(hr)
    with pytest.raises(schedule_revisions.NotAhead):
        proposed(farid, first_month=date(2026, 11, 1))
    with pytest.raises(schedule_revisions.BadNumbers):
        proposed(farid, rates={**RATES, "F": (200, 200, 200, 5_00)})
    made, other = proposed(farid), proposed(gita, senior_age=62)
    with pytest.raises(schedule_revisions.NotAllowed):
        schedule_revisions.confirm(pk=made.pk, by=farid, at=timezone.now())
    rows = ScheduleRevision.objects.filter(pk=made.pk)
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        rows.update(state="CONFIRMED", decided_at=timezone.now(), decided_by=farid)
    schedule_revisions.confirm(pk=made.pk, by=gita, at=timezone.now())
    with pytest.raises(schedule_revisions.Decided):
        schedule_revisions.confirm(pk=other.pk, by=farid, at=timezone.now())
    for change in ({"source": "x"}, {"state": "REFUSED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_the_database_itself_wants_a_confirmed_revision_of_a_month_ahead(
    farid: User, gita: User
) -> None:
    proposed(farid)
    for month in (MONTH, date(2026, 1, 1)):
        with (
            pytest.raises(IntegrityError, match="no confirmed revision"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            tables.revise(cursor, month, schedules.SCHEDULES)


def test_a_revision_before_one_that_is_confirmed_already(farid: User, gita: User) -> None:
    later = proposed(farid, first_month=date(2028, 1, 1), senior_age=65)
    schedule_revisions.confirm(pk=later.pk, by=gita, at=timezone.now())
    schedule_revisions.confirm(pk=proposed(farid).pk, by=gita, at=timezone.now())
    known = schedules.with_revisions(parameters.schedule_revisions())
    assert [one.first_month for one in known[-2:]] == [MONTH, date(2028, 1, 1)]
    with connection.cursor() as cursor:
        cursor.execute(f"select {tables.RATE_COLUMNS} from contributions_schedule_rate")
        assert sorted(map(str, cursor.fetchall())) == sorted(map(str, tables.rates(known)))
        cursor.execute(f"select {tables.MONTH_COLUMNS} from contributions_schedule_month")
        assert sorted(map(str, cursor.fetchall())) == sorted(map(str, tables.every_month(known)))


def test_a_proposal_whose_month_has_begun_is_not_confirmed(farid: User, gita: User) -> None:
    made = proposed(farid, first_month=date(2026, 12, 1))
    assert date(2026, 12, 1) > TODAY
    with transaction.atomic():
        days.lock_today(at=timezone.now())
        days.set_today(date(2026, 12, 1), at=timezone.now())
    with pytest.raises(schedule_revisions.NotAhead):
        schedule_revisions.confirm(pk=made.pk, by=gita, at=timezone.now())


def test_the_pages_and_the_calculator(farid: User, gita: User) -> None:
    first, second = Client(), Client()
    enter(first, farid)
    enter(second, gita)
    path = "/admin/contributions/schedulerevision/add/"
    assert "Part A: employer, to RM5,000" in first.get(path).content.decode()
    typed = {
        "first_month_0": "1",
        "first_month_1": "1",
        "first_month_2": "2027",
        "senior_age": "60",
        "source": "P.U.(A) 999/2026",
        **{
            f"{part}_{name}": str(value)
            for part, values in RATES.items()
            for name, value in zip(("low", "high", "employee", "flat"), values, strict=True)
        },
    }
    wrong = first.post(path, {**typed, "first_month_0": "2", "A_low": "x"}).content.decode()
    assert "A schedule begins on the first day of a month" in wrong
    first.post(path, typed)
    made = ScheduleRevision.objects.get()
    page = f"/admin/contributions/schedulerevision/{made.pk}/change/"
    assert "Another officer must confirm your proposal" in first.get(page).content.decode()
    second.post(page, {"confirm": "1"})
    made.refresh_from_db()
    assert made.state == "CONFIRMED"
    assert "13.5%" in second.get(page).content.decode()
    assert "Confirmed, from 01/2027" in first.get(path).content.decode()


def test_a_minimum_wage_that_officers_confirmed_is_the_floor(farid: User, gita: User) -> None:
    change = dated_parameters.propose(
        code="minimum-wage",
        effective_on=date(2027, 2, 1),
        numbers={"peninsula_sen": 1_900_00, "borneo_sen": 1_900_00},
        source="Minimum Wages Order 2026",
        by=farid,
        at=timezone.now(),
    )
    dated_parameters.confirm(change_id=change.pk, by=gita, at=timezone.now())
    person = Person(born_on=date(1990, 3, 14), minimum_wage_applies=True)
    options = parameters.schedule_options()
    base = [
        third_schedule.contribution_due(1_500_00, 0, month, person, options=options).base_sen
        for month in (date(2027, 1, 1), date(2027, 2, 1))
    ]
    assert base == [1_700_00, 1_900_00]
