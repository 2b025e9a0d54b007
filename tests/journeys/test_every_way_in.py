"""Every page of identity as people walk it: both languages, with script and without, a phone and a desktop.

Three walks: a stranger at the door, a member who puts their details in order, a member who looks
after their sessions. Passkeys have a walk of their own (tests/members/test_passkeys_in_browser.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.conf import settings as configured
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from members.models import BankAccount, Notice, OpenSession, SecurityReport, SignInCounter, User
from members.sandbox.models import SandboxMessage
from members.services import activation, session_clock
from members.tac.models import TacChallenge
from members.work import queue
from portal import context_processors
from portal.sessions import SessionStore
from tests.factories import PASSWORD, make_member
from tests.journeys import steps
from tests.journeys.steps import Said

pytestmark = pytest.mark.slow

# Malay on a phone without script and on a desktop with it; English the other way round.
LOOKS = [
    pytest.param("ms", False, 390, id="ms-phone-no-script"),
    pytest.param("ms", True, 1280, id="ms-desktop-script"),
    pytest.param("en", True, 390, id="en-phone-script"),
    pytest.param("en", False, 1280, id="en-desktop-no-script"),
]
WRONG = "bukan-kata-laluan-saya"
NEW, NEWER = "durian runtuh di tepi kolam", "payung kuning di tepi sungai"


@dataclass
class Walk:
    """One browser, and what its pages say in its language."""

    page: Any
    said: Said
    language: str

    def go(self, address: str) -> None:
        self.page.goto(address)

    def at(self, english: str, *, context: str = "") -> None:
        """We stand on the page of this title, in the right language, and nothing runs off its side."""
        with translation.override(self.language):
            wanted = pgettext(context, english) if context else gettext(english)
        self.page.get_by_role("heading", level=1, name=wanted, exact=True).wait_for()
        assert steps.title(self.page) == wanted, self.page.url
        assert self.page.locator("html").get_attribute("lang") == self.language
        width = self.page.viewport_size["width"]
        assert self.page.locator("body").bounding_box()["width"] <= width, self.page.url

    def sees(self, english: str, **values: object) -> None:
        assert self.said(english, **values) in steps.words(self.page), steps.words(self.page)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").fill(value)

    def press(self) -> None:
        steps.press(self.page)

    def is_told(self) -> None:
        """The form came back with its errors listed."""
        self.page.locator("[data-error-summary]").wait_for()
        assert self.page.title().startswith(self.said("Error:"))

    def picture(self, code: str | None = None) -> None:
        key = self.page.locator("input[name=picture]").input_value()
        self.fill(code=code or CaptchaStore.objects.get(hashkey=key).response)

    def code(self, to: str) -> None:
        self.fill(tac=code_to(to))
        self.press()

    def name_oneself(self, login_id: str) -> None:
        self.go("/sign-in/")
        self.at("Log in to i-Akaun (Member)")
        self.fill(login_id=login_id)
        self.press()
        self.at("Enter your password")

    def log_in(self, login_id: str, password: str = PASSWORD) -> None:
        self.name_oneself(login_id)
        self.fill(password=password)
        self.picture()
        self.press()


@pytest.fixture
def walk(open_page: Callable[..., Any], live_server: Any) -> Callable[..., Walk]:
    def opened(language: str, script: bool, width: int) -> Walk:
        page = open_page(width=width, java_script_enabled=script)
        name = configured.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": live_server.url}])
        return Walk(page, Said(language), language)

    return opened


def work() -> None:
    with queue.quietly():
        queue.run_due()


def code_to(address: str) -> str:
    """The newest six digits to a phone or a mailbox."""
    if "@" in address:
        text = next(letter.body for letter in reversed(mail.outbox) if letter.to == [address])
    else:
        texts = SandboxMessage.objects.filter(address=address).order_by("-pk")
        text = next(each.body for each in texts if re.search(r"\b\d{6}\b", each.body))
    found = re.search(r"\b(\d{6})\b", text)
    assert found, text
    return found[1]


def later() -> None:
    """A minute passes, and the quarter of an hour of every lock."""
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    SignInCounter.objects.all().delete()


# ── at the door ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "script", "width"), LOOKS)
def test_a_stranger_at_the_door(
    language: str,
    script: bool,
    width: int,
    fund: Any,
    walk: Callable[..., Walk],
    live_server: Any,
    settings: Any,
) -> None:
    people = fund(language)
    settings.BASE_URL = live_server.url
    one = walk(language, script, width)

    # An ID that cannot be; a wrong picture; a wrong password; five of them.
    one.go("/sign-in/")
    one.fill(login_id="аминah")
    one.press()
    one.is_told()
    one.name_oneself("aminah")
    one.fill(password=PASSWORD)
    one.picture(code="000")
    one.press()
    one.is_told()
    for _time in range(5):
        one.fill(password=WRONG)
        one.picture()
        one.press()
    one.at("Account temporarily locked")
    one.log_in("aminah")
    one.at("Account temporarily locked")

    # The way round the picture, and out again.
    later()
    one.name_oneself("aminah")
    one.page.locator("form[action='/sign-in/phone/'] button").click()
    one.at("Check your phone")
    work()
    one.fill(tac="000000" if code_to(people.aminah.phone) != "000000" else "111111")
    one.press()
    one.is_told()
    one.code(people.aminah.phone)
    one.at("Enter your password")
    assert one.page.locator("#id_code").count() == 0, "no picture any more"
    one.fill(password=PASSWORD)
    one.press()
    one.at("Summary")
    one.page.locator("form[action='/sign-out/'] button").first.click()
    one.at("You have logged out")
    one.page.go_back()
    one.page.reload()
    assert people.aminah.member.name not in one.page.content()

    # Forgotten password, by e-mail.
    later()
    one.go("/sign-in/")
    one.page.locator("main a[href='/forgot-password/']").first.click()
    one.at("Forgotten password")
    one.fill(login_id="aminah", email="bukan-e-mel")
    one.picture()
    one.press()
    one.is_told()
    one.fill(email="aminah@example.test")
    one.picture()
    one.press()
    one.at("Check your email")
    work()
    letter = next(each for each in reversed(mail.outbox) if "/forgot-password/link/" in each.body)
    link = next(word for word in letter.body.split() if word.startswith("http"))
    one.go(link)
    one.at("Set a new password")
    one.fill(new="pendek", again="pendek")
    one.press()
    one.is_told()
    one.fill(new=NEW, again=NEW)
    one.press()
    one.at("Password changed")
    one.go(link)
    assert one.page.locator("#id_new").count() == 0, "once"

    # Forgotten number.
    one.go("/sign-in/")
    one.page.locator("main a[href='/forgot-number/']").first.click()
    one.at("Forgotten KWSP No.")
    one.picture()
    one.press()
    one.is_told()
    born = people.aminah.member.born_on
    one.fill(
        ic_no="900314-14-5678",
        name=people.aminah.member.name,
        born_on_0=str(born.day),
        born_on_1=str(born.month),
        born_on_2=str(born.year),
        email="aminah@example.test",
    )
    one.picture()
    one.press()
    one.at("Details sent")
    work()
    assert "18800001" in mail.outbox[-1].body

    # Locked by its owner, who is not logged in.
    later()
    one.go("/lock-account/")
    one.at("Lock my account now")
    one.fill(login_id="aminah")
    one.press()
    work()
    one.code(people.aminah.phone)
    one.at("Your account is locked")
    one.log_in("aminah", NEW)
    one.at("Your account is locked")


@pytest.mark.parametrize(("language", "script", "width"), LOOKS)
def test_from_the_counter_s_sheet_to_the_summary(
    language: str, script: bool, width: int, fund: Any, walk: Callable[..., Walk]
) -> None:
    people = fund(language)
    issued = activation.issue(
        member=make_member(member_no="18800077", name="CITRA DEWI BINTI RAHMAN"),
        phone="+60198887777",
        email="citra@example.test",
        language=language,
        seen="MyKad",
        by=people.chong,
        at=timezone.now(),
        origin={"address": "", "device": ""},
    )
    one = walk(language, script, width)
    one.go("/activate/")
    one.at("Activate i-Akaun")
    one.fill(login_id="18800077", secret="AAAA-BBBB-CCCC-DDDD")
    one.picture()
    one.press()
    one.is_told()
    one.fill(login_id="18800077", secret=issued.secret)
    one.picture()
    one.press()
    one.at("Terms and conditions")
    one.press()
    one.is_told()
    one.page.locator("#id_agree").check()
    one.press()
    one.fill(login_id="citra.dewi", new=NEW, again=NEWER)
    one.press()
    one.is_told()
    one.fill(login_id="citra.dewi", new=NEW, again=NEW)
    one.press()
    one.page.locator("input[name=picture][value=kite]").check()
    one.page.locator("input[name=phrase]").first.check()
    one.press()
    one.press()
    one.code("+60198887777")
    one.at("Your i-Akaun is active")
    one.log_in("citra.dewi", NEW)
    one.at("Summary")


# ── one's own details ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "script", "width"), LOOKS)
def test_a_member_puts_their_details_in_order(
    language: str, script: bool, width: int, fund: Any, walk: Callable[..., Walk]
) -> None:
    user = fund(language).aminah
    one = walk(language, script, width)
    one.log_in("aminah")
    one.at("Summary")
    one.go("/profile/")
    one.at("My profile")

    one.page.locator("a[href='/profile/address/']").click()
    one.fill(address="12 Jalan Duta", postcode="5048", town="Kuala Lumpur")
    one.press()
    one.is_told()
    one.fill(postcode="50480")
    one.page.locator("#id_state_code").select_option("KUL")
    one.press()
    one.at("My profile")
    one.sees("Your address has been updated")

    one.page.locator("a[href='/profile/email/']").click()
    one.at("Change email")
    one.fill(value="baru")
    one.press()
    one.is_told()
    one.fill(value="baru@contoh.example")
    one.press()
    one.at("Enter the TAC")
    one.code(user.phone)
    one.at("Enter the code")
    one.code("baru@contoh.example")
    one.at("My profile")

    later()
    one.page.locator("a[href='/profile/phone/']").click()
    one.at("Change phone number")
    one.fill(value="012-345 6789")
    one.press()
    one.code(user.phone)
    one.at("Enter the code")
    one.code("+60123456789")
    one.at("My profile")
    user.refresh_from_db()
    assert (user.email, user.phone) == ("baru@contoh.example", "+60123456789")

    later()
    one.page.locator("a[href='/profile/bank-accounts/add/']").click()
    one.at("Add a bank account")
    one.page.locator("#id_bank_code").select_option("PBBEMYKL")
    one.fill(number="31")
    one.press()
    one.is_told()
    one.fill(number="3166448822")
    one.press()
    one.at("Enter the TAC")
    one.code(user.phone)
    one.at("My profile")
    account = BankAccount.objects.get(last_four="8822")
    one.page.locator(f"a[href='/profile/bank-accounts/{account.pk}/remove/']").click()
    one.page.locator("main form .button").first.click()
    one.at("My profile")
    account.refresh_from_db()
    assert account.removed_at is not None

    one.page.locator("a[href='/profile/notices/']").click()
    one.at("How we tell you")
    one.page.locator("#id_sms").uncheck()
    one.press()
    one.go("/profile/language/")
    one.at("Preferred language")
    other = {"ms": "en", "en": "ms"}[language]
    one.page.locator("#id_language").select_option(other)
    one.press()
    there = Walk(one.page, Said(other), other)
    there.at("My profile")
    there.page.locator("button[name=language]").first.click()
    one.at("My profile")

    work()
    one.go("/inbox/")
    one.at("Inbox")
    unread = Notice.objects.filter(member=user.member, read_at=None).count()
    assert unread >= 4, "address, e-mail, phone, bank account"
    one.page.locator(".notices a").first.click()
    one.page.locator("a[href='/inbox/']").first.click()
    one.page.locator("form[action='/inbox/read-all/'] button").click()
    assert not Notice.objects.filter(member=user.member, read_at=None).exists()


# ── sessions ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "script", "width"), LOOKS)
def test_a_member_looks_after_their_sessions(
    language: str, script: bool, width: int, fund: Any, walk: Callable[..., Walk], settings: Any
) -> None:
    user = fund(language).aminah
    one, two, three = (walk(language, script, width) for _time in range(3))
    for each in (three, two, one):
        each.log_in("aminah")
        each.at("Summary")

    one.go("/profile/sessions/")
    one.at("Where you are logged in")
    rows = one.page.locator("main form[action$='/end/']")
    assert rows.count() == 2
    rows.first.locator("button").click()
    assert one.page.locator("main form[action$='/end/']").count() == 1
    one.page.locator("form[action='/profile/sessions/end-others/'] button").click()
    for each in (two, three):
        each.go("/profile/")
        assert "/sign-in/" in each.page.url, "ended from elsewhere"
    assert OpenSession.objects.filter(user=user).count() == 1

    one.go("/profile/password/")
    one.at("Change password", context="page")
    one.fill(current=WRONG, new=NEW, again=NEW)
    one.press()
    one.is_told()
    one.fill(current=PASSWORD, new=NEW, again=NEW)
    one.press()
    one.at("My profile")
    one.sees("Your password has been changed. All your other sessions have ended.")

    idle_warning(one, script, settings)

    # Left alone for too long: the server ends it, and logging in leads back.
    left_alone_for_an_hour(one.page)
    one.go("/inbox/")
    one.at("Your session has ended")
    one.page.locator("main a.button").first.click()
    one.fill(login_id="aminah")
    one.press()
    one.fill(password=NEW)
    one.picture()
    one.press()
    one.at("Inbox")

    one.go("/activity/")
    one.at("Activity log")
    one.page.locator("a[href*='/not-me/']").first.click()
    one.at("Was this not you?")
    one.page.locator("main form .button--danger").click()
    one.at("We have stopped everything")
    assert SecurityReport.objects.get().member_id == user.member_id
    one.go("/profile/email/")
    one.fill(value="pencuri@contoh.example")
    one.press()
    one.is_told()

    one.go("/lock-account/")
    one.at("Lock my account now")
    one.page.locator("main form .button--danger").click()
    one.at("Your account is locked")
    assert User.objects.get(pk=user.pk).frozen_at is not None
    one.go("/profile/")
    assert "/sign-in/" in one.page.url


def idle_warning(one: Walk, script: bool, settings: Any) -> None:
    """Two minutes before the end a window asks; staying is one press. Without script nothing asks."""
    idle, absolute = settings.SESSION_LIMITS["MEMBER"]
    warned = settings.SESSION_WARNING_SECONDS + 2
    settings.SESSION_LIMITS = {**settings.SESSION_LIMITS, "MEMBER": (warned, absolute)}
    context_processors._kept_frame.cache_clear()
    try:
        one.go("/profile/")
        dialog = one.page.locator("[data-session-dialog]")
        if script:
            dialog.wait_for(state="visible")
            assert one.said("Are you still there?") in dialog.inner_text()
            with one.page.expect_response("**/session/extend/") as answer:
                one.page.locator("[data-session-stay]").click()
            assert answer.value.ok
            dialog.wait_for(state="hidden")
        else:
            assert dialog.is_hidden()
    finally:
        settings.SESSION_LIMITS = {**settings.SESSION_LIMITS, "MEMBER": (idle, absolute)}
        context_processors._kept_frame.cache_clear()


def left_alone_for_an_hour(page: Any) -> None:
    """As if nobody had asked for a page of this session since."""
    name = configured.SESSION_COOKIE_NAME
    key = next(each["value"] for each in page.context.cookies() if each["name"] == name)
    session = SessionStore(key)
    session[session_clock.USED] -= 3600
    session.save()
