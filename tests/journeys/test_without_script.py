"""Everything works in a browser that runs no script: logging in, applying, taking a statement home."""

from __future__ import annotations

import pytest

from members.ledger import selectors as ledger
from tests.journeys import steps


@pytest.mark.slow
def test_a_member_needs_no_script(fund, open_page):
    people = fund("ms")
    page = open_page(width=390, height=844, java_script_enabled=False)
    steps.log_in(page, people.aminah)
    page.goto("/withdrawals/flx/")
    steps.press(page)
    page.locator("#id_amount").fill("50")
    steps.press(page)
    page.get_by_role("radio").first.check()
    steps.press(page)
    page.locator("input[name=answer][value=accept]").check()
    steps.press(page)
    steps.press(page)
    page.locator("#id_code").fill(steps.sms_code(page, people.aminah.phone))
    steps.press(page)
    assert page.locator(".panel__reference").inner_text().startswith("PGL-")
    assert ledger.total_balances(people.aminah.member_id).held.fleksibel == 50_00
    page.goto("/statements/")
    with page.expect_download() as download:
        page.locator("form[action='/statements/2026/ms/'] button").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    steps.log_out(page)
