"""A promise is by the calendar of the member's state, moves only with a reason, and is not forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from members.ledger import days
from members.ledger.models import Holiday
from members.models import Notice, User
from tests.factories import make_member, make_user
from tests.second_factor import enter
from tests.withdrawals.payouts.people import MONDAY, World
from withdrawals.models import Application, Overdue
from withdrawals.services import promise, review

pytestmark = pytest.mark.django_db


def url(name: str, application: Application) -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


def typed(day: date) -> dict[str, str]:
    """A date as a person types it."""
    return {"to_on_0": str(day.day), "to_on_1": str(day.month), "to_on_2": str(day.year)}


def console(user: User) -> Client:
    client = Client()
    enter(client, user)
    return client


def test_the_members_own_state_counts_with_its_version(world: World) -> None:
    Holiday.objects.create(day=date(2026, 11, 24), state_code="KTN", name="Cuti Kelantan")
    at_home = make_member(state_code="KTN")
    kelantan = world.submitted(member=at_home, login=make_user(member=at_home))
    capital = world.submitted()
    # From Monday 23: Kelantan rests on the 24th and on Fridays and Saturdays.
    assert capital.promised_on == date(2026, 12, 2)
    assert kelantan.promised_on == date(2026, 12, 3)
    assert (kelantan.calendar_state, capital.calendar_state) == ("KTN", "KUL")
    assert kelantan.calendar_version == days.calendar_version("KTN") != capital.calendar_version


def test_the_command_fills_the_states(world: World) -> None:
    call_command("load_holidays", "2026", "2027", state=["SGR", "KUL"], stdout=StringIO())
    assert date(2026, 12, 11) in days.holidays(2026, 2026, "SGR")  # the Sultan's birthday
    assert date(2026, 12, 11) not in days.holidays(2026, 2026, "KUL")
    before = Holiday.objects.count()
    call_command("load_holidays", "2026", "2027", state=["SGR", "KUL"], stdout=StringIO())
    assert Holiday.objects.count() == before


def test_a_state_without_holidays_in_the_table_goes_by_the_capital(world: World) -> None:
    member = make_member(state_code="PLS")
    application = world.submitted(member=member, login=make_user(member=member))
    assert application.calendar_state == "KUL" and application.promised_on == date(2026, 12, 2)


def test_a_promise_moves_with_a_reason_that_the_member_reads(world: World) -> None:
    application = world.submitted()
    old = application.pay_by_on
    client = console(world.chong)
    for bad in (old, MONDAY, old + timedelta(days=31)):
        answer = client.post(url("postpone", application), {**typed(bad), "reason": "MORE_CHECKS"})
        assert answer.status_code == 200 and "up to 1 January 2027" in answer.text
    assert client.post(url("postpone", application), typed(date(2026, 12, 5))).status_code == 200
    # Saturday 5 December: banks work on Monday.
    client.post(
        url("postpone", application), {**typed(date(2026, 12, 5)), "reason": "WAITING_FOR_ISSUER"}
    )
    application.refresh_from_db()
    assert (application.pay_by_on, application.promised_on) == (date(2026, 12, 7), old)
    member = console(User.objects.get(member_id=application.member_id))
    page = member.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "7 Disember 2026" in page and "mengeluarkan dokumen anda" in page
    assert Notice.objects.filter(about="withdrawal.postponed").count() == 1
    connection.check_constraints()


def test_the_database_refuses_a_silent_move(world: World) -> None:
    application = world.submitted()
    with (
        pytest.raises(IntegrityError, match="a promise moves only with a reason"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(pay_by_on=date(2027, 1, 5))
        connection.check_constraints()


def test_what_is_late_stands_on_the_days_list_once(world: World) -> None:
    late, decided = world.submitted(), world.submitted()
    review.take(application_id=decided.pk, by=world.chong, at=world.tick())
    review.reject(
        application_id=decided.pk, reason_codes=["PAPER_MISSING"], by=world.chong, at=world.tick()
    )
    on_the_day, first, second = (late.pay_by_on + timedelta(days=n) for n in (0, 1, 2))
    assert promise.escalate(business_date=on_the_day, at=world.tick()) == 0
    assert promise.escalate(business_date=first, at=world.tick()) == 1
    assert promise.escalate(business_date=first, at=world.tick()) == 0
    assert promise.escalate(business_date=second, at=world.tick()) == 1
    rows = list(Overdue.objects.filter(application=late).order_by("on"))
    assert [row.days_late for row in rows] == [1, 2]
    assert Notice.objects.filter(about="withdrawal.late").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Overdue.objects.create(
            application=late, on=first, promised_on=late.pay_by_on, noted_at=world.at
        )
    world.go_to(second)
    listed = console(world.chong).get(reverse("admin:withdrawals_overdue_changelist")).text
    assert late.reference in listed and decided.reference not in listed
    member = console(User.objects.get(member_id=late.member_id))
    page = member.get(reverse("withdrawals:application", args=[late.reference])).text
    assert "Kami lewat" in page and "2 Disember 2026" in page
