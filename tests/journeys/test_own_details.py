"""A member changes a phone and a bank account, and says "not me": what each does to their money."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import BankAccount, CoolingOff, SecurityReport, User
from members.sandbox.models import SandboxMessage
from members.tac.models import TacChallenge
from tests.journeys import steps
from tests.journeys.steps import Said
from tests.journeys.test_second_thoughts import to_the_check_page
from withdrawals.models import Application

LOOKS = [("ms", 390), ("en", 1280)]
NEW_PHONE = "+60123456789"


def code_to(phone: str) -> str:
    """The newest code to a phone, TAC or not."""
    text = SandboxMessage.objects.filter(address=phone).latest("pk").body
    found = re.search(r"\b(\d{6})\b", text)
    assert found, text
    return found[1]


def a_minute_later() -> None:
    """One may ask for a TAC once a minute."""
    TacChallenge.objects.update(issued_at=timezone.now() - timedelta(minutes=2))


def shown(moment: object) -> str:
    return timezone.localtime(moment).strftime("%H:%M")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_new_phone_then_a_day_without_money(language, width, fund, open_page):
    people = fund(language)
    said = Said(language)
    page = open_page(width=width)
    steps.log_in(page, people.aminah)
    page.goto("/profile/")
    page.locator("a[href='/profile/phone/']").click()
    assert steps.title(page) == said("Change phone number")
    page.locator("#id_value").fill("012-345 67")
    steps.press(page)
    assert page.locator("[data-error-summary]").count() == 1
    page.locator("#id_value").fill("012-345 6789")
    steps.press(page)
    assert steps.title(page) == said("Enter the TAC")
    page.locator("#id_tac").fill(code_to(people.aminah.phone))
    steps.press(page)
    assert steps.title(page) == said("Enter the code")
    page.locator("#id_tac").fill(code_to(NEW_PHONE))
    steps.press(page)
    page.wait_for_url("**/profile/")
    assert User.objects.get(pk=people.aminah.pk).phone == NEW_PHONE
    ends = shown(CoolingOff.objects.get().ends_at)
    assert ends in steps.words(page), "the exact end is on the page"
    steps.fits(page)
    page.goto("/withdrawals/flx/")
    assert ends in steps.words(page)
    assert page.locator("main button[type=submit].button").count() == 0
    CoolingOff.objects.update(ends_at=timezone.now())
    page.reload()
    assert ends not in steps.words(page)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_new_bank_account_takes_no_money_for_a_day(language, width, fund, open_page):
    people = fund(language)
    said = Said(language)
    page = open_page(width=width)
    steps.log_in(page, people.aminah)
    page.goto("/profile/bank-accounts/add/")
    page.locator("#id_bank_code").select_option("PBBEMYKL")
    page.locator("#id_number").fill("3166448822")
    steps.press(page)
    page.locator("#id_tac").fill(code_to(people.aminah.phone))
    steps.press(page)
    page.wait_for_url("**/profile/")
    account = BankAccount.objects.get(last_four="8822")
    ends = shown(CoolingOff.objects.get(bank_account=account).ends_at)
    assert ends in steps.words(page)
    a_minute_later()
    page.goto("/withdrawals/flx/")
    steps.press(page)
    page.locator("#id_amount").fill("100.00")
    steps.press(page)
    page.locator(f"input[type=radio][value='{account.pk}']").check()
    steps.press(page)
    if page.locator("input[name=answer]").count():
        page.locator("input[name=answer][value=accept]").check()
        steps.press(page)
        steps.press(page)
    assert ends in steps.words(page), "refused until the end time, which is told"
    assert not Application.objects.exclude(submitted_at=None).exists()
    CoolingOff.objects.update(ends_at=timezone.now())
    page.goto("/withdrawals/flx/bank-account/")
    page.locator(f"input[type=radio][value='{account.pk}']").check()
    steps.press(page)
    if page.locator("input[name=answer]").count():
        page.locator("input[name=answer][value=accept]").check()
        steps.press(page)
    assert steps.title(page) == said("Check your application")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_not_me_stops_everything_until_staff_answer(language, width, fund, open_page):
    people = fund(language)
    said = Said(language)
    thief = open_page(width=1280)
    steps.log_in(thief, people.aminah)
    page = open_page(width=width)
    steps.log_in(page, people.aminah)
    page.goto("/activity/")
    steps.fits(page)
    page.locator("a[href*='/not-me/']").first.click()
    assert steps.title(page) == said("Was this not you?")
    page.get_by_role("button", name=said("It was not me: stop everything")).click()
    assert steps.title(page) == said("We have stopped everything")
    steps.fits(page)
    thief.goto("/profile/")
    assert "/sign-in/" in thief.url, "the other session has ended"
    page.goto("/withdrawals/flx/")
    assert page.locator("main button[type=submit].button").count() == 0

    made = SecurityReport.objects.get()
    console = open_page(width=1280)
    steps.log_in(console, people.chong, where="/sign-in/?next=/admin/")
    console.goto("/admin/members/securityreport/")
    console.locator("#result_list tbody th a").first.click()
    console.locator("input[name=outcome][value=release]").check()
    console.locator("#id_reason").fill("Called the number on record")
    console.locator("#id_answer").fill("Terima kasih. Semuanya selamat.")
    steps.press(console)
    made.refresh_from_db()
    assert made.state == "RELEASED"

    page.goto("/inbox/")
    page.locator(".notices a").first.click()
    page.get_by_role("link", name=said("See the details")).click()
    assert steps.title(page) == said("We have answered your report")
    assert "Semuanya selamat." in steps.words(page)
    to_the_check_page(page, "100.00")
    assert steps.title(page) == said("Check your application")
