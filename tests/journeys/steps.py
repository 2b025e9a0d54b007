"""What people do again and again in a journey: log in, read a text message, wait for the worker."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from captcha.models import CaptchaStore
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from members.models import Role, User
from members.work import tasks
from members.work.models import Task
from tests import second_factor
from tests.factories import PASSWORD

PATIENCE = 30.0


def log_in(page: Any, user: User, password: str = PASSWORD, *, where: str = "/sign-in/") -> None:
    """ID on the first page, password and picture code on the second, as a person types them."""
    page.goto(where)
    page.locator("#id_login_id").fill(user.login_id)
    press(page)
    page.locator("#id_password").fill(password)
    picture = page.locator("input[name=picture]").input_value()
    page.locator("#id_code").fill(CaptchaStore.objects.get(hashkey=picture).response)
    if user.role == Role.STAFF:
        second_factor.device_for(user)
    press(page)
    if "/second-factor/" in page.url:
        page.locator("#id_tac").fill(second_factor.code(user))
        press(page)


def log_out(page: Any) -> None:
    """By the button that every page has."""
    page.locator("form[action='/sign-out/'] button").first.click()
    page.wait_for_url("**/signed-out/")


def press(page: Any) -> None:
    """The page's one primary button."""
    page.locator("main button.button[type=submit]:not(.button--secondary)").first.click()


def title(page: Any) -> str:
    """The one first-level heading."""
    heading = page.locator("h1")
    assert heading.count() == 1, page.url
    return str(heading.inner_text()).strip()


def words(page: Any) -> str:
    """Everything a person reads in the main part, blanks made single."""
    return " ".join(page.locator("main, #main, #content").first.inner_text().split())


def row(page: Any, key: str) -> str:
    """What a summary list says beside `key`."""
    found = page.locator(".summary-list__row", has=page.get_by_text(key, exact=True)).first
    return " ".join(found.locator("dd").first.inner_text().split())


def sms_code(page: Any, phone: str) -> str:
    """The TAC in the newest message to a phone, read in another tab of the outbox page."""
    tab = page.context.new_page()
    tab.goto("/sandbox/messages/")
    tab.locator("#address").fill(phone)
    tab.locator(".filter-bar button").click()
    text = tab.locator("main").first.inner_text()
    tab.close()
    found = re.search(r"TAC (?:anda|is) (\d{6})\b", text)
    assert found, text
    return found[1]


def until(what: str, done: Callable[[], bool]) -> None:
    """Wait for the worker; the bell rings every second, as the timetable would."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            troubles = Task.objects.exclude(last_error="").values_list("topic", "last_error")
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain: {what}. {list(troubles)}")
        tasks.tick.apply_async(expires=30)
        time.sleep(0.5)


def reload_until_tag(page: Any, text: str) -> None:
    """Load the page again until its first status tag says so."""

    def said() -> bool:
        page.reload()
        return str(page.locator("main .tag").first.inner_text()).strip() == text

    until(text, said)


def fits(page: Any) -> None:
    """No page scrolls sideways."""
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


class Said:
    """`said("Summary")` is what a page in this language says for the English words."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, english: str, **values: object) -> str:
        with translation.override(self.language):
            text = gettext(english)
        return text % values if values else text

    def date(self, day: date) -> str:
        """A date in running text: 22 November 2026."""
        with translation.override(self.language):
            return date_format(day, "DATE_FORMAT")
