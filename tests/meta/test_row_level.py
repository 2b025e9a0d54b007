"""What is another's is as if it were not there: one answer for another's record and for one that nobody has.

A new address that names a record fails here until belongings.py says which record of Aminah's, or of
her employer's, it can name.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from contributions.models import EmployerUser
from members.models import Role
from portal.access import table
from portal.access.action import Whose
from tests import cast
from tests.factories import make_user
from tests.meta import addresses, belongings, people
from tests.meta.addresses import Address
from tests.meta.belongings import Belongings
from tests.second_factor import enter

# These parts choose a page of one's own (a kind, an account, a year), not a record.
CHOICES = {
    ("portal:account", "slug"),
    ("statements:make", "year"),
    ("statements:make", "language"),
    ("withdrawals:question", "name"),
}
NOT_ALWAYS_THERE = {"contributions:remit_bad_rows"}  # only of a file that was split
KIND = "code"  # of a withdrawal: the draft behind it is always one's own
_CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|value="/[^"]*"|href="[^"]*"|action="[^"]*"'
    r"|testserver/\S*|\d\d/\d\d/\d{4} \d\d:\d\d"
)


def _named() -> list[Address]:
    """Addresses that name a record of a member or an employer."""
    found = []
    for one in addresses.every():
        row = table.PAGES[one.key]
        parts = {name for name in one.parameters if (one.key, name) not in CHOICES}
        if one.key.startswith("withdrawals:"):
            parts.discard(KIND)
        if row.whose in (Whose.OWN, Whose.EMPLOYERS) and parts:
            found.append(one)
    return found


@pytest.fixture
def owned(transactional_db: None, request: pytest.FixtureRequest) -> Belongings:
    logging.disable(logging.ERROR)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    return belongings.build()


def _ask(client: Client, method: str, path: str) -> Any:
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)  # or the next page would say it
    return answer


def _seen(answer: Any) -> tuple[int, str]:
    """Status and page, without what differs from request to request."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, _CHANGING.sub("", body.decode(errors="replace"))


def _apart(one: tuple[int, str], two: tuple[int, str]) -> str:
    """Where two answers differ."""
    pairs = zip(one[1].splitlines(), two[1].splitlines(), strict=False)
    line = next(((first, second) for first, second in pairs if first != second), "")
    return f"{one[0]} for another's, {two[0]} for none {line}"


def test_anothers_record_is_answered_like_one_that_nobody_has(owned: Belongings) -> None:
    missing = [one.key for one in _named() if one.key not in owned.values]
    assert not missing, f"say in tests/meta/belongings.py which record these can name: {missing}"
    other = people.an_employer("1000002", "Bengkel Maju Enterprise")
    boss = make_user(role=Role.EMPLOYER, login_id="boss.hr", display_name="Boss")
    EmployerUser.objects.create(user=boss, employer=other)
    clients: dict[str, Client] = {}
    for name, user in {
        "aminah": owned.aminah,
        "hr": owned.hr,
        "bakar": cast.bakar(),
        "boss": boss,
    }.items():
        clients[name] = Client()
        enter(clients[name], user)
    wrong: list[str] = []
    for address in _named():
        is_employers = table.PAGES[address.key].whose is Whose.EMPLOYERS
        owner, stranger = ("hr", "boss") if is_employers else ("aminah", "bakar")
        values = owned.values[address.key]
        theirs, nobodys = address.path(**values), address.path(**_unknown(address))
        for method in ("get", "post"):
            one = _seen(_ask(clients[stranger], method, theirs))
            two = _seen(_ask(clients[stranger], method, nobodys))
            if one != two:
                wrong.append(f"{method} {address.key}: {_apart(one, two)}")
            elif one[0] == 200:
                wrong.append(f"{method} {address.key}: {one[0]} for another's record")
        first = _ask(clients[owner], "get", theirs).status_code
        if first == 405:
            first = _ask(clients[owner], "post", theirs).status_code
        if first in {403, 404, 405} and address.key not in NOT_ALWAYS_THERE:
            wrong.append(f"{address.key}: {first} for the owner; is the record real?")
    assert not wrong, "\n".join(wrong)


def _unknown(address: Address) -> dict[str, Any]:
    """Values of a record that nobody has; what chooses a page stays."""
    return {"code": "edu"} if "document" in address.parameters else {}
