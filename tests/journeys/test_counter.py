"""At the counter: a death claim of two heirs with its papers, and a hajj; decided, released and paid by others.

Each page fits a phone and a desk, and shuts nobody out.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from PIL import Image, ImageDraw

from members.ledger import checks, days, money
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import Member, Role, User
from members.services import staff_groups
from tests.factories import make_user
from tests.journeys import fund as funds
from tests.journeys import steps
from tests.journeys.steps import Said
from withdrawals.models import Application, PayoutBatch

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FIRST_SEN = 40_000_00
WHOLE_SEN = funds.SAVED.total
DIED_ON = date(2026, 11, 1)


def look(page: Any) -> None:
    """The page fits, has one heading, and breaks no rule of accessibility."""
    steps.fits(page)
    assert page.locator("h1").count() == 1, page.url
    answer = Axe().run(page, context="#content", options=RULES)
    assert answer.violations_count == 0, f"{page.url}\n{answer.generate_report()}"


def scan(text: str) -> dict[str, Any]:
    """A scanned page that says what it is."""
    sheet, out = Image.new("L", (600, 850), 255), io.BytesIO()
    ImageDraw.Draw(sheet).text((60, 80), text, fill=0, font_size=32)
    sheet.save(out, "PDF")
    return {"name": f"{text}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def counter_officer(language: str) -> User:
    user = make_user(
        role=Role.STAFF, login_id="melur", display_name="Melur Kenari", language=language
    )
    user.groups.add(staff_groups.ensure_groups()[staff_groups.COUNTER])
    return user


def find(page: Any, member: Member, said: Said, kind: str) -> None:
    """The member by their number, then the kind."""
    page.goto(reverse("admin:withdrawals_intake_changelist"))
    look(page)
    page.locator("#id_number").fill(member.ic_no)
    page.get_by_role("button", name=said("Find the member")).click()
    look(page)
    page.locator(f"a[href='{reverse('admin:withdrawals_intake_form', args=[kind])}']").click()


def claimant(page: Any, place: int, **typed: str) -> None:
    for name, value in typed.items():
        control = page.locator(f"#id_claimant-{place}-{name}")
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def a_day(page: Any, name: str, day: date) -> None:
    for place, part in enumerate((day.day, day.month, day.year)):
        page.locator(f"#id_{name}_{place}").fill(str(part))


def hand_in(page: Any, said: Said) -> None:
    page.get_by_role("button", name=said("Hand in the application")).click()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("ms", 390), ("en", 1280)])
def test_two_heirs_are_paid(language, width, fund, open_page, worker):
    people: funds.Fund = fund(language)
    said, dead = Said(language), people.bakar.member
    Member.objects.filter(pk=dead.pk).update(died_on=DIED_ON)
    worker()
    counter = open_page(width=width)
    steps.log_in(counter, counter_officer(language), where="/admin/")
    reference = take_in_the_claim(counter, dead, said)

    reviewer = open_page(width=width)
    decide(reviewer, people, reference, said)

    operator = open_page(width=1280)
    steps.log_in(operator, people.farid, where="/admin/")
    operator.goto("/admin/ledger/businessdate/")
    operator.locator("form[action$='advance/'] button").click()
    operator.wait_for_load_state()
    batch = PayoutBatch.objects.get()
    assert (batch.n_items, batch.total_sen) == (2, WHOLE_SEN)

    releaser = open_page(width=1280)
    steps.log_in(releaser, people.devi, where="/admin/")
    releaser.goto(f"/admin/withdrawals/payoutbatch/{batch.pk}/release/")
    releaser.locator("#id_total_sen").fill(money.ringgit(WHOLE_SEN).removeprefix("RM"))
    releaser.locator("#id_n_items").fill("2")
    releaser.locator("form:has(#id_total_sen) [type=submit]").click()
    releaser.wait_for_load_state()

    def paid() -> bool:
        return Application.objects.get(reference=reference).status == "PAID"

    steps.until("both shares are paid", paid)
    counter.goto(reverse("admin:withdrawals_intake_done", args=[reference]))
    look(counter)
    receipt = steps.words(counter)
    assert said("Paid") in receipt and money.ringgit(WHOLE_SEN - FIRST_SEN) in receipt
    assert ledger.total_balances(dead.pk).posted == Amounts()
    assert [one.code for one in checks.run() if not one.holds] == []


def take_in_the_claim(page: Any, dead: Member, said: Said) -> str:
    """Everything on one page; what is missing is said, and no file is lost by a mistake."""
    find(page, dead, said, "death")
    look(page)
    page.locator("input[name=ask_claimant][value=NOMINEE]").check()
    page.locator("#id_ask_claimant_name").fill("SITI BINTI BAKAR")
    claimant(
        page, 1, name="SITI BINTI BAKAR", identity_no="800101145678", relation="SPOUSE",
        born_on_0="1", born_on_1="1", born_on_2="1980", bank_code="MBBEMYKL",
        number="5140 1111 7788", amount="40,000.00",
    )  # fmt: skip
    claimant(
        page, 2, name="NUR BINTI BAKAR", identity_no="150301141234", relation="CHILD",
        born_on_0="1", born_on_1="3", born_on_2="2015", guardian="AMANAH RAYA BERHAD",
        bank_code="CIBBMYKL", number="8001122334",
        amount=money.ringgit(WHOLE_SEN - FIRST_SEN).removeprefix("RM"),
    )  # fmt: skip
    page.locator("#id_paper-claimant-file").set_input_files(scan("Kad pengenalan"))
    page.get_by_role("button", name=said("Save the files")).click()
    assert said("Saved") in page.locator("#paper-claimant").inner_text()
    assert said("Missing") in page.locator("#paper-certificate").inner_text()
    assert page.locator("#id_claimant-2-name").input_value() == "NUR BINTI BAKAR"
    look(page)
    for paper in ("claimant", "certificate"):
        page.locator(f"#id_paper-{paper}-seen").check()
    page.locator("input[name=way][value=DOCUMENTS]").check()
    page.locator(f"input[name=language][value={said.language}]").check()
    a_day(page, "signed_on", days.today())
    hand_in(page, said)
    assert said("Attach this document") in page.locator(".error-summary").inner_text()
    assert not Application.objects.exists()
    look(page)
    page.locator("#id_paper-certificate-file").set_input_files(scan("Sijil kematian"))
    hand_in(page, said)
    page.wait_for_url("**/done/**")
    look(page)
    application = Application.objects.get()
    receipt = steps.words(page)
    for part in (application.reference, "SITI BINTI BAKAR", money.ringgit(FIRST_SEN)):
        assert part in receipt
    assert "800101145678" not in receipt and application.documents.count() == 2
    assert ledger.total_balances(dead.pk).held == funds.SAVED
    return application.reference


def drawn(picture: Any) -> int:
    """How wide a picture is when it has come."""
    return int(picture.evaluate("async one => { await one.decode(); return one.naturalWidth }"))


def decide(page: Any, people: funds.Fund, reference: str, said: Said) -> None:
    """The papers stand beside the checks as pictures; nearer by link; then approved."""
    steps.log_in(page, people.chong, where="/admin/")
    page.goto("/admin/withdrawals/application/")
    page.get_by_role("button", name=said("Take next application")).click()
    assert reference in steps.title(page)
    pictures = page.locator(".paper__file > a > img")
    assert pictures.count() == 2
    for place in range(2):
        pictures.nth(place).scroll_into_view_if_needed()
        assert drawn(pictures.nth(place)) == 900
    look(page)
    page.locator(".paper__file figcaption a").first.click()
    look(page)
    page.get_by_role("link", name=said("Larger")).click()
    assert drawn(page.locator(".paper-sheet img")) == 1600
    page.get_by_role("link", name=said("Back to the application")).click()
    page.get_by_role("link", name=said("Decide"), exact=True).click()
    page.locator("input[name=answer][value=approve]").check()
    page.get_by_role("button", name=said("Confirm decision")).click()
    assert Application.objects.get(reference=reference).status == "APPROVED"
    assert ledger.total_balances(people.bakar.member_id).posted == Amounts()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("en", 390), ("ms", 1280)])
def test_a_pilgrim_is_taken_in_without_script(language, width, fund, open_page):
    people: funds.Fund = fund(language)
    said, pilgrim = Said(language), people.aminah.member
    page = open_page(width=width)
    steps.log_in(page, counter_officer(language), where="/admin/")
    plain = open_page(
        width=width, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    find_plain = reverse("admin:withdrawals_intake_changelist")
    plain.goto(find_plain)
    plain.locator("#id_number").fill(pilgrim.ic_no)
    plain.get_by_role("button", name=said("Find the member")).click()
    plain.locator(f"a[href='{reverse('admin:withdrawals_intake_form', args=['hajj'])}']").click()
    hand_in(plain, said)
    assert plain.locator(".error-summary").count() == 1, "an empty form says all of it in one box"
    plain.locator("input[name=ask_selected][value=yes]").check()
    plain.locator("#id_ask_tabung_haji_no").fill("TH-778899")
    plain.locator("#id_amount").fill("9000.00")
    plain.locator("#id_payee_name").fill("LEMBAGA TABUNG HAJI")
    plain.locator("#id_payee_bank").select_option("BIMBMYKL")
    plain.locator("#id_payee_number").fill("12040011223344")
    plain.locator("#id_payee_reference").fill("TH-778899")
    for paper in ("identity", "selected"):
        plain.locator(f"#id_paper-{paper}-file").set_input_files(scan(paper))
        plain.locator(f"#id_paper-{paper}-seen").check()
    plain.locator("input[name=way][value=THUMBPRINT]").check()
    plain.locator("#id_receipt_no").fill("T-77123")
    plain.locator(f"input[name=language][value={said.language}]").check()
    a_day(plain, "signed_on", days.today())
    hand_in(plain, said)
    plain.wait_for_url("**/done/**")
    application = Application.objects.get()
    assert (application.status, application.pay_to) == ("SUBMITTED", "TABUNG_HAJI")
    assert application.documents.count() == 2
    assert ledger.total_balances(pilgrim.pk).held == Amounts(sejahtera=9000_00)
    member = open_page(width=width)
    steps.log_in(member, people.aminah)
    member.goto(reverse("withdrawals:application", args=[application.reference]))
    assert money.ringgit(9000_00) in steps.words(member)
    steps.fits(member)
