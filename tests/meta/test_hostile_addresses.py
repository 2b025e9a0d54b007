"""No page fails on what a scanner puts into an address: filters, page numbers, NULs, other digits.

Every address that answers a GET is asked again with each of its own parameters, and with those that
our pages read, set to something hostile. It may refuse; it may not fail.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from members.ledger import days
from portal.access.roles import Who
from tests.meta import addresses, people
from tests.meta.people import Person

HOSTILE = ("-1", "9" * 40, "' OR 1=1 --٣")
OURS = ("page", "q", "o", "p", "status", "number", "address", "next", "year", "month", "all", "e")
_LINK = re.compile(r'(?:href|action)="[^"?]*\?([^"#]+)"')
_FIELD = re.compile(r'<(?:input|select)[^>]* name="([^"]+)"')
LEAVES_ALONE = {"members:reset_link"}  # takes what it is given into the session, whatever it is


@pytest.fixture(scope="module")
def plain() -> list[str]:
    """A path for each address."""
    return sorted({one.path() for one in addresses.every() if one.key not in LEAVES_ALONE})


@pytest.fixture
def everyone(transactional_db: None) -> dict[Who, Person]:
    days.begin(date(2026, 11, 20), at=timezone.now())
    return people.everyone(people.an_employer())


def names(page: str) -> set[str]:
    """The parameters that a page's own links and filters use."""
    found = {name for query in _LINK.findall(page) for name, _value in parse_qsl(query, True)}
    return (found | set(_FIELD.findall(page))) - {"csrfmiddlewaretoken"}


@pytest.mark.slow
@pytest.mark.parametrize("who", [Who.MEMBER, Who.MANAGER, Who.SYSTEM])
def test_no_parameter_makes_a_page_fail(
    who: Who, plain: list[str], everyone: dict[Who, Person]
) -> None:
    person = everyone[who]
    problems = []
    for path in plain:
        person.log_in()
        first = person.client.get(path)
        if first.status_code != 200 or first.streaming:
            continue
        html = first["Content-Type"].startswith("text/html")
        used = {*OURS, *(names(first.content.decode()) if html else ())}
        for value in HOSTILE:
            query = urlencode(dict.fromkeys(sorted(used), value))
            problems += asked(person.client, f"{path}?{query}")
        if path.startswith("/admin/"):  # a filter that is refused hides the next one
            for name in sorted(used - set(OURS)):
                problems += asked(person.client, f"{path}?{urlencode({name: HOSTILE[1]})}")
    assert not problems, "\n".join(problems)


def asked(client: Client, address: str) -> list[str]:
    try:
        answer = client.get(address)
    except Exception as error:
        return [f"{address[:200]}: {type(error).__name__} {error}"]
    if answer.status_code >= 500:
        return [f"{address[:200]}: {answer.status_code}"]
    return []


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/admin/", "/transactions/"])
def test_a_nul_in_the_address_is_refused_in_words(path: str, client: Client) -> None:
    for address in (f"{path}?x=%00", f"{path}?%00=x", f"{path}%00/"):
        answer = client.get(address)
        assert answer.status_code in (400, 404)
        assert "Traceback" not in answer.content.decode()
        assert strip_tags(answer.content.decode()).strip()
        assert answer["Content-Security-Policy"] and answer["X-Request-ID"]


def test_no_day_that_never_was_makes_a_list_fail(everyone: dict[Who, Person]) -> None:
    """Lists of the console that go by year, month and day."""
    person, problems = everyone[Who.SYSTEM], []
    for model, shown in admin.site._registry.items():
        if not shown.date_hierarchy:
            continue
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for day in (("9" * 40,), ("0",), ("2026", "13"), ("2026", "2", "30"), ("x",)):
            names_of = (f"{shown.date_hierarchy}__{part}" for part in ("year", "month", "day"))
            query = urlencode(dict(zip(names_of, day, strict=False)))
            person.log_in()
            problems += asked(person.client, f"{path}?{query}")
    assert not problems, "\n".join(problems)
