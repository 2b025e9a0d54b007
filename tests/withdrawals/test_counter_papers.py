"""Papers at the counter: kept at once, cleaned like a member's own, wanted before anything is handed in."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.audit.models import AuditEvent
from members.ledger.drafts import Amounts
from members.models import BankAccount, User
from tests import cast
from tests.withdrawals.conftest import a_pdf, logged_in
from tests.withdrawals.payouts.people import may
from tests.withdrawals.test_documents import HOSTILE
from tests.withdrawals.test_intake import AT_COUNTER, claimant, lay, posted, request, taken_in
from tests.withdrawals.test_kinds import of_age
from withdrawals import types
from withdrawals.models import Application, CounterPaper, Document, StoredFile
from withdrawals.services import asking, counter_papers, documents, intake, review

pytestmark = pytest.mark.django_db(transaction=True)

FIND = "admin:withdrawals_intake_changelist"
FORM = "admin:withdrawals_intake_form"
HAJJ = types.get("HAJJ")


@pytest.fixture
def devi(today: date) -> User:
    return may(cast.devi(), *AT_COUNTER)


@pytest.fixture
def pilgrim(devi: User) -> User:
    return of_age(date(1980, 6, 1), Amounts(sejahtera=2_000_000))


@pytest.fixture
def desk(devi: User, pilgrim: User) -> Client:
    """The officer's browser, with the pilgrim in front of them."""
    client = logged_in(devi)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    client.post(reverse(FIND), {"number": pilgrim.member.ic_no})
    return client


def paper(content: bytes | None = None, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_pdf(name))


def typed(pilgrim: User, **more: object) -> dict[str, object]:
    """Everything of the pilgrim's form but the files."""
    asks = {}
    for ask in HAJJ.asks:
        asks[f"ask_{ask.name}"] = {"YES_NO": "yes"}.get(ask.kind, "TH-778899")
    named = {
        "payee_name": "LEMBAGA TABUNG HAJI", "payee_bank": "MBBEMYKL",
        "payee_number": "514099998888", "payee_reference": "TH-778899",
    }  # fmt: skip
    own = BankAccount.objects.get(member=pilgrim.member)
    return {**posted("HAJJ", amount="9000.00", bank_account=own.pk), **named, **asks, **more}


def first_code() -> str:
    return HAJJ.documents[0].code


def test_the_page_says_what_is_missing_and_keeps_what_came(desk: Client, pilgrim: User) -> None:
    address = reverse(FORM, args=["hajj"])
    page = desk.get(address).text
    assert page.count("Missing") == len(HAJJ.documents_for({}))
    code = first_code()
    sent = {**typed(pilgrim, keep="1"), f"paper-{code}-file": paper(), "amount": "8765.00"}
    page = desk.post(address, sent).text
    assert "8,765.00" in page or "8765.00" in page, "what was typed stays"
    assert "data-error-summary" not in page and "Saved" in page and "File 1: PDF" in page
    assert CounterPaper.objects.get().code == code and not Application.objects.exists()
    stopped = desk.post(address, typed(pilgrim))
    if len(HAJJ.documents) > 1:
        assert "Attach this document" in stopped.text and not Application.objects.exists()
    rest = {f"paper-{one.code}-file": paper(name=f"{one.code}.pdf") for one in HAJJ.documents[1:]}
    done = desk.post(address, {**typed(pilgrim), **rest})
    assert done.status_code == 302, done.text
    application = Application.objects.get()
    assert {one.code for one in application.documents.all()} == {one.code for one in HAJJ.documents}
    assert not CounterPaper.objects.exists() and StoredFile.objects.count() == len(HAJJ.documents)
    assert HAJJ.documents[0].title.en in desk.get(done.url).text


def test_a_wrong_form_loses_no_file(desk: Client, pilgrim: User) -> None:
    address, code = reverse(FORM, args=["hajj"]), first_code()
    page = desk.post(address, {**typed(pilgrim, amount=""), f"paper-{code}-file": paper()}).text
    assert "data-error-summary" in page and "File 1: PDF" in page
    assert CounterPaper.objects.count() == 1


def test_more_claimants_is_no_mistake(devi: User) -> None:
    user = of_age(date(1980, 6, 1), Amounts(1_000_000))
    user.member.died_on = date(2026, 11, 1)
    user.member.save()
    client = logged_in(devi)
    client.post(reverse(FIND), {"number": user.member.ic_no})
    page = client.post(reverse(FORM, args=["death"]), {"rows": "2", "more": "1"}).text
    assert "claimant-6-name" in page and "data-error-summary" not in page


@pytest.mark.parametrize("what", ["a script", "a password", "an archive", "a flood of pixels"])
def test_hostile_files_are_refused_in_words(desk: Client, pilgrim: User, what: str) -> None:
    name, make, reason = HOSTILE[what]
    sent = {**typed(pilgrim, keep="1"), f"paper-{first_code()}-file": paper(make(), name)}
    page = desk.post(reverse(FORM, args=["hajj"]), sent).text
    assert "data-error-summary" in page
    assert not StoredFile.objects.exists() and not CounterPaper.objects.exists()
    event = AuditEvent.objects.get(action="document.refused")
    assert (event.detail["reason"], event.member_id) == (reason, pilgrim.member_id)


def test_a_silent_scanner_refuses_at_the_counter_too(desk: Client, pilgrim: User) -> None:
    sent = {**typed(pilgrim, keep="1"), f"paper-{first_code()}-file": paper()}
    with override_settings(CLAMD_ADDRESS="/nowhere/clamd.sock"):
        page = desk.post(reverse(FORM, args=["hajj"]), sent).text
    assert "cannot check files" in page and not StoredFile.objects.exists()


def test_what_is_kept_is_cleaned_encrypted_and_counted(devi: User, pilgrim: User) -> None:
    def add(content: bytes, name: str = "a.pdf") -> CounterPaper:
        return counter_papers.add(
            member=pilgrim.member, kind=HAJJ, code=first_code(), name=name, data=content, by=devi,
            at=timezone.now(),
        )  # fmt: skip

    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG", comment=b"rahsia")
    made = add(out.getvalue(), "foto.jpg")
    assert b"rahsia" not in documents.content(made)
    assert b"JFIF" not in bytes(StoredFile.objects.get().content_encrypted)
    with pytest.raises(documents.Refused, match="TWICE"):
        add(out.getvalue(), "foto.jpg")
    for number in range(4):
        add(a_pdf(f"page {number}"))
    with pytest.raises(documents.Refused, match="TOO_MANY"):
        add(a_pdf("page 6"))
    with pytest.raises(documents.NotWanted):
        counter_papers.add(
            member=pilgrim.member, kind=HAJJ, code="nothing", name="a.pdf", data=a_pdf(), by=devi,
            at=timezone.now(),
        )  # fmt: skip


def test_a_file_is_taken_away_opened_and_swept(desk: Client, devi: User, pilgrim: User) -> None:
    lay(pilgrim.member, "HAJJ", devi)
    found = CounterPaper.objects.select_related("file").first()
    assert found is not None
    view = reverse("admin:withdrawals_intake_paper", args=[found.public_id])
    answer = desk.get(view)
    assert (
        answer.content == documents.content(found) and "attachment" in answer["Content-Disposition"]
    )
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(action="document.checked").member_id == pilgrim.member_id
    desk.post(reverse(FORM, args=["hajj"]), {**typed(pilgrim), "remove": str(found.public_id)})
    assert not CounterPaper.objects.filter(pk=found.pk).exists()
    assert not Application.objects.exists(), "removing hands nothing in"
    assert counter_papers.sweep(at=timezone.now()) == 0
    left = CounterPaper.objects.count()
    assert counter_papers.sweep(at=timezone.now() + counter_papers.KEPT * 2) == left
    assert not StoredFile.objects.exists()


def test_papers_that_the_answers_do_not_call_for_are_not_handed_in(devi: User) -> None:
    kind = types.get("DEATH")
    conditional = next(one for one in kind.documents if one.only_when)
    assert conditional.only_when is not None
    user = of_age(date(1980, 6, 1), Amounts(1_000_000))
    user.member.died_on = date(2026, 11, 1)
    user.member.save()
    answers = {"claimant": "NOMINEE", "claimant_name": "SITI"}
    wanted = request("DEATH", 1_000_000, answers=answers, payees=(claimant(1_000_000),))
    needed = {one.code for one in kind.documents_for(answers)}
    application = taken_in(user, devi, "DEATH", wanted)
    assert {one.code for one in application.documents.all()} == needed
    assert StoredFile.objects.count() == len(needed)


def test_the_database_wants_the_members_own_file(devi: User, pilgrim: User, aminah: User) -> None:
    lay(pilgrim.member, "HAJJ", devi)
    found = CounterPaper.objects.first()
    assert found is not None
    with pytest.raises(IntegrityError, match="belongs to the member"), transaction.atomic():
        CounterPaper.objects.create(
            member=aminah.member, type_code="HAJJ", code=found.code, file_id=found.file_id,
            added_at=timezone.now(), added_by=devi,
        )  # fmt: skip
    with pytest.raises(intake.PapersMissing) as error:
        intake.submit(
            member=aminah.member, kind=HAJJ,
            request=request("HAJJ", 900_000, answers={"selected": True, "tabung_haji_no": "TH-1"}), by=devi,
            at=timezone.now(),
        )  # fmt: skip
    assert set(error.value.lacking) == {one.code for one in HAJJ.documents}


def test_papers_that_were_asked_for_are_brought_to_the_counter(
    desk: Client, devi: User, pilgrim: User, chong: User
) -> None:
    lay(pilgrim.member, "HAJJ", devi)
    done = desk.post(reverse(FORM, args=["hajj"]), typed(pilgrim))
    assert done.status_code == 302, done.text
    application, code = Application.objects.get(), first_code()
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    asking.ask(
        application_id=application.pk, items=[asking.Item(code, "CANNOT_BE_READ")], by=chong,
        at=timezone.now(),
    )  # fmt: skip
    address = reverse("admin:withdrawals_intake_asked", args=[application.reference])
    assert address in desk.get(reverse(FIND)).text
    assert "Upload what is missing" in desk.post(address).text
    assert desk.post(address, {"paper": code, "file": paper(a_pdf("again"))}).status_code == 302
    made = Document.objects.get(request__isnull=False)
    desk.post(address, {"remove": str(made.public_id)})
    assert not Document.objects.filter(request__isnull=False).exists()
    desk.post(address, {"paper": code, "file": paper(a_pdf("better"))})
    assert desk.post(address).status_code == 302
    application.refresh_from_db()
    assert application.status == "SUBMITTED"
    last = application.transitions.order_by("-pk").first()
    assert (last.event, last.part, last.by_id) == ("BRING", "COUNTER", devi.pk)
    assert logged_in(chong).get(address).status_code in (302, 403, 404)
    assert desk.get(address).status_code == 302, "nothing is waited for any more"
