"""The password page shows one's own picture and phrase, and a stranger a false pair nobody can tell."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import Role
from members.rules import recognition as rules
from members.services import recognition
from tests import cast
from tests.factories import make_user
from tests.members.pages import english, name_oneself, sign_in
from tests.second_factor import enter

PAGE = "/profile/security-picture/"


def shown(login_id: str) -> tuple[str, str]:
    page = name_oneself(english(Client()), login_id).content.decode()
    picture = re.search(r"img/security/(\w+)\.svg", page)
    phrase = re.search(r"Phrase: <strong>(\w+)</strong>", page)
    assert picture and phrase
    return picture.group(1), phrase.group(1)


@pytest.mark.django_db
def test_the_chosen_pair_is_shown_for_every_spelling_of_the_id(client: Client) -> None:
    cast.bakar()
    sign_in(english(client), "bakar")
    page = client.get(PAGE).content.decode()
    phrase = re.findall(r'name="phrase" value="(\w+)"', page)[2]
    answer = client.post(PAGE, {"picture": "kite", "phrase": phrase})
    assert answer.url == reverse("members:profile")
    for login_id in ("bakar", "18800002", "750601-10-5433"):
        assert shown(login_id) == ("kite", phrase)
    assert AuditEvent.objects.filter(action="security_picture.chosen").count() == 1
    again = client.get(PAGE).content.decode()
    assert f'value="{phrase}" id="id_phrase_0" checked' in again


@pytest.mark.django_db
def test_an_unknown_id_gets_a_pair_that_stays(settings: object) -> None:
    first = shown("nobody")
    assert first == shown("nobody") == shown(" NOBODY ")
    others = {shown(f"nobody{number}") for number in range(10)}
    assert len(others) > 5
    before = recognition.sign("nobody")
    settings.DIGEST_KEY = "another key"  # type: ignore[attr-defined]
    assert recognition.sign("nobody") != before, "without the key nobody can work it out"


@pytest.mark.django_db
def test_known_and_unknown_cost_the_same_queries() -> None:
    cast.bakar()
    counts = set()
    for login_id in ("18800002", "18809999"):
        with CaptureQueriesContext(connection) as queries:
            recognition.sign(login_id)
            counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"phrase": ""},
        {"picture": "kite"},
        {"picture": "../x", "phrase": "helang47"},
        {"picture": "kite", "phrase": "mine"},
        {"picture": "kite", "phrase": "<b>47"},
        {"picture": "kite", "phrase": "helang٤٧"},
        {"picture": "kite", "phrase": "helang09"},
    ],
)
def test_only_what_is_in_stock_can_be_chosen(client: Client, fields: dict[str, str]) -> None:
    user = make_user(language="en")
    client.force_login(user)
    page = client.post(PAGE, fields)
    assert page.status_code == 200
    assert "Choose a p" in page.content.decode()
    user.refresh_from_db()
    assert user.security_phrase == ""
    with pytest.raises(ValueError, match="stock"):
        recognition.choose(
            user=user,
            picture=fields.get("picture", ""),
            phrase=fields.get("phrase", ""),
            by=user,
            at=user.created_at,
            address="",
            device="",
        )


@pytest.mark.django_db
def test_staff_may_choose_too(client: Client) -> None:
    enter(client, make_user(role=Role.STAFF))
    assert client.post(PAGE, {"picture": "bell", "phrase": "kuda42"}).url == "/"


def test_every_pair_is_as_likely_as_every_other() -> None:
    import hashlib

    found = [rules.derived(hashlib.sha256(str(n).encode()).digest()) for n in range(6000)]
    pictures = Counter(sign.picture for sign in found)
    assert set(pictures) == set(rules.PICTURES)
    assert all(400 < count < 600 for count in pictures.values())
    assert all(rules.is_phrase(sign.phrase) and len(sign.phrase) <= 10 for sign in found)
    assert len({sign.phrase for sign in found}) > 3000


def test_every_picture_is_drawn() -> None:
    folder = Path(settings.BASE_DIR) / "static" / "img" / "security"
    assert {path.stem for path in folder.glob("*.svg")} == set(rules.PICTURES)
