"""A month did not come: the member reports it on a phone, the employer answers, the member reads it."""

from __future__ import annotations

import re

import pytest

from tests.journeys import steps

WORDS = {
    "ms": {"report": "Lapor", "send": "Hantar laporan", "answer": "Hantar jawapan"},
    "en": {"report": "Report", "send": "Send the report", "answer": "Send the answer"},
}


@pytest.mark.parametrize(("language", "width"), [("ms", 390), ("en", 1280)])
def test_reported_in_one_step_and_answered(language, width, fund, open_page):
    people, words = fund(language), WORDS[language]
    member, office = open_page(width=width), open_page(width=1280)

    steps.log_in(member, people.aminah)
    member.goto("/contributions/")
    steps.fits(member)
    member.get_by_role("link", name=re.compile(f"^{words['report']} ")).first.click()
    member.locator("input[name=wages]").fill("3,250.00")
    steps.fits(member)
    member.get_by_role("button", name=words["send"]).click()
    member.wait_for_url("**/contributions/")
    assert "LPR-" in member.inner_text("main")

    steps.log_in(office, people.hr)
    office.goto("/employer/reports/")
    office.get_by_role("link", name=re.compile("LPR-")).click()
    assert "RM3,250.00" in office.inner_text("main")
    office.locator("input[name=answer][value=WILL_PAY]").check()
    office.locator("textarea[name=words]").fill("27/11/2026")
    office.get_by_role("button", name=words["answer"]).click()
    office.wait_for_url("**/employer/reports/")

    member.reload()
    assert "27/11/2026" in member.inner_text("main")
    steps.fits(member)
