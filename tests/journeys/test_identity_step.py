"""A large first withdrawal: the draft waits, a counter officer records a thumbprint, the member goes on."""

from __future__ import annotations

import pytest

from members.services import staff_groups
from tests.journeys import steps
from tests.journeys.test_second_thoughts import to_the_check_page
from withdrawals.models import Application, IdentityUse


@pytest.mark.slow
def test_a_thumbprint_at_a_counter_and_on(fund, open_page):
    people = fund("en")
    people.farid.groups.add(staff_groups.ensure_groups()[staff_groups.COUNTER])
    page = open_page(width=390, height=844)
    steps.log_in(page, people.aminah)
    to_the_check_page(page, "10000.01")
    assert steps.title(page) == "Show us who you are"
    assert "RM10,000.00 we need your thumbprint" in steps.words(page)

    console = open_page()
    steps.log_in(console, people.farid)
    console.goto("/admin/withdrawals/identitystep/")
    console.locator("#id_number").fill(people.aminah.member.ic_no)
    steps.press(console)
    assert "Waits for: Thumbprint at a terminal" in steps.words(console)
    console.locator("input[name=way][value=THUMBPRINT]").check()
    console.locator("#id_receipt_no").fill("T-551")
    console.locator("#id_counter").fill("Ipoh 3")
    console.get_by_role("button", name="Record the step").click()
    assert "The member can go on online" in console.locator("body").inner_text()

    page.get_by_role("link", name="I have done this, go on").click()
    steps.press(page)
    page.locator("#id_code").fill(steps.sms_code(page, people.aminah.phone))
    steps.press(page)
    page.wait_for_url("**/submitted/")
    application = Application.objects.get(member=people.aminah.member)
    assert application.status == "SUBMITTED"
    assert IdentityUse.objects.get(application=application).spends_it
