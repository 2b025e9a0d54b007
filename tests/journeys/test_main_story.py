"""The whole line, as people walk it: contributions in, RM500.00 out, a statement that agrees.

The eight steps of the story in the order in which they happen, in one browser for each person.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from contributions.models import Remittance
from members.audit import actions
from members.audit.models import AuditEvent
from members.ledger import checks, days, money
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from statements import selectors as statements
from tests.journeys import fund as funds
from tests.journeys import steps
from tests.journeys.steps import Said
from withdrawals.models import Application, PayoutBatch

OUT_SEN = 500_00
PDF_NAME = {"ms": "penyata-2026.pdf", "en": "statement-2026.pdf"}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("ms", 390), ("en", 1280)])
def test_from_the_file_to_the_statement(language, width, fund, open_page, worker):
    people: funds.Fund = fund(language)
    said = Said(language)
    worker()
    hr, member = open_page(width=width), open_page(width=width)
    reviewer, releaser = open_page(width=1280), open_page(width=1280)

    remittance = send_the_file(hr, people, said)
    every_share_lands(people, remittance)

    see_the_contribution(member, people, said)
    reference = apply_for_money(member, people, said)
    approve(reviewer, people, reference, said)
    go_to_the_next_working_day(open_page(width=1280), people)
    batch = nobody_releases_what_they_reviewed(reviewer, said)
    release(releaser, people, batch)
    be_paid(member, people, reference, said)
    take_the_statement_home(member, people, reference, said)
    be_looked_up(hr, member, people, said)

    assert [result.code for result in checks.run() if not result.holds] == []


# ── 1 and 2: the employer's file, and the worker ────────────────────────────────────────────────


def send_the_file(page: Any, people: funds.Fund, said: Said) -> Remittance:
    """A file with errors is answered with all of them; the right one is confirmed and submitted."""
    steps.log_in(page, people.hr)
    upload(page, people.file_with_errors, said)
    assert steps.title(page) == said("Fix the errors in your file")
    errors = [" ".join(row.split()) for row in page.locator("main tbody tr").all_inner_texts()]
    for number, column in ((5, "Member No"), (9, "EM Share"), (32, "Member No")):
        assert any(str(number) in row and column in row for row in errors), (number, errors)
    assert len(errors) == 3
    steps.fits(page)

    upload(page, people.file, said)
    assert steps.title(page) == said("Check and submit")
    shown = steps.words(page)
    for sen in (
        sum(line.salary_sen for line in people.lines),
        sum(line.employer_ringgit for line in people.lines) * 100,
        sum(line.employee_ringgit for line in people.lines) * 100,
    ):
        assert money.ringgit(sen) in shown
    steps.fits(page)
    page.locator("#id_agree").check()
    page.get_by_role("button", name=said("Submit contributions")).click()
    reference = str(page.locator(".panel__reference").inner_text())
    return Remittance.objects.get(reference=reference)


def upload(page: Any, content: bytes, said: Said) -> None:
    """Choose the month and the file, and have it checked."""
    page.goto("/employer/contributions/upload/")
    page.locator("#id_wage_month").select_option(funds.WAGE_MONTH.isoformat())
    page.locator("#id_file").set_input_files(
        {"name": "caruman-oktober.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name=said("Check the file")).click()


def every_share_lands(people: funds.Fund, remittance: Remittance) -> None:
    """Each member's contribution is split 75/15/10, to the sen."""

    def posted() -> bool:
        remittance.refresh_from_db()
        return remittance.state == "POSTED"

    steps.until("the remittance is posted", posted)
    for line in people.lines:
        (entry,) = ledger.entries(line.member.pk, kinds=("CONTRIBUTION",))
        assert entry.amounts == line.split
        assert entry.reference == remittance.reference


# ── 3 and 4: the member ─────────────────────────────────────────────────────────────────────────


def see_the_contribution(page: Any, people: funds.Fund, said: Said) -> None:
    """Total, three accounts, and the contribution with employer, month, shares and split."""
    steps.log_in(page, people.aminah)
    line = people.lines[0]
    assert steps.title(page) == said("Summary")
    summary = steps.words(page)
    now = funds.SAVED + line.split
    for sen in (now.total, now.persaraan, now.sejahtera, now.fleksibel):
        assert money.ringgit(sen) in summary
    steps.fits(page)
    page.get_by_role("link", name=said("Details of this contribution")).click()
    details = steps.words(page)
    assert people.employer.name in details
    for sen in (
        line.employer_ringgit * 100,
        line.employee_ringgit * 100,
        *line.split.as_tuple()[:3],
        line.total_sen,
    ):
        assert money.ringgit(sen) in details
    steps.fits(page)


def apply_for_money(page: Any, people: funds.Fund, said: Said) -> str:
    """Amount, account, declaration, check, TAC, confirmation; the hold is seen at once."""
    before = ledger.total_balances(people.aminah.member_id)
    page.goto("/")
    page.get_by_role("link", name=said("Apply for a withdrawal")).click()
    page.get_by_role("link", name=re.compile("Akaun Fleksibel")).first.click()
    steps.press(page)
    page.locator("#id_amount").fill("500.00")
    steps.press(page)
    page.get_by_role("radio").first.check()
    steps.press(page)
    page.locator("input[name=answer][value=accept]").check()
    steps.press(page)
    assert steps.title(page) == said("Check your application")
    steps.fits(page)
    steps.press(page)
    page.locator("#id_code").fill(steps.sms_code(page, people.aminah.phone))
    steps.press(page)
    assert steps.title(page) == said("Application submitted")
    reference = str(page.locator(".panel__reference").inner_text())
    # Monday 23 November 2026 and seven working days: Wednesday 2 December.
    assert said.date(funds.PAY_BY_ON) in steps.words(page)
    steps.fits(page)

    after = ledger.total_balances(people.aminah.member_id)
    assert after.posted == before.posted
    assert after.available == before.available - Amounts(fleksibel=OUT_SEN)
    page.goto("/")
    assert money.ringgit(after.available.fleksibel) in steps.words(page)
    return reference


# ── 5 and 6: the officers and the bank ──────────────────────────────────────────────────────────


def approve(page: Any, people: funds.Fund, reference: str, said: Said) -> None:
    """Chong takes the next application, reads it, and approves it."""
    steps.log_in(page, people.chong, where="/admin/")
    page.goto("/admin/withdrawals/application/")
    page.get_by_role("button", name=said("Take next application")).click()
    assert reference in steps.title(page)
    assert money.ringgit(OUT_SEN) in steps.words(page)
    page.get_by_role("link", name=said("Decide"), exact=True).click()
    page.locator("input[name=answer][value=APPROVE], input[name=answer][value=approve]").check()
    page.get_by_role("button", name=said("Confirm decision")).click()
    assert Application.objects.get(reference=reference).decided_by == people.chong
    after = ledger.total_balances(people.aminah.member_id)
    assert after.held == Amounts()


def go_to_the_next_working_day(page: Any, people: funds.Fund) -> None:
    """Farid moves the fund's day; the day's jobs build the payment file."""
    steps.log_in(page, people.farid, where="/admin/")
    page.goto("/admin/ledger/businessdate/")
    page.locator("form[action$='advance/'] button").click()
    page.wait_for_load_state()
    assert days.today() == funds.TUESDAY
    batch = PayoutBatch.objects.get()
    assert (batch.n_items, batch.total_sen) == (1, OUT_SEN)


def nobody_releases_what_they_reviewed(page: Any, said: Said) -> str:
    """Chong has the right to release, but reviewed an application in this file."""
    batch = PayoutBatch.objects.get()
    address = f"/admin/withdrawals/payoutbatch/{batch.pk}/"
    page.goto(f"{address}change/")
    assert said(
        "You reviewed an application in this file. Another officer must release it."
    ) in steps.words(page)
    page.goto(f"{address}release/")
    assert not page.url.endswith("release/")
    assert PayoutBatch.objects.get().state == "SEALED"
    return address


def release(page: Any, people: funds.Fund, address: str) -> None:
    """Devi compares the control totals, types them, and lets the file go."""
    steps.log_in(page, people.devi, where="/admin/")
    page.goto(f"{address}release/")
    page.locator("#id_total_sen").fill("500.00")
    page.locator("#id_n_items").fill("1")
    page.locator("form:has(#id_total_sen) [type=submit]").click()
    page.wait_for_load_state()
    assert PayoutBatch.objects.get().released_by == people.devi


def be_paid(page: Any, people: funds.Fund, reference: str, said: Said) -> None:
    """Only when the bank's statement shows the debit does the member see that it is paid."""
    page.goto(f"/withdrawals/applications/{reference}/")
    steps.reload_until_tag(page, said("Paid"))
    application = Application.objects.get(reference=reference)
    assert application.status == "PAID"
    told = steps.words(page)
    assert said.date(application.paid_on) in told
    assert application.bank_reference in told
    steps.fits(page)


# ── 7: the statement ────────────────────────────────────────────────────────────────────────────


def take_the_statement_home(page: Any, people: funds.Fund, reference: str, said: Said) -> None:
    """Page, paper and ledger say the same, per account and to the sen."""
    page.goto("/statements/")
    assert steps.title(page) == said("Statements")
    shown = steps.words(page)
    with page.expect_download() as download:
        page.locator(f"form[action='/statements/2026/{said.language}/'] button").click()
    assert download.value.suggested_filename == PDF_NAME[said.language]
    reader = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes()))
    printed = " ".join("\n".join(sheet.extract_text() for sheet in reader.pages).split())

    statement = statements.statement(people.aminah.member_id, 2026, days.today())
    line = people.lines[0]
    expected = funds.SAVED + line.split - Amounts(fleksibel=OUT_SEN)
    assert ledger.total_balances(people.aminah.member_id).posted == expected
    assert [row.closing_sen for row in statement.rows] == [*expected.as_tuple()[:3]]
    for row in (*statement.rows, statement.total):
        for sen in (
            row.opening_sen,
            row.contributions_sen,
            row.withdrawals_sen,
            row.closing_sen,
        ):
            assert money.ringgit(sen) in shown
            assert money.ringgit(sen) in printed
    assert reference in printed
    assert people.employer.name in printed
    assert people.aminah.member.ic_no not in printed
    steps.fits(page)


# ── 8: the look-up ──────────────────────────────────────────────────────────────────────────────


def be_looked_up(hr: Any, member: Any, people: funds.Fund, said: Said) -> None:
    """No consent, no employee and no such person are one answer; consent opens, and is logged."""
    asked = people.aminah.member
    without_consent = look_up(hr, asked.member_no, asked.name, said)
    somebody_elses = look_up(hr, people.bakar.member.member_no, people.bakar.member.name, said)
    nobodys = look_up(hr, "19999999", "Tiada Siapa", said)
    assert without_consent == somebody_elses == nobodys
    assert said("Nothing to show") in without_consent

    look_up(hr, asked.member_no, asked.name, said)
    hr.get_by_role("button", name=said("Ask for consent")).click()
    assert steps.title(hr) == said("Request sent")
    member.goto("/contributions/consents/")
    steps.fits(member)
    member.locator("main .card a.button").click()
    member.locator("input[name=answer][value=yes]").check()
    steps.press(member)
    assert steps.title(member) == said("Who may see my balances")

    answer = look_up(hr, asked.member_no, asked.name, said)
    balance = ledger.total_balances(asked.pk).posted
    for sen in (balance.total, balance.persaraan, balance.sejahtera, balance.fleksibel):
        assert money.ringgit(sen) in answer
    assert asked.ic_no not in answer
    steps.fits(hr)

    member.goto("/activity/")
    log = steps.words(member)
    looked = AuditEvent.objects.get(action="employer.balance_looked_up", member_id=asked.pk)
    assert actions.words(looked.action, looked.detail, said.language) in log
    assert people.employer.name in log
    steps.fits(member)


def look_up(page: Any, number: str, name: str, said: Said) -> str:
    """What the look-up says about a person."""
    page.goto("/employer/look-up/")
    page.locator("#id_number").fill(number)
    page.locator("#id_name").fill(name)
    page.locator("input[name=purpose]").first.check()
    page.get_by_role("button", name=said("Check"), exact=True).click()
    return steps.words(page)
