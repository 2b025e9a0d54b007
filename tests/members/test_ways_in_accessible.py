"""Pages of passkeys, second step and activation: axe, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp_webauthn.models import WebAuthnCredential

from portal.sessions import SessionStore
from tests import cast
from tests.factories.people import PASSWORD
from tests.passkeys import passkey_of
from tests.portal.test_accessibility import _axe, _enter, _visit
from tests.second_factor import device_for

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [("ms", "light", 320), ("en", "dark", 1280)]


def pages(*names: str) -> list[str]:
    return [reverse(f"members:{name}") for name in names]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_member_s_passkeys_and_the_first_page_of_activation(
    open_page: Callable[..., Any], live_server: Any, language: str, scheme: str, width: int
) -> None:
    user = cast.aminah()
    passkey_of(user, name="Telefon saya yang sangat panjang namanya")
    page = open_page(width=width, color_scheme=scheme)
    _enter(page, live_server.url, None, language)
    problems = _visit(page, pages("activate", "sign_in"))
    _enter(page, live_server.url, user, language)
    key = WebAuthnCredential.objects.get().pk
    remove = reverse("members:passkey_remove", args=[key])
    problems += _visit(page, [*pages("passkeys", "passkey_add"), remove])
    page.locator("main button[type=submit]").click()
    problems += _axe(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_the_second_step_of_staff(
    open_page: Callable[..., Any], live_server: Any, language: str, scheme: str, width: int
) -> None:
    chong = cast.chong()
    device_for(chong)
    passkey_of(chong)
    page = open_page(width=width, color_scheme=scheme)
    _enter(page, live_server.url, chong, language)
    problems = _visit(page, pages("passkeys", "second_factor_codes"))
    page.locator("#id_current").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    assert page.locator("ol code").count() == 10
    problems += _axe(page)
    cookie = next(each for each in page.context.cookies() if "session" in each["name"])
    session = SessionStore(cookie["value"])
    del session[DEVICE_ID_SESSION_KEY]
    session.save()
    problems += _visit(page, pages("second_factor", "second_factor_recovery"))
    page.goto(reverse("members:second_factor"))
    page.locator("form[action='/second-factor/passkey/'] button").click()
    problems += _axe(page)
    assert not problems, "\n".join(problems)
