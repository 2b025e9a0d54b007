"""Malay unless a person chose otherwise; the switch keeps the page and goes nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def _language(client: Client, path: str = "/help/", **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.headers["Content-Language"] in ("ms", "en")
    found = "en" if b'<html lang="en">' in answer.content else "ms"
    assert answer.headers["Content-Language"] == found
    return found


def test_malay_whatever_the_browser_prefers(client: Client) -> None:
    assert _language(client, **{"accept-language": "en-GB,en;q=0.9"}) == "ms"


def test_the_cookie_is_remembered(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/help/?a=1"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/help/?a=1"
    assert _language(client) == "en"
    client.post("/language/", {"language": "ms", "next": "/help/"})
    assert _language(client) == "ms"


def test_the_login_remembers_and_wins_over_the_cookie(client: Client) -> None:
    user = cast.aminah()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    assert _language(client) == "ms"
    client.post("/language/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"
    client.cookies["django_language"] = "ms"
    assert _language(client) == "en"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_switch_leads_nowhere_else(client: Client, where: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": where})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "fr", "next": "/"})
    assert "django_language" not in client.cookies
    client.cookies["django_language"] = "fr"
    assert _language(client) == "ms"


def test_the_switch_is_not_a_link(client: Client) -> None:
    assert client.get("/language/").status_code == 405


def test_the_switch_names_the_other_language_in_its_own_words(client: Client) -> None:
    assert b'lang="en">English</button>' in client.get("/help/").content
    client.cookies["django_language"] = "en"
    assert b'lang="ms">Bahasa Melayu</button>' in client.get("/help/").content
