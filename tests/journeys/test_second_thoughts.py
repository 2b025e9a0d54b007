"""A wrong code, a finger that presses twice, and amounts that are not amounts."""

from __future__ import annotations

from typing import Any

import pytest

from members.ledger import selectors as ledger
from tests.journeys import steps
from tests.journeys.fund import SAVED
from tests.journeys.steps import Said
from withdrawals.models import Application


def to_the_check_page(page: Any, amount: str) -> None:
    page.goto("/withdrawals/flx/")
    steps.press(page)
    page.locator("#id_amount").fill(amount)
    steps.press(page)
    page.get_by_role("radio").first.check()
    steps.press(page)
    page.locator("input[name=answer][value=accept]").check()
    steps.press(page)


@pytest.mark.slow
def test_two_presses_make_one_application(fund, open_page):
    people = fund("ms")
    said = Said("ms")
    page = open_page(width=390, height=844)
    steps.log_in(page, people.aminah)
    to_the_check_page(page, "500.00")
    steps.press(page)
    code = steps.sms_code(page, people.aminah.phone)

    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    page.locator("#id_code").fill(wrong)
    steps.press(page)
    assert page.locator("[data-error-summary]").count() == 1
    assert not Application.objects.exclude(submitted_at=None).exists()

    page.locator("#id_code").fill(code)
    page.get_by_role("button", name=said("Submit application")).dblclick()
    page.wait_for_url("**/submitted/")
    reference = page.locator(".panel__reference").inner_text()
    assert Application.objects.exclude(submitted_at=None).get().reference == reference

    # The address of the code page, typed again: there is nothing left to sign there.
    page.goto("/withdrawals/flx/tac/")
    assert page.locator("#id_code").count() == 0
    assert Application.objects.exclude(submitted_at=None).count() == 1
    assert ledger.total_balances(people.aminah.member_id).held.fleksibel == 500_00


@pytest.mark.slow
def test_what_is_no_amount_is_told_so_and_holds_nothing(fund, open_page):
    people = fund("ms")
    said = Said("ms")
    page = open_page(width=390, height=844)
    steps.log_in(page, people.aminah)
    page.goto("/withdrawals/flx/")
    steps.press(page)
    not_money = said("Enter an amount in ringgit and sen, for example 500.00")
    available = f"RM{SAVED.fleksibel // 100:,}.{SAVED.fleksibel % 100:02d}"
    for typed, told in (
        ("1e3", not_money),
        ("５００", not_money),
        ("-500", not_money),
        ("12.345", not_money),
        ("1,23.00", not_money),
        ("", "amaun"),
        ("49.99", "RM50.00"),
        ("14428.51", available),
        ("999999999.99", available),
    ):
        page.locator("#id_amount").fill(typed)
        steps.press(page)
        summary = page.locator("[data-error-summary]")
        assert summary.count() == 1, typed
        assert told.lower() in summary.inner_text().lower(), (typed, summary.inner_text())
        assert page.title().startswith(said("Error: "))
    assert ledger.total_balances(people.aminah.member_id).held.total == 0
