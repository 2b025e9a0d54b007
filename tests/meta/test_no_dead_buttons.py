"""The console offers nobody what the table refuses: no link, no button, for any role, on any page."""

from __future__ import annotations

import logging
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from portal.access import table
from portal.access.roles import BY_GROUP, CONSOLE
from tests.meta import belongings, people
from tests.meta.people import Person

PAGES_OF_A_KIND = 1


class Offers(HTMLParser):
    """What a page offers: links, and where its forms go that have a button."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.form = ("get", "")
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(("get", given["href"] or ""))
        elif tag == "form":
            self.form = ((given.get("method") or "get").lower(), given.get("action") or "")
        elif tag == "button" or (tag == "input" and given.get("type") == "submit"):
            self.found.append(self.form)


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
            links = Offers(answer.content.decode()).found
        for method, target in links:
            path = urlsplit(urljoin(here, target)).path
            try:
                key = table.key(resolve(path))
            except Resolver404:
                continue
            if person.who not in table.PAGES[key].allows(method):
                dead.append(f"{here} offers {method} {key}")
                continue
            wanted = method == "get" and path.startswith("/admin/") and "logout" not in path
            if wanted and path not in seen and kinds[key] < PAGES_OF_A_KIND:
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
