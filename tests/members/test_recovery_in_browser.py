"""The ways back in as a person walks them: a real browser, both languages, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.conf import settings
from django.core import mail
from django.db.models import F

from members.tac.models import TacChallenge
from members.work import queue
from tests import cast
from tests.journeys import steps
from tests.members.pages import newest_code

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "durian runtuh di tepi kolam"


@pytest.mark.parametrize("language", ["ms", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_a_forgotten_password_to_the_summary_without_reading_a_picture(
    open_page: Callable[..., Any], live_server: Any, script: bool, language: str
) -> None:
    user = cast.bakar()
    page = open_page(width=390, java_script_enabled=script)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])

    def answer_code() -> None:
        with queue.quietly():
            queue.run_due()
        page.locator("#id_tac").fill(newest_code(user.phone))
        steps.press(page)

    page.goto("/sign-in/")
    page.locator("a[href='/forgot-password/']").click()
    page.locator("a[href='/forgot-password/phone/']").click()
    page.locator("#id_login_id").fill("750601-10-5433")
    steps.press(page)
    answer_code()
    page.locator("#id_new").fill("short")
    page.locator("#id_again").fill("short")
    steps.press(page)
    assert page.locator("[data-error-summary]").count() == 1
    page.locator("#id_new").fill(NEW)
    page.locator("#id_again").fill(NEW)
    steps.press(page)
    assert page.url.endswith("/forgot-password/done/")
    steps.fits(page)

    TacChallenge.objects.update(issued_at=F("issued_at") - timedelta(minutes=1))
    page.goto("/sign-in/")
    page.locator("#id_login_id").fill("bakar")
    steps.press(page)
    page.locator("form[action='/sign-in/phone/'] button").click()
    answer_code()
    assert page.locator("#id_code").count() == 0, "no picture any more"
    page.locator("#id_password").fill(NEW)
    steps.press(page)
    assert page.url == f"{live_server.url}/"
    page.goto("/lock-account/")
    page.locator("main form .button--danger").click()
    assert page.url.endswith("/account-locked/")
    page.goto("/profile/")
    assert "/sign-in/" in page.url


def test_the_link_in_the_email_leaves_no_token_in_the_address(
    open_page: Callable[..., Any], live_server: Any, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    cast.bakar()
    page = open_page(width=390)
    page.goto("/forgot-password/")
    page.locator("#id_login_id").fill("bakar")
    page.locator("#id_email").fill("bakar@example.test")
    picture = page.locator("input[name=picture]").input_value()
    page.locator("#id_code").fill(CaptchaStore.objects.get(hashkey=picture).response)
    steps.press(page)
    with queue.quietly():
        queue.run_due()
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    page.goto(link)
    assert page.url == f"{live_server.url}/forgot-password/new/"
    page.locator("#id_new").fill(NEW)
    page.locator("#id_again").fill(NEW)
    steps.press(page)
    assert page.url.endswith("/forgot-password/done/")
    page.goto(link)
    assert page.locator("#id_new").count() == 0
