"""The console offers nobody what the table refuses: no link, no button, for any role, on any page."""

from __future__ import annotations

import logging
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

from portal.access import table
from portal.access.roles import BY_GROUP, CONSOLE, Who
from tests.meta import belongings, people
from tests.meta.people import Person

PAGES_OF_A_KIND = 2


def _walk(person: Person) -> list[str]:
    """Follows every link of the console from its first page; answers what is offered in vain."""
    dead: list[str] = []
    waiting, seen, kinds = deque(["/admin/"]), {"/admin/"}, Counter[str]()
    while waiting:
        here = waiting.popleft()
        answer = person.client.get(here)
        if answer.status_code == 302:
            links = [("get", answer.headers["Location"])]
        elif answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            if answer.status_code != 200:
                dead.append(f"{here} answers {answer.status_code}")
            continue
        else:
            page = BeautifulSoup(answer.content, "html.parser")
            links = [("get", one["href"]) for one in page.select("a[href]")]
            links += [
                (str(one.get("method", "get")).lower(), one.get("action") or here)
                for one in page.select("form")
            ]
        for method, target in links:
            path = urlsplit(urljoin(here, target)).path
            try:
                key = table.key(resolve(path))
            except Resolver404:
                continue
            if person.who not in table.PAGES[key].allows(method):
                dead.append(f"{here} offers {method} {key}")
            elif method == "get" and path not in seen and kinds[key] < PAGES_OF_A_KIND:
                if path.startswith("/admin/") and "logout" not in path:
                    kinds[key] += 1
                    seen.add(path)
                    waiting.append(path)
    return dead


@pytest.mark.django_db(transaction=True)
def test_the_console_offers_what_may_be_done_and_no_more() -> None:
    assert set(BY_GROUP.values()) <= CONSOLE
    logging.disable(logging.ERROR)
    try:
        made = belongings.build()
        found = people.everyone(made.employer)
        dead = {}
        for role in sorted(CONSOLE):
            found[role].log_in()
            dead[str(role)] = _walk(found[role])
    finally:
        logging.disable(logging.NOTSET)
    assert not any(dead.values()), "\n".join(
        f"{role}: {line}" for role, lines in dead.items() for line in lines
    )
