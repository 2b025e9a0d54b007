"""The table of role by action holds on every address, for every role, with every method.

A new address fails here until it stands in a row of portal/access/: everybody.py, member.py,
employer.py, console.py (verbs) or records.py (the admin's lists and records of a model).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseForbidden
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from members.ledger import days
from portal.access import table
from portal.access.action import Action
from portal.access.middleware import AccessMiddleware
from portal.access.roles import CONSOLE, OFFICERS, WHOLLY_IN, Roles, Who
from tests.meta import addresses, people
from tests.meta.addresses import Address
from tests.meta.people import Person

ELSEWHERE = {"bench_bare"}  # an address that is there only while speed is measured
ONE_OF_EACH_KIND = (Who.STRANGER, Who.MEMBER, Who.MANAGER, Who.FORMER, Who.HALF_WAY, Who.AUDITOR)
STOCK = ("_history", "<path:object_id>/")
WAYS_IN = ("/sign-in/", "/admin/login/", "/second-factor/")
QUERIES = {
    "admin:autocomplete": "app_label=contributions&model_name=employeruser&field_name=employer"
}


def test_every_address_stands_in_the_table() -> None:
    missing = [one for one in addresses.every() if one.key not in table.PAGES]
    assert not missing, "\n".join(
        [
            "No row of the role table names these addresses, so they are closed to everybody.",
            "Add each to a row in portal/access/ (everybody, member, employer, console or records),",
            "which says who may look, who may act, and whose record it may be:",
            *(f"    {one.key}    /{one.route}" for one in missing),
        ]
    )


def test_the_table_names_no_address_that_is_gone() -> None:
    known = {one.key for one in addresses.every()}
    assert set(table.PAGES) - ELSEWHERE <= known, set(table.PAGES) - ELSEWHERE - known


def test_an_address_in_two_rows_is_refused() -> None:
    row = table.ROWS[0]
    with pytest.raises(table.Twice):
        table.by_page((row, Action("another name", row.pages, row.look)))
    with pytest.raises(table.Twice):
        table.by_page((row, Action(row.name, ("elsewhere",), row.look)))


def test_an_auditor_reads_what_officers_read_and_changes_nothing() -> None:
    own = {row.name for row in table.ROWS if row.act >= CONSOLE or row.only_searches}
    acts = {row.name for row in table.ROWS if Who.AUDITOR in row.act}
    assert acts <= own, acts - own
    unread = [
        row.name
        for row in table.ROWS
        if row.look & OFFICERS and Who.AUDITOR not in row.look and not row.act & OFFICERS
    ]
    assert not unread, f"officers read these and auditors do not: {unread}"


def test_support_decides_nothing() -> None:
    acts = {row.name for row in table.ROWS if Who.SUPPORT in row.act and not row.act >= CONSOLE}
    assert acts == {
        "find a member by number",
        "issue temporary credentials",
        "unlock a log-in",
        "list withdrawals relative",
    }
    assert Who.SUPPORT not in table.PAGES["admin:members_bankaccount_change"].look


def test_nobody_both_reviews_and_releases() -> None:
    release = table.PAGES["admin:withdrawals_payoutbatch_release"].act
    decide = table.PAGES["admin:withdrawals_application_decide"].act
    assert not release & decide


# ── every cell ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(db: None, request: pytest.FixtureRequest) -> dict[Who, Person]:
    """One person a role. Refusals are not logged here: there are thousands."""
    logging.disable(logging.ERROR)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    days.begin(date(2026, 11, 23), at=timezone.now())
    found = people.everyone(people.an_employer())
    for person in found.values():
        person.log_in()
    return found


def _cells(method: str) -> Iterator[tuple[Address, Action, Roles]]:
    for address in addresses.every():
        row = table.PAGES.get(address.key)
        if row is not None:
            yield address, row, row.allows(method)


def _ask(person: Person, method: str, path: str) -> Any:
    """A real request whose traces are taken back."""
    with transaction.atomic():
        answer = getattr(person.client, method.lower())(path)
        transaction.set_rollback(True)
    if method == "POST":
        person.log_in()
    return answer


def _decided(person: Person, method: str, path: str) -> Any:
    """What the table alone answers; None when it lets the page run."""
    request = getattr(RequestFactory(), method.lower())(path)
    request.user = person.user or AnonymousUser()
    request.user.is_verified = lambda: person.who is not Who.HALF_WAY
    request.resolver_match = resolve(path)
    try:
        return AccessMiddleware(lambda _request: HttpResponse()).process_view(request, None, (), {})
    except PermissionDenied:
        return HttpResponseForbidden()


def _is_refused(answer: Any, who: Who, path: str) -> bool:
    """A refusal, or the way in with this very page behind it."""
    target = answer.headers.get("Location", "")
    if who in (Who.STRANGER, Who.HALF_WAY) and answer.status_code == 302:
        back = unquote(target.rpartition("next=")[2])
        return target.startswith(WAYS_IN) and (back.startswith(path) or back == "/admin/")
    return answer.status_code in {403, 405}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_cell_is_as_the_table_says(world: dict[Who, Person], method: str) -> None:
    """Every cell is asked of the table; every open one and a few closed ones of the whole portal."""
    wrong: list[str] = []
    for turn, (address, _row, allowed) in enumerate(_cells(method)):
        path = address.path()
        for who, person in world.items():
            decided = _decided(person, method, path)
            if (decided is None) != (who in allowed):
                wrong.append(f"the table on {who}, {method} {address.key}: {decided}")
        for who in _asked_for_real(address, allowed, turn):
            answer = _ask(world[who], method, f"{path}?{QUERIES.get(address.key, '')}".rstrip("?"))
            status = answer.status_code
            is_way_in = address.key.startswith(("admin:login", "members:second_factor"))
            if (
                who in allowed
                and _is_refused(answer, who, path)
                and status != 405
                and not is_way_in
            ):
                wrong.append(f"{who} may {method} {address.key}, and the page says {status}")
            if who not in allowed and not _is_refused(answer, who, path):
                wrong.append(f"{who} may not {method} {address.key}, and the page says {status}")
    assert not wrong, "\n".join(wrong)


def _asked_for_real(address: Address, allowed: Roles, turn: int) -> Iterator[Who]:
    """Every role that may; two on the admin's stock pages, one of each kind where all may.

    And two of those that may not, different ones for each address.
    """
    if allowed >= WHOLLY_IN:
        yield from (who for who in ONE_OF_EACH_KIND if who in allowed)
    elif address.key.endswith(STOCK):
        yield from sorted(allowed)[turn % 4 :: 4]
    else:
        yield from sorted(allowed)
    closed = sorted(frozenset(Who) - allowed)
    yield from {closed[(turn + place) % len(closed)] for place in (0, 5)} if closed else ()
