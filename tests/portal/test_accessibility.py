"""The door's pages in a real browser: axe finds nothing, nothing scrolls sideways, keys suffice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.urls import reverse

from members.ledger.drafts import Amounts
from members.models import Role, User
from tests import cast, second_factor
from tests.factories import make_user
from tests.portal.saving import credit

pytestmark = [pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PUBLIC = ("/", "/help/", "/security/", "/accessibility/", "/privacy/", "/terms/", "/no-such-page/")


def _axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{page.url} {issue['id']}: {node['html'][:120]}"
        for issue in found.response["violations"]
        for node in issue["nodes"]
    ]


def _enter(page: Any, base: str, user: User | None, language: str) -> None:
    """A session and a language, as cookies."""
    cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base}]
    if user is not None:
        User.objects.filter(pk=user.pk).update(language=language)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        second_factor.prove(session, user)
        session["session_began"] = session["session_used"] = int(time.time())
        session.save()
        cookies.append(
            {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": base}
        )
    page.context.add_cookies(cookies)


def _sideways(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def _visit(page: Any, addresses: list[str]) -> list[str]:
    problems = []
    for address in addresses:
        page.goto(address)
        problems += _axe(page)
        if _sideways(page) > 0:
            problems.append(f"{address} scrolls sideways by {_sideways(page)}")
    return problems


LOOKS = [("ms", "light", 390), ("en", "dark", 390), ("ms", "dark", 320), ("en", "light", 1280)]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_pages_for_everybody(
    open_page: Callable[..., Any], live_server: Any, language: str, scheme: str, width: int
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    _enter(page, live_server.url, None, language)
    problems = _visit(page, list(PUBLIC))
    page.locator("summary").first.click()
    problems += _axe(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_members_pages(
    open_page: Callable[..., Any], live_server: Any, language: str, scheme: str, width: int
) -> None:
    user = cast.aminah()
    assert user.member_id is not None
    detail = {"employer": "SYARIKAT CONTOH YANG PANJANG NAMANYA SDN BHD", "wage_month": "2026-09"}
    for number in range(27):
        uid = credit(user.member_id, Amounts(12_345_678, 15, 10), key=str(number), detail=detail)
    page = open_page(width=width, color_scheme=scheme)
    _enter(page, live_server.url, user, language)
    listing = reverse("portal:transactions")
    problems = _visit(
        page,
        [
            "/",
            reverse("portal:account", args=["fleksibel"]),
            listing,
            f"{listing}?year=2026&kind=WITHDRAWAL",
            f"{listing}?year=1",
            reverse("portal:transaction", args=[uid]),
        ],
    )
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "scheme", "width"), [LOOKS[1], LOOKS[3]])
def test_the_consoles_first_page(
    open_page: Callable[..., Any], live_server: Any, language: str, scheme: str, width: int
) -> None:
    user = make_user(role=Role.STAFF, is_superuser=True)
    page = open_page(width=width, color_scheme=scheme)
    _enter(page, live_server.url, user, language)
    problems = _visit(page, ["/admin/", "/admin/members/member/", "/admin/members/user/"])
    assert not problems, "\n".join(problems)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    phone_page: Any, live_server: Any
) -> None:
    user = cast.aminah()
    assert user.member_id is not None
    credit(user.member_id, Amounts(1), key="1")
    _enter(phone_page, live_server.url, user, "ms")
    phone_page.goto(f"{reverse('portal:transactions')}?year=1")
    assert phone_page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    phone_page.locator("[data-error-summary] a").first.click()
    assert phone_page.evaluate("document.activeElement.id") == "id_year"


def test_the_skip_link_is_the_first_stop_and_works(phone_page: Any, live_server: Any) -> None:
    phone_page.goto("/help/")
    phone_page.keyboard.press("Tab")
    assert phone_page.evaluate("document.activeElement.className") == "skip-link"
    phone_page.keyboard.press("Enter")
    assert phone_page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_keeps_the_page_without_script(
    open_page: Callable[..., Any], live_server: Any
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/privacy/?a=1")
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/privacy/?a=1")
    assert page.locator("h1").inner_text() == "Privacy policy"


def test_a_second_press_sends_nothing(open_page: Callable[..., Any], live_server: Any) -> None:
    page = open_page()
    page.goto("/help/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.evaluate(
        """() => { const button = document.querySelector("button[name=language]");
        button.click(); button.click(); button.click(); }"""
    )
    page.wait_for_load_state()
    page.get_by_role("button", name="Bahasa Melayu").wait_for()
    assert sent.count("POST") == 1


def test_the_session_is_extended_by_one_press(
    open_page: Callable[..., Any], live_server: Any, settings: Any
) -> None:
    from portal import context_processors

    settings.SESSION_LIMITS = {**settings.SESSION_LIMITS, "MEMBER": (4, 600)}
    settings.SESSION_WARNING_SECONDS = 3
    context_processors._kept_frame.cache_clear()
    try:
        page = open_page()
        _enter(page, live_server.url, cast.aminah(), "ms")
        page.goto("/")
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        assert page.evaluate("document.activeElement.hasAttribute('data-session-stay')")
        with page.expect_response("**/session/extend/") as answer:
            page.get_by_role("button", name="Teruskan sesi").click()
        assert answer.value.status == 200
        dialog.wait_for(state="hidden")
    finally:
        context_processors._kept_frame.cache_clear()


def test_large_text_and_wide_spacing_lose_nothing(
    open_page: Callable[..., Any], live_server: Any
) -> None:
    page = open_page(width=640)
    _enter(page, live_server.url, cast.aminah(), "ms")
    page.goto("/")
    page.evaluate(
        """() => { const s = new CSSStyleSheet(); s.replaceSync(`html{font-size:200%}
        *{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
        p{margin-bottom:2em!important}`); document.adoptedStyleSheets = [s]; }"""
    )
    assert _sideways(page) <= 0
