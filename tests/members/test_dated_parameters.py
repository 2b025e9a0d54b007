"""A rate changes by two officers, from a day ahead, with its source; what was decided stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions import parameters as contributions
from members import parameters
from members.audit.models import AuditEvent
from members.ledger import days
from members.models import DatedParameter, User
from members.rules.parameters import UnknownParameter
from members.services import dated_parameters as service
from members.services import staff_groups
from tests.factories import make_user
from tests.second_factor import enter

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
AHEAD = date(2027, 1, 1)
CODE = contributions.SPLIT.code
NEW = {"persaraan_bps": 7_000, "sejahtera_bps": 2_000, "fleksibel_bps": 1_000}
NOW = timezone.now


def officer(name: str, group: str = staff_groups.RATES) -> User:
    user = make_user(role="STAFF", login_id=name, is_staff=True, language="en")
    user.groups.add(staff_groups.ensure_groups()[group])
    return user


@pytest.fixture
def one() -> User:
    days.begin(TODAY, at=NOW())
    return officer("kadar.satu")


@pytest.fixture
def two(one: User) -> User:
    return officer("kadar.dua")


def console(user: User) -> Client:
    client = Client()
    enter(client, user)
    return client


def propose(by: User, **facts: Any) -> DatedParameter:
    facts = {"effective_on": AHEAD, "numbers": NEW, "source": "P.U.(A) 1/2027", **facts}
    return service.propose(code=CODE, by=by, at=NOW(), **facts)


def test_in_force_from_its_day_and_not_before(one: User, two: User) -> None:
    change = propose(one)
    assert contributions.split_on(AHEAD).persaraan_bps == 7_500
    service.confirm(change_id=change.pk, by=two, at=NOW())
    assert contributions.split_on(date(2026, 12, 31)).weights == (7_500, 1_500, 1_000)
    assert contributions.split_on(AHEAD).weights == (7_000, 2_000, 1_000)
    assert contributions.split_on(AHEAD).source == "P.U.(A) 1/2027"
    assert contributions.split_on(date(2024, 5, 10)).weights == (7_000, 3_000, 0)
    told = AuditEvent.objects.filter(action__startswith="parameter.").values_list(
        "action", flat=True
    )
    assert list(told.order_by("pk")) == ["parameter.proposed", "parameter.confirmed"]


def test_nobody_confirms_a_proposal_of_their_own(one: User) -> None:
    change = propose(one)
    with pytest.raises(service.NotAllowed):
        service.confirm(change_id=change.pk, by=one, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        DatedParameter.objects.filter(pk=change.pk).update(
            state="CONFIRMED", decided_at=NOW(), decided_by=one
        )


def test_an_officer_of_another_group_may_not(one: User) -> None:
    other = officer("operasi.satu", staff_groups.OPERATIONS)
    with pytest.raises(service.NotAllowed):
        propose(other)
    with pytest.raises(service.NotAllowed):
        service.confirm(change_id=propose(one).pk, by=other, at=NOW())


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 19), date(2020, 1, 1)])
def test_never_backwards(day: date, one: User) -> None:
    with pytest.raises(service.NotAhead):
        propose(one, effective_on=day)


def test_a_day_that_came_meanwhile_is_not_confirmed(one: User, two: User) -> None:
    change = propose(one, effective_on=date(2026, 11, 21))
    with transaction.atomic():
        days.lock_today(at=NOW())
        days.set_today(date(2026, 11, 21), at=NOW())
    with pytest.raises(service.NotAhead):
        service.confirm(change_id=change.pk, by=two, at=NOW())


@pytest.mark.parametrize(
    "numbers",
    [
        {**NEW, "persaraan_bps": 7_001},
        {**NEW, "persaraan_bps": -1},
        {**NEW, "persaraan_bps": 10_001},
        {"persaraan_bps": 10_000},
    ],
)
def test_numbers_that_do_not_fit(numbers: dict[str, int], one: User) -> None:
    with pytest.raises(service.BadNumbers):
        propose(one, numbers=numbers)


def test_one_change_for_a_day(one: User, two: User) -> None:
    first, second = propose(one), propose(two)
    service.confirm(change_id=first.pk, by=two, at=NOW())
    with pytest.raises(service.Decided):
        service.confirm(change_id=second.pk, by=one, at=NOW())
    with pytest.raises(service.Decided):
        service.refuse(change_id=first.pk, reason="-", by=one, at=NOW())
    service.refuse(change_id=second.pk, reason="twice", by=two, at=NOW())


def test_what_was_decided_stays(one: User, two: User) -> None:
    change = service.confirm(change_id=propose(one).pk, by=two, at=NOW())
    for act in (
        lambda: DatedParameter.objects.filter(pk=change.pk).update(numbers={}),
        lambda: DatedParameter.objects.filter(pk=change.pk).update(state="REFUSED"),
        lambda: DatedParameter.objects.filter(pk=change.pk).delete(),
    ):
        with pytest.raises((DatabaseError, psycopg2.Error)), transaction.atomic():
            act()
    assert connection.is_usable()


def test_an_unknown_parameter(one: User) -> None:
    with pytest.raises(UnknownParameter):
        parameters.on("no-such", TODAY)


def test_on_the_console(one: User, two: User) -> None:
    first: Client = console(one)
    listing = reverse("admin:members_datedparameter_changelist")
    assert "75.00%" in first.get(listing).content.decode()
    form = reverse("admin:members_datedparameter_propose", args=[CODE])
    facts = {
        "effective_on_0": "1",
        "effective_on_1": "1",
        "effective_on_2": "2027",
        **{name: str(number) for name, number in NEW.items()},
        "source": "P.U.(A) 1/2027",
    }
    wrong = first.post(form, {**facts, "persaraan_bps": "7001"}).content.decode()
    assert "must sum to 100%" in wrong
    assert (
        "must lie ahead" in first.post(form, {**facts, "effective_on_2": "2026"}).content.decode()
    )
    assert first.post(form, facts).status_code == 302
    change = DatedParameter.objects.get()
    decide = reverse("admin:members_datedparameter_decide", args=[change.pk])
    assert "Confirm the change" not in first.get(decide).content.decode()
    first.post(decide, {"confirm": "1"})
    change.refresh_from_db()
    assert change.state == "PROPOSED"
    second: Client = console(two)
    assert second.post(decide, {"confirm": "1"}).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("CONFIRMED", two)
    assert "Confirmed and coming" in second.get(listing).content.decode()
    other: Client = console(officer("operasi.dua", staff_groups.OPERATIONS))
    assert other.get(listing).status_code == 200
    assert other.get(form).status_code == 403
    assert other.post(decide, {"confirm": "1"}).status_code == 403
