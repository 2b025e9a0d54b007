"""A new i-Akaun opened in a real browser: in Malay without script, in English with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.utils import timezone

from members.models import User
from members.services import activation
from tests import cast
from tests.factories import make_member
from tests.journeys.steps import fits, log_in, press, title
from tests.members.pages import newest_code

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "payung-kuning-di-tepi-sungai"


@pytest.mark.parametrize(
    ("width", "script", "language"),
    [(320, False, "ms"), (1280, True, "en")],
    ids=["phone-no-script-ms", "desktop-en"],
)
def test_from_the_sheet_to_the_first_log_in(
    open_page: Callable[..., Any], width: int, script: bool, language: str
) -> None:
    member = make_member(member_no="18800077", name="CITRA DEWI BINTI RAHMAN")
    issued = activation.issue(
        member=member,
        phone="+60198887777",
        email="",
        language=language,
        seen="MyKad",
        by=cast.chong(),
        at=timezone.now(),
        origin={"address": "", "device": ""},
    )
    page = open_page(width=width, java_script_enabled=script)
    page.goto("/sign-in/")
    if language == "en":
        page.locator("button[name=language]").click()
    page.locator("main a[href='/activate/']").click()
    fits(page) if script else None
    page.locator("#id_login_id").fill("18800077")
    page.locator("#id_secret").fill(issued.secret.lower())
    picture = page.locator("input[name=picture]").input_value()
    page.locator("#id_code").fill(CaptchaStore.objects.get(hashkey=picture).response)
    press(page)
    page.locator("#id_agree").check()
    press(page)
    page.locator("#id_login_id").fill("аdmin")  # a look-alike first
    page.locator("#id_new").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    press(page)
    assert page.locator("#id_login_id").get_attribute("aria-invalid") == "true"
    page.locator("#id_login_id").fill("citra.dewi")
    page.locator("#id_new").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    press(page)
    page.locator("input[name=picture][value=kite]").check()
    page.locator("input[name=phrase]").first.check()
    press(page)
    press(page)
    page.locator("#id_tac").fill(newest_code("+60198887777"))
    press(page)
    assert (
        title(page)
        == {
            "ms": "i-Akaun anda telah aktif",
            "en": "Your i-Akaun is active",
        }[language]
    )
    log_in(page, User.objects.get(login_id="citra.dewi"), PASSWORD)
    assert "CITRA DEWI" in page.content().upper()
