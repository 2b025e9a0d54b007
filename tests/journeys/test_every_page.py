"""Every member page at its narrowest: nothing runs off the side, and no rule of accessibility breaks."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys import steps

ANSWERED = (
    "/calculator/?wages=4500&bonus=20000.50&month=10&year=2025&citizenship=CITIZEN&age=34",
    "/calculator/?wages=x",
)
BEFORE_LOG_IN = (
    "/",
    "/sign-in/",
    "/forgot-password/",
    "/forgot-password/sent/",
    "/forgot-password/phone/",
    "/forgot-number/",
    "/lock-account/",
    "/help/",
    "/security/",
    "/accessibility/",
    "/privacy/",
    "/employer/register/",
    "/calculator/",
    *ANSWERED,
)
PAGES = (
    "/",
    "/transactions/",
    "/contributions/",
    "/contributions/voluntary/",
    "/withdrawals/",
    "/withdrawals/flx/",
    "/withdrawals/edu/",
    "/withdrawals/mis/",
    "/withdrawals/age60/",
    "/withdrawals/applications/",
    "/statements/",
    "/profile/",
    "/profile/bank-accounts/add/",
    "/profile/address/",
    "/profile/email/",
    "/profile/phone/",
    "/profile/notices/",
    "/inbox/",
    "/profile/password/",
    "/profile/security-picture/",
    "/profile/sessions/",
    "/activity/",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ms", "en"])
def test_nothing_runs_off_and_nobody_is_shut_out(language, scheme, fund, open_page):
    people = fund(language)
    page = open_page(width=320, height=640, color_scheme=scheme)
    problems: list[str] = []

    def look(address: str) -> None:
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        steps.fits(page)
        assert page.locator("html").get_attribute("lang") in (language, "ms")
        steps.title(page)
        for breach in Axe().run(page, options=RULES).response["violations"]:
            where = [node["target"] for node in breach["nodes"]]
            problems.append(f"{address} {breach['id']}: {where}")

    for address in BEFORE_LOG_IN:
        look(address)
    steps.log_in(page, people.aminah)
    for address in PAGES:
        look(address)
    assert not problems, "\n".join(problems)
