"""Papers: only what is harmless comes in, rewritten; only the owner and an officer get it out again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import Base

from members.audit.models import AuditEvent
from members.gateways import uploads
from members.models import User
from tests import clamd_stand_in
from tests.clamd_stand_in import EICAR
from tests.withdrawals.conftest import Walk, a_pdf, last_code, logged_in
from tests.withdrawals.test_online_kinds import CASES
from withdrawals.models import Application, Document, StoredFile
from withdrawals.services import apply, documents

pytestmark = pytest.mark.django_db(transaction=True)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)
    return out.getvalue()


def pdf(change: object) -> bytes:
    """A PDF after `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        change(paper)  # type: ignore[operator]
        paper.save(out)
    return out.getvalue()


def _script(paper: pikepdf.Pdf) -> None:
    paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _on_open(paper: pikepdf.Pdf) -> None:
    paper.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Named))


def _launch(paper: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"),
    )  # fmt: skip
    paper.pages[0].obj.Annots = pikepdf.Array([paper.make_indirect(note)])


def _attachment(paper: pikepdf.Pdf) -> None:
    paper.attachments["evil.exe"] = b"MZ"


def _encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def _flood() -> bytes:
    return picture("PNG", (6000, 6000))


HOSTILE = {
    "a script": ("a.pdf", lambda: pdf(_script), "ACTIVE"),
    "an action on opening": ("a.pdf", lambda: pdf(_on_open), "ACTIVE"),
    "a program to launch": ("a.pdf", lambda: pdf(_launch), "ACTIVE"),
    "another file inside": ("a.pdf", lambda: pdf(_attachment), "ACTIVE"),
    "a password": ("a.pdf", _encrypted, "ENCRYPTED"),
    "a web page before the PDF": ("a.pdf", lambda: b"<html>" + a_pdf(), "TYPE"),
    "a stub": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF", "UNREADABLE"),
    "half a picture": ("a.jpg", lambda: picture()[:300], "UNREADABLE"),
    "a script behind a marker": ("a.jpg", lambda: b"\xff\xd8\xff<?php evil() ?>", "UNREADABLE"),
    "a flood of pixels": ("a.png", _flood, "TOO_BIG"),
    "a picture called a PDF": ("a.pdf", picture, "TYPE"),
    "a PDF called a picture": ("a.png", a_pdf, "TYPE"),
    "an archive": ("a.pdf", _archive, "TYPE"),
    "a vector picture": ("a.svg", lambda: b"<svg onload='x()'/>", "TYPE"),
    "a web page": ("a.html", lambda: b"<script>x()</script>", "TYPE"),
    "a program": ("a.pdf.exe", lambda: b"MZ\x90", "TYPE"),
    "an animation": ("a.png", lambda: picture("GIF"), "TYPE"),
    "nothing": ("a.pdf", lambda: b"", "UNREADABLE"),
    "six megabytes": ("a.pdf", lambda: b"%PDF-" + b"0" * 6_000_000, "LARGE"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_is_refused_before_anything_is_kept(study: Walk, what: str) -> None:
    name, make, reason = HOSTILE[what]
    with pytest.raises(uploads.Refused) as refusal:
        documents.add(
            member_id=study.user.member_id, kind=study.draft.kind, code="fees", name=name,
            data=make(), by=study.user, at=timezone.now(),
        )  # fmt: skip
    assert refusal.value.reason == reason
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.get(action="document.refused").detail["reason"] == reason


@pytest.fixture
def study(aminah: User) -> Walk:
    """Aminah's education application, at the page of documents."""
    aminah.language = "en"
    aminah.save()
    walk = Walk(aminah, "edu", **CASES["EDU"].answers)
    walk.begin()
    for question, value in walk.answers.items():
        walk.answer(question, value)
    walk.amount("5000.00")
    return walk


def kept(walk: Walk) -> Document:
    return Document.objects.select_related("file", "application").get(application=walk.draft)


def test_the_page_asks_for_what_the_answers_call_for(study: Walk) -> None:
    page = study.client.get(study.url("documents")).text
    assert "Proof of the relationship" in page and "Bill or receipt of the fees" in page
    assert "Examination results" not in page and "One-way flight ticket" not in page
    assert study.client.get(study.url("payee")).status_code == 200
    stopped = study.client.post(study.url("documents"))
    assert "Upload what is missing" in stopped.text and "data-error-summary" in stopped.text
    assert study.client.get(study.url("check")).url == study.url("documents")


def test_a_refusal_is_told_at_its_field_in_the_members_words(study: Walk) -> None:
    page = study.upload("fees", _encrypted()).text
    assert "This PDF is locked with a password" in page and "data-error-summary" in page
    page = study.upload("fees", b"%PDF-" + b"0" * 6_000_000).text
    assert "5 MB or smaller. Yours is 5.7 MB" in page
    page = study.client.post(study.url("documents"), {"paper": "fees"}).text
    assert "Choose a file" in page
    assert "does not need that document" in study.upload("no-such-paper").text
    assert not Document.objects.exists()


def test_what_is_kept_is_ours_and_encrypted(study: Walk) -> None:
    sent = a_pdf("Aminah 900314105678") + b"<script>tail()</script>"
    assert study.upload("fees", sent, "900314105678 bil.pdf").status_code == 302
    found = kept(study)
    content = documents.content(found)
    assert b"900314105678" not in content.split(b"stream")[0] and b"tail()" not in content
    with pikepdf.open(io.BytesIO(content)) as paper:
        assert "/Info" not in paper.trailer and "/Metadata" not in paper.Root
    stored = bytes(StoredFile.objects.get().content_encrypted)
    assert b"%PDF" not in stored
    answer = study.client.get(reverse("withdrawals:document", args=[found.public_id]))
    assert answer.content == content
    assert "900314105678" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]


def test_a_photo_keeps_its_pixels_and_loses_its_place(study: Walk) -> None:
    exif = Image.Exif()
    exif[Base.Make] = "Kamera"
    exif.get_ifd(0x8825)[2] = (3.0, 8.0, 0.0)
    exif[Base.Orientation] = 6
    study.upload("fees", picture(exif=exif, comment=b"rahsia"), "foto.JPG")
    content = documents.content(kept(study))
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == (40, 60)  # turned upright
        assert not shown.getexif() and "comment" not in shown.info
    assert b"Kamera" not in content and b"rahsia" not in content
    study.upload("fees", picture("PNG"), "foto.png")
    assert Document.objects.count() == 2


def test_others_find_nothing(study: Walk, bakar: User) -> None:
    study.upload("fees")
    address = reverse("withdrawals:document", args=[kept(study).public_id])
    assert logged_in(bakar).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert study.client.post(address).status_code == 405


def test_an_officer_opens_it_and_the_member_reads_that(
    study: Walk, chong: User, bakar: User
) -> None:
    study.to_check("5000.00")
    study.ask_code()
    key = study.draft.client_key
    study.submit(last_code(study.user))
    application = Application.objects.get(client_key=key)
    found = application.documents.first()
    address = reverse(
        "admin:withdrawals_application_document", args=[application.reference, found.public_id]
    )
    answer = logged_in(chong).get(address)
    assert answer.content == documents.content(found)
    assert (
        "attachment" in answer["Content-Disposition"]
        and "sandbox" in answer["Content-Security-Policy"]
    )
    event = AuditEvent.objects.get(action="document.viewed")
    assert event.member_id == study.user.member_id and event.actor_id == chong.pk
    assert "opened a document" in study.client.get(reverse("members:activity")).text
    assert logged_in(bakar).get(address).status_code in (302, 403)
    assert study.client.get(address).status_code in (302, 403)
    review_page = logged_in(chong).get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    )
    assert address in review_page.text
    # And nobody changes it any more.
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        found.delete()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Document.objects.filter(pk=found.pk).update(code="enrolment")
    with pytest.raises(apply.NoDraft):
        documents.add(
            member_id=study.user.member_id, kind=application.kind, code="fees", name="a.pdf",
            data=a_pdf("late"), by=study.user, at=timezone.now(),
        )  # fmt: skip


def test_a_file_more_or_less_voids_the_code(study: Walk) -> None:
    study.to_check("5000.00")
    study.ask_code()
    assert study.draft.tac_challenge_id
    study.upload("fees", a_pdf("second page"))
    assert not study.draft.tac_challenge_id
    code = last_code(study.user)
    assert not Application.objects.exclude(submitted_at=None).exists()
    study.submit(code)
    assert not Application.objects.exclude(submitted_at=None).exists()


def test_removed_and_discarded_papers_are_gone(study: Walk) -> None:
    study.upload("fees")
    study.upload("enrolment")
    first = Document.objects.get(code="fees")
    study.client.post(reverse("withdrawals:remove_document", args=["edu", first.public_id]))
    assert StoredFile.objects.count() == Document.objects.count() == 1
    study.client.post(study.url("discard"))
    assert StoredFile.objects.count() == Document.objects.count() == 0


def test_counts_have_an_end(study: Walk) -> None:
    for number in range(5):
        assert study.upload("fees", a_pdf(f"page {number}")).status_code == 302
    assert "too many files" in study.upload("fees", a_pdf("page 6")).text
    assert "uploaded this file already" in study.upload("fees", a_pdf("page 1")).text


def test_many_files_in_an_hour_wait(study: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_IN_AN_HOUR", 2)
    study.upload("fees", _archive())
    study.upload("fees")
    assert "Go on in an hour" in study.upload("enrolment").text
    assert Document.objects.count() == 1


# ── the virus scanner ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[str]:
    """A scanner that speaks INSTREAM and knows one virus."""
    with clamd_stand_in.listening(tmp_path) as address:
        yield address


def test_a_virus_is_refused_and_a_clean_file_taken(study: Walk, clamd: str) -> None:
    with override_settings(CLAMD_ADDRESS=clamd):
        assert "virus check stopped it" in study.upload("fees", a_pdf() + EICAR).text
        assert study.upload("fees", a_pdf("x" * 200_000)).status_code == 302
    assert Document.objects.count() == 1


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "nonsense"])
def test_a_silent_scanner_refuses(study: Walk, address: str) -> None:
    with override_settings(CLAMD_ADDRESS=address):
        assert "cannot check files at the moment" in study.upload("fees").text
    assert not Document.objects.exists()


def test_old_drafts_lose_their_papers(study: Walk) -> None:
    study.upload("fees")
    later = study.draft.created_at + apply.DRAFT_IS_KEPT * 2
    assert apply.expire_drafts(at=later) == 1
    assert not StoredFile.objects.exists()


def test_the_day_of_the_receipt_is_not_in_the_future(aminah: User) -> None:
    walk = Walk(aminah, "health", **CASES["HEALTH"].answers)
    walk.begin()
    for question, value in walk.answers.items():
        if question != "receipt_on":
            walk.answer(question, value)
    assert "data-error-summary" in walk.answer("receipt_on", date(2026, 11, 21)).text
    old = walk.answer("receipt_on", date(2025, 11, 19))
    assert old.status_code == 200 and "data-error-summary" in old.text
    assert walk.answer("receipt_on", date(2026, 11, 20)).status_code == 302
