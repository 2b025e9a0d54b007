"""Applications as people make them: papers and all, a part now and the rest by the month, refused and put right.

Set SHOTS to a folder to keep a picture of each page.
"""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image, ImageDraw

from members.gateways import vault
from members.ledger import chart, checks, journal
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from members.models import BankAccount, BankAccountStatus, User
from members.services import bank_accounts
from tests.factories import make_member, make_user
from tests.journeys import fund as funds
from tests.journeys import steps
from tests.journeys.steps import Said
from withdrawals.models import Application, PayoutAttempt

BOTH = pytest.mark.parametrize(("language", "width"), [("ms", 390), ("en", 1280)])
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Reader:
    """Goes through the pages, and looks at each: it fits, nobody is shut out, a picture if wanted."""

    def __init__(self, page: Any, name: str) -> None:
        self.page, self.name, self.number = page, name, 0

    def look(self) -> None:
        steps.fits(self.page)
        steps.title(self.page)
        folder = os.environ.get("SHOTS")
        if folder:
            self.number += 1
            shot = Path(folder) / f"{self.name}-{self.number:02}.png"
            self.page.screenshot(path=str(shot), full_page=True)
        breaches = Axe().run(self.page, options=RULES).response["violations"]
        assert not breaches, [(one["id"], [n["target"] for n in one["nodes"]]) for one in breaches]

    def answer(self, value: object) -> None:
        """The question on the page, answered as its controls want it."""
        self.look()
        if isinstance(value, bool):
            self.page.locator(f"input[value={'yes' if value else 'no'}]").check()
        elif isinstance(value, date):
            for part, text in enumerate((value.day, value.month, value.year)):
                self.page.locator(f"#id_answer_{part}").fill(str(text))
        elif self.page.locator("input[type=radio]").count():
            self.page.locator(f"input[value={value}]").check()
        else:
            self.page.locator("#id_answer").fill(str(value))
        steps.press(self.page)

    def amount(self, text: str) -> None:
        self.look()
        self.page.locator("#id_amount").fill(text)
        steps.press(self.page)

    def accept(self) -> None:
        self.look()
        self.page.locator("input[name=answer][value=accept]").check()
        steps.press(self.page)

    def sign(self, user: User) -> str:
        """The check page, the TAC, the confirmation; answers the reference."""
        self.look()
        steps.press(self.page)
        self.look()
        self.page.locator("#id_code").fill(steps.sms_code(self.page, user.phone))
        steps.press(self.page)
        self.look()
        return str(self.page.locator(".panel__reference").inner_text())


def photo(words: str) -> dict[str, object]:
    """A photo of a paper, as a phone takes it."""
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).text((80, 80), words, fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def upload(page: Any, paper: str, words: str) -> None:
    card = page.locator("section.card", has=page.locator(f"input[name=paper][value={paper}]"))
    card.locator("input[type=file]").set_input_files(photo(words))
    card.locator("button.button--secondary").click()


def go_on(page: Any, said: Said) -> None:
    """Leave the page of papers, or be told on it what is missing."""
    with page.expect_navigation():
        page.get_by_role("button", name=said("Continue"), exact=True).click()


@pytest.mark.slow
@BOTH
def test_education_with_its_papers(language, width, fund, open_page):
    people: funds.Fund = fund(language)
    said = Said(language)
    page, desk = open_page(width=width), open_page(width=1280)
    reader = Reader(page, f"edu-{language}")
    steps.log_in(page, people.aminah)
    page.goto("/withdrawals/edu/")
    reader.look()
    steps.press(page)
    reader.answer("CHILD")
    reader.answer("BELOW")  # too low a level: told at once, with what would change it
    assert page.locator("[data-error-summary]").count() == 1
    for value in (
        "DIPLOMA", "LOCAL", "FULL_TIME", "PARTLY", "3250.50", "INSTITUTION", True, False, False,
    ):  # fmt: skip
        reader.answer(value)
    reader.amount("3250.50")

    # The session ends here; the answers do not.
    page.context.clear_cookies()
    steps.log_in(page, people.aminah)
    page.goto("/withdrawals/applications/")
    reader.look()
    page.locator("main .card a").first.click()
    page.get_by_role("button", name=said("Resume application")).click()

    assert steps.title(page) == said("Supporting documents")
    go_on(page, said)
    assert page.locator("[data-error-summary]").count() == 1
    reader.look()
    for paper in ("identity", "fees", "enrolment", "recognition", "relationship"):
        upload(page, paper, paper)
    upload(page, "fees", "second page of the fees")
    reader.look()
    assert page.get_by_text(said("Missing"), exact=True).count() == 0
    go_on(page, said)

    reader.look()
    for name, text in (
        ("name", "Kolej Seri Pantai"), ("registration_no", "DU039(B)"),
        ("number", "5140 9876 5432"), ("payment_reference", "SP-2026-0114"),
    ):  # fmt: skip
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_bank_code").select_option("MBBEMYKL")
    steps.press(page)
    reader.accept()
    assert "Kolej Seri Pantai" in steps.words(page) and "RM3,250.50" in steps.words(page)
    reference = reader.sign(people.aminah)
    held = ledger.total_balances(people.aminah.member_id).held
    assert held == Amounts(sejahtera=325_050)

    # An officer cannot read one photo.
    steps.log_in(desk, people.chong, where="/admin/")
    desk.goto("/admin/withdrawals/application/")
    desk.get_by_role("button", name=said("Take next application")).click()
    Reader(desk, f"edu-desk-{language}").look()
    drawn = desk.locator("img[src*='/documents/']").first
    drawn.scroll_into_view_if_needed()
    desk.wait_for_function("picture => picture.naturalWidth > 0", arg=drawn.element_handle())
    with desk.expect_download() as opened:
        desk.get_by_role("link", name=said("Download")).first.click()
    assert Path(opened.value.path()).read_bytes().startswith(b"\xff\xd8\xff")
    desk.get_by_role("link", name=said("Ask for documents"), exact=True).click()
    desk.locator("#id_paper_fees").select_option("CANNOT_BE_READ")
    Reader(desk, f"edu-ask-{language}").look()
    desk.get_by_role("button", name=said("Ask the member")).click()

    page.goto(f"/withdrawals/applications/{reference}/")
    reader.look()
    page.get_by_role("link", name=said("See what is needed and upload it")).click()
    reader.look()
    upload(page, "fees", "a better photo")
    page.get_by_role("button", name=said("Send the documents")).click()
    assert steps.words(page).count(said("Submitted")) >= 1
    reader.look()

    desk.goto("/admin/withdrawals/application/")
    desk.get_by_role("button", name=said("Take next application")).click()
    desk.get_by_role("link", name=said("Decide"), exact=True).click()
    desk.locator("input[name=answer][value=approve]").check()
    desk.get_by_role("button", name=said("Confirm decision")).click()
    payment = PayoutAttempt.objects.get(application__reference=reference)
    assert (payment.creditor_name, payment.amount_sen) == ("Kolej Seri Pantai", 325_050)
    assert [result.code for result in checks.run() if not result.holds] == []


@pytest.mark.slow
@BOTH
def test_a_part_at_55_and_the_rest_by_the_month(language, width, fund, open_page):
    fund(language)
    said = Said(language)
    daud = somebody_of_56(language)
    page = open_page(width=width)
    reader = Reader(page, f"age55-{language}")
    steps.log_in(page, daud)
    page.goto("/withdrawals/age55/")
    reader.look()
    steps.press(page)
    reader.answer("COMBINED")
    reader.answer("99.99")
    assert "RM100.00" in page.locator("[data-error-summary]").inner_text()
    reader.answer("250.00")
    reader.answer("60")
    # 60 times RM250 stays for the months.
    assert "RM75,000.00" in steps.words(page)
    reader.amount("75000.01")
    assert page.locator("[data-error-summary]").count() == 1
    reader.amount("20000.00")
    reader.look()
    page.get_by_role("radio").first.check()
    steps.press(page)
    reader.accept()
    shown = steps.words(page)
    assert "RM250.00" in shown and "RM20,000.00" in shown
    page.locator("a[href*='questions/months']").click()
    page.locator("#id_answer").fill("48")
    steps.press(page)
    assert steps.title(page) == said("Check your application")
    reference = reader.sign(daud)
    application = Application.objects.get(reference=reference)
    assert application.sources == Amounts(akaun_55=2_000_000)
    page.goto(f"/withdrawals/applications/{reference}/")
    assert "48" in steps.row(page, {"ms": "Bilangan bulan", "en": "Number of months"}[language])
    reader.look()


@pytest.mark.slow
@BOTH
def test_refused_and_put_right(language, width, fund, open_page):
    people: funds.Fund = fund(language)
    said = Said(language)
    page, desk = open_page(width=width), open_page(width=1280)
    reader = Reader(page, f"again-{language}")
    steps.log_in(page, people.bakar)
    page.goto("/withdrawals/flx/")
    steps.press(page)
    reader.amount("500.00")
    page.get_by_role("radio").first.check()
    steps.press(page)
    reader.accept()
    first = reader.sign(people.bakar)

    steps.log_in(desk, people.chong, where="/admin/")
    desk.goto("/admin/withdrawals/application/")
    desk.get_by_role("button", name=said("Take next application")).click()
    desk.get_by_role("link", name=said("Decide"), exact=True).click()
    desk.locator("input[name=answer][value=reject]").check()
    desk.locator("input[name=reasons][value=BANK_NAME_DIFFERS]").check()
    desk.get_by_role("button", name=said("Confirm decision")).click()
    assert ledger.total_balances(people.bakar.member_id).held == Amounts()

    other = second_account(people.bakar)
    page.goto(f"/withdrawals/applications/{first}/")
    reader.look()
    page.get_by_role("button", name=said("Correct it and apply again")).click()
    # The amount was good; only the bank account is asked for, with what to put right.
    assert steps.title(page) == said("Your bank account")
    assert first in steps.words(page)
    reader.look()
    page.locator(f"input[value='{other.pk}']").check()
    steps.press(page)
    reader.accept()
    assert "RM500.00" in steps.words(page) and other.last_four in steps.words(page)
    let_a_minute_pass()
    second = reader.sign(people.bakar)
    found = Application.objects.get(reference=second)
    assert found.corrects is not None and found.corrects.reference == first
    assert ledger.total_balances(people.bakar.member_id).held == Amounts(fleksibel=50_000)


def let_a_minute_pass() -> None:
    """The wait before another TAC."""
    from tests.withdrawals.test_kinds import a_while_later

    a_while_later()


def second_account(user: User) -> BankAccount:
    number = "564012349999"
    assert user.member is not None
    return BankAccount.objects.create(
        member=user.member, bank_code="MBBEMYKL", holder_name=user.member.name,
        number_encrypted=vault.encrypt(number), number_digest=bank_accounts.number_digest(number),
        last_four=number[-4:], status=BankAccountStatus.VERIFIED,
        added_at=timezone.now() - timedelta(days=90),
    )  # fmt: skip


def somebody_of_56(language: str) -> User:
    """Daud, with RM90,000 in Akaun 55, a phone and a bank account."""
    member = make_member(
        member_no="19900077", ic_no="700601145677", name="DAUD BIN ISMAIL",
        born_on=date(1970, 6, 1),
    )  # fmt: skip
    user = make_user(member=member, login_id="daud.ismail", phone="+60120000097", language=language)
    journal.post(
        JournalDraft(
            scope="journey.opening", key=f"{member.pk}", kind="OPENING", book="KONV",
            effective_on=date(2026, 1, 2), narration="opening", reference="UJI", by="tests",
            control=chart.RESERVE, members=(MemberLine(member.pk, Amounts(akaun_55=9_000_000)),),
        )
    )  # fmt: skip
    second_account(user)
    return user
