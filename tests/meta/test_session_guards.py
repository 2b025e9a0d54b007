"""What holds on every page: nothing private is kept by a browser, nobody is led away, sessions change keys."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from members.ledger import days
from portal.access import table
from portal.access.roles import Who
from tests.meta import addresses, people
from tests.meta.people import Person
from tests.second_factor import code

FOREIGN = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
)
NAMES = ("next", "back", "to", "return", "return_to", "url", "redirect", "continue", "_popup")


@pytest.fixture
def everyone(db: None, request: pytest.FixtureRequest) -> dict[Who, Person]:
    logging.disable(logging.ERROR)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    days.begin(date(2026, 11, 23), at=timezone.now())
    found = people.everyone(people.an_employer())
    for person in found.values():
        person.log_in()
    return found


def test_no_browser_keeps_a_private_page(everyone: dict[Who, Person]) -> None:
    """Back after logging out shows nothing: every page of a session is sent with no-store."""
    kept = []
    for who in (Who.MEMBER, Who.MANAGER, Who.AUDITOR):
        client = everyone[who].client
        for address in addresses.every():
            row = table.PAGES[address.key]
            if who not in row.look or address.key.startswith("health"):
                continue
            answer = client.get(address.path())
            if answer.status_code == 200 and "no-store" not in answer.headers["Cache-Control"]:
                kept.append(f"{who}: {address.key}")
        left = client.post("/sign-out/")
        assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert client.get("/profile/password/").status_code == 302
    assert not kept, kept


@pytest.mark.parametrize("who", [Who.STRANGER, Who.MEMBER, Who.HALF_WAY])
def test_no_parameter_leads_to_another_site(everyone: dict[Who, Person], who: Who) -> None:
    person, away = everyone[who], []
    turns = [(address, method) for address in addresses.every() for method in ("get", "post")]
    for turn, (address, method) in enumerate(turns):
        if who not in table.PAGES[address.key].allows(method):
            continue
        for place, foreign in enumerate(FOREIGN):
            # The first is asked of every page; the others of every fifth, in turns.
            if place and (turn + place) % 5:
                continue
            values = dict.fromkeys(NAMES, foreign)
            with transaction.atomic():
                path = f"{address.path()}?{urlencode(values)}"
                answer: Any = getattr(person.client, method)(path, values)
                transaction.set_rollback(True)
            person.log_in()
            target = urlsplit(answer.headers.get("Location", ""))
            if target.netloc or target.scheme or target.path.startswith(("//", "/\\")):
                away.append(f"{method} {address.key} → {answer.headers['Location']}")
    assert not away, "\n".join(away)


def test_a_forged_form_is_refused_by_every_page(everyone: dict[Who, Person]) -> None:
    """Logging in by somebody else's form included: no page that acts takes one without its token."""
    taken = []
    for who in (Who.STRANGER, Who.MEMBER, Who.MANAGER, Who.OPERATIONS):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = everyone[who].client.cookies
        for address in addresses.every():
            if who in table.PAGES[address.key].act:
                answer = strict.post(address.path(), {"login_id": "aminah", "language": "en"})
                if answer.status_code != 403:
                    taken.append(f"{who}: {address.key} answered {answer.status_code}")
    assert not taken, "\n".join(taken)


def test_the_second_step_gives_the_session_another_key(everyone: dict[Who, Person]) -> None:
    """More rights, a new key: one that was set before the step opens nothing after it."""
    person = everyone[Who.HALF_WAY]
    assert person.user is not None
    shown = code(person.user)
    before = person.client.session.session_key
    assert person.client.post("/second-factor/", {"tac": shown}).status_code == 302
    assert person.client.get("/admin/").status_code == 200
    assert person.client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before or ""
    assert thief.get("/admin/").status_code == 302
