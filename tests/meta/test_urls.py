"""Every address refuses a stranger unless it is on this list. A new page is closed until named here."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Pages for everybody, by address name, with the reason.
PUBLIC = {
    "portal:home",  # the landing page for a stranger
    "portal:set_language",
    "portal:help",
    "contributions:calculator",  # the law, for everybody; asks for nobody's name
    "contributions:registration",  # a company without a number applies for one
    "contributions:registration_received",
    "portal:security",
    "portal:accessibility",
    "portal:privacy",
    "portal:disclaimer",
    "portal:terms",
    "health_live",
    "health_ready",
    "members:sign_in",
    "members:password",  # the second page of the log-in
    "members:sign_in_by_phone",  # ways back in for who forgot, and round the picture
    "members:door_code",
    "members:door_code_again",
    "members:forgotten_password",
    "members:forgotten_by_phone",
    "members:forgotten_number",
    "members:number_sent",
    "members:reset_sent",
    "members:reset_link",
    "members:reset_password",
    "members:reset_done",
    "members:activate",  # a new i-Akaun; every page after the first needs what the first proved
    "members:activate_terms",
    "members:activate_login",
    "members:activate_sign",
    "members:activate_phone",
    "members:lock_account",
    "members:account_locked",
    "members:sign_out",
    "members:signed_out",
    "members:session_ended",
}
PUBLIC_PREFIXES = (
    "captcha",  # the picture and the sound of the log-in page
    "members:captcha",
    "sandbox:",  # messages of the sandbox; the whole namespace is absent in production
)
SAMPLES = {"int": 1, "uuid": uuid.UUID(int=1), "slug": "x", "str": "x", "path": "x"}


def _addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            for name, route in _addresses(entry, inner):
                yield name, str(entry.pattern) + route
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", str(entry.pattern)


def _sample(route: str) -> str:
    """A path that fits the route."""
    filled = re.sub(
        r"<(?:(\w+):)?\w+>", lambda match: str(SAMPLES.get(match.group(1) or "str", "1")), route
    )
    return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")


# The admin's catch-all is a regular expression that ends in its log-in page too.
ADDRESSES = sorted(pair for pair in set(_addresses(get_resolver())) if "(?P" not in pair[1])


def _is_public(name: str) -> bool:
    return name in PUBLIC or name.startswith(PUBLIC_PREFIXES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "route"), [pair for pair in ADDRESSES if not _is_public(pair[0])], ids=str
)
def test_a_stranger_is_sent_to_the_log_in_page(client: Client, name: str, route: str) -> None:
    path = _sample(route)
    answer: Any = client.get(path)
    if answer.status_code == 405:
        answer = client.post(path)
    assert answer.status_code in {302, 403, 404}, f"{name} answered {answer.status_code}"
    if answer.status_code == 302:
        target = answer.headers["Location"]
        assert "next=" in target or "log" in target or "masuk" in target, target


def test_the_list_of_public_pages_has_no_dead_names() -> None:
    known = {name for name, _route in _addresses(get_resolver())}
    assert known >= PUBLIC, PUBLIC - known


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    for path in ("/", "/health/live", "/no-such-page", "/admin/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy, path
        assert "object-src 'none'" in policy and "base-uri 'none'" in policy, path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["X-Request-ID"], path
        assert "Access-Control-Allow-Origin" not in headers, path
