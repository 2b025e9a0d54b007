"""An employer cannot measure who exists: every question that shows nothing costs the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.models import BalanceConsent, Employer, Employment
from members.models import Member, User
from members.work import queue
from tests.contributions.conftest import TODAY
from tests.factories import make_member
from tests.measuring import Seen, measure

ADDRESS = "contributions:lookup"


@pytest.fixture
def people(employer: Employer, hr: User) -> dict[str, Member]:
    """Nobody of them may be shown: works elsewhere, never agreed, refused, agreed until yesterday,
    has left.
    """
    found = {
        name: make_member() for name in ("elsewhere", "silent", "refused", "ended", "left", "new")
    }
    for name in ("silent", "refused", "ended"):
        Employment.objects.create(
            employer=employer, member=found[name], started_on=date(2020, 1, 1)
        )
    Employment.objects.create(
        employer=employer,
        member=found["left"],
        started_on=date(2020, 1, 1),
        ended_on=date(2026, 10, 31),
    )
    facts: dict[str, Any] = {"employer": employer, "purpose": "LEAVING_SERVICE", "asked_by": hr}
    at = timezone.now()
    BalanceConsent.objects.create(**facts, member=found["refused"], asked_at=at, refused_at=at)
    BalanceConsent.objects.create(
        **facts,
        member=found["ended"],
        asked_at=at,
        given_at=at,
        expires_on=TODAY - timedelta(days=1),
    )
    return found


def asked(client: Client, number: str, name: str, monkeypatch: Any, **more: str) -> Seen:
    fields = {"purpose": "RETIREMENT_PLANNING", "number": number, "name": name, **more}
    address = reverse(ADDRESS)
    return measure(lambda: client.post(address, fields), monkeypatch, hide=(number, name))


def questions(people: dict[str, Member]) -> list[tuple[str, str]]:
    known = [(member.ic_no, member.name) for member in people.values()]
    return [
        ("000000000000", "TIADA SIAPA"),
        *known,
        (people["silent"].ic_no, "NAMA LAIN"),
        (people["silent"].member_no, people["silent"].name),
    ]


def test_a_look_up_that_shows_nothing_costs_the_same(
    people: dict[str, Member], hr: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(hr)
    client.get(reverse(ADDRESS))
    found = [asked(client, *question, monkeypatch) for question in questions(people)]
    assert found[0].status == 200
    for seen in found[1:]:
        assert seen == found[0]


def test_asking_for_consent_costs_the_same_whether_or_not_somebody_is_asked(
    people: dict[str, Member], hr: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(hr)
    client.get(reverse(ADDRESS))
    names = ("elsewhere", "refused", "left", "new", "silent", "silent", "ended")
    typed = [("000000000000", "TIADA SIAPA")]
    typed += [(people[name].ic_no, people[name].name) for name in names]
    found = [asked(client, *question, monkeypatch, ask="1") for question in typed]
    for seen in found[1:]:
        assert seen == found[0]
    queue.run_due()
    asked_now = BalanceConsent.objects.filter(given_at=None, refused_at=None)
    assert {consent.member for consent in asked_now} == {people["silent"], people["ended"]}
    found.append(asked(client, people["silent"].ic_no, people["silent"].name, monkeypatch, ask="1"))
    assert found[-1] == found[0], "nor does a request that waits"


@pytest.mark.parametrize("number", ["９００３１４１４５６７８", "٩٠٠٣١٤١٤٥٦٧٨", "18800001\u200b"])
def test_look_alikes_are_told_what_to_type(number: str, hr: User) -> None:
    client = Client()
    client.force_login(hr)
    fields = {"purpose": "RETIREMENT_PLANNING", "number": number, "name": "X"}
    page = client.post(reverse(ADDRESS), fields).content.decode()
    assert "Enter an IC No. or KWSP No." in page
    assert "error-summary" in page
