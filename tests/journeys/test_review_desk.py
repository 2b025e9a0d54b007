"""At the officers' desk: a large amount is approved by two, an approval undone, a day moved.

Each page fits a phone and a desk, and breaks no rule of accessibility.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.urls import reverse

from members.models import Role, User
from tests.factories import make_member, make_user
from tests.journeys import steps
from tests.withdrawals.payouts import people
from withdrawals import parameters
from withdrawals.models import Application, Remedy

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def look(page: Any) -> None:
    """The page fits and nobody is shut out of what is ours on it."""
    answer = Axe().run(page, context="#content", options=RULES)
    assert answer.violations_count == 0, f"{page.url}\n{answer.generate_report()}"
    assert page.locator("h1").count() == 1, page.url


def desk(application: Application, name: str = "review") -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


@pytest.mark.slow
@pytest.mark.parametrize(("width", "language"), [(390, "ms"), (1280, "en")])
def test_two_officers_and_second_thoughts(
    transactional_db: None, open_page: Any, width: int, language: str
) -> None:
    world = people.world()
    lim = people.may(
        make_user(role=Role.STAFF, login_id="lim", display_name="Lim Siew Hwa"),
        "review_application",
        "resolve_exception",
    )
    get_user_model().objects.update(language=language)
    member = make_member()
    login = make_user(member=member, language=language)
    large = world.submitted(parameters.SECOND_OFFICER_ABOVE_SEN + 1, member=member, login=login)
    small = world.submitted()
    User.objects.filter(member_id__in=[large.member_id, small.member_id]).update(
        phone="+60129999999"
    )
    first = open_page(width=width)
    steps.log_in(first, world.chong, where="/admin/")
    first.goto(reverse("admin:withdrawals_application_changelist"))
    look(first)
    first.locator("#content form[method=post] button").first.click()
    first.wait_for_url("**/PGL-*/")
    look(first)
    first.goto(desk(small))
    first.goto(desk(large, "postpone"))
    look(first)
    for part, typed in enumerate(("7", "12", "2026")):
        first.locator(f"#id_to_on_{part}").fill(typed)
    first.locator("input[name=reason]").first.check()
    first.locator("#content button[type=submit]").first.click()
    first.wait_for_url(f"**{desk(large)}")
    first.goto(desk(large, "decide"))
    look(first)
    first.locator("input[value=approve]").check()
    first.locator("#content button[type=submit]").first.click()
    first.wait_for_url("**/application/")
    large.refresh_from_db()
    assert large.status == "SECOND"

    second = open_page(width=width)
    steps.log_in(second, lim, where="/admin/")
    second.goto(desk(large))
    look(second)
    second.locator(f"a[href='{desk(large, 'second')}']").click()
    look(second)
    second.locator("input[value=agree]").check()
    second.locator("#content button[type=submit]").first.click()
    second.wait_for_url("**/application/")
    second.goto(desk(large, "undo"))
    look(second)
    second.locator("input[name=reason]").first.check()
    second.locator("#id_note").fill("cap jari tidak sepadan")
    second.locator("#content button[type=submit]").first.click()
    second.wait_for_url(f"**{desk(large)}")
    large.refresh_from_db()
    assert large.status == "SUBMITTED" and large.undos.count() == 1
    second.goto(reverse("admin:withdrawals_remedy_changelist"))
    look(second)
    assert not Remedy.objects.exists()

    reader = open_page(width=width)
    steps.log_in(reader, login)
    reader.goto(reverse("withdrawals:application", args=[large.reference]))
    steps.fits(reader)
    look_at = Axe().run(reader, options=RULES)
    assert look_at.violations_count == 0, look_at.generate_report()
    said = steps.Said(language)
    text = steps.words(reader)
    assert said("Approval undone") in text and said("Payment date moved") in text
