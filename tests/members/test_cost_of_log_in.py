"""Both steps of the log-in together ask the database at most twelve times, whoever comes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import SimpleCookie
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Role
from tests import cast
from tests.factories import make_user
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG, picture_key, right_code

MOST = 12


def walk(client: Client, login_id: str, password: str = PASSWORD) -> tuple[int, Any]:
    """Statements of both steps as a browser makes them, and the last answer."""
    with CaptureQueriesContext(connection) as first:
        client.get(reverse("members:sign_in"))
        client.post(reverse("members:sign_in"), {"login_id": login_id})
        page = client.get(reverse("members:password"))
    key = picture_key(page)
    fields = {"password": password, "picture": key, "code": right_code(key)}
    with CaptureQueriesContext(connection) as second:
        answer = client.post(reverse("members:password"), fields)
    return len(first) + len(second), answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login_id", ["18800001", "900314145678", "aminah"])
def test_a_member_costs_at_most_twelve_queries(client: Client, login_id: str) -> None:
    cast.aminah()
    count, answer = walk(client, login_id)
    assert answer.status_code == 302
    assert count <= MOST


@pytest.mark.django_db(transaction=True)
def test_so_does_a_known_device_that_was_wrong_before(client: Client) -> None:
    cast.aminah()
    walk(client, "aminah")
    device = client.cookies["device"].value
    again = Client()
    again.cookies = SimpleCookie({"device": device})
    walk(again, "aminah", WRONG)
    count, answer = walk(again, "aminah")
    assert answer.status_code == 302
    assert count <= MOST


@pytest.mark.django_db(transaction=True)
def test_so_does_a_new_device_that_the_owner_is_told_of(client: Client) -> None:
    cast.aminah()
    walk(Client(), "aminah")
    count, answer = walk(client, "aminah")
    assert answer.status_code == 302
    assert count <= MOST


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.STAFF])
def test_so_do_employers_and_staff(client: Client, role: Role) -> None:
    count, answer = walk(client, make_user(role=role).login_id)
    assert answer.status_code == 302
    assert count <= MOST


@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_costs_the_same_for_everybody() -> None:
    cast.aminah()
    logins = ["18800001", "aminah", "nobody", "19999999", make_user(is_active=False).login_id]
    counts = {login: walk(Client(), login, WRONG)[0] for login in logins}
    assert len(set(counts.values())) == 1, counts
