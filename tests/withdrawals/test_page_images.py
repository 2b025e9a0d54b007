"""Papers as pictures: drawn apart, seen by those alone who may see the application, each look in the log."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from members.audit.models import AuditEvent
from members.gateways import page_images
from members.models import User
from tests.withdrawals.conftest import Walk, last_code, logged_in
from tests.withdrawals.test_documents import kept, picture, study
from tests.withdrawals.test_online_kinds import CASES
from withdrawals.models import Application, Document, StoredFile

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["study"]


def sheets(*sizes: tuple[int, int]) -> bytes:
    """A PDF with a page of each size, in points, with a black square on each."""
    out = io.BytesIO()
    with pikepdf.new() as paper:
        for size in sizes:
            paper.add_blank_page(page_size=size)
            paper.pages[-1].Contents = paper.make_stream(b"0 0 0 rg 10 10 50 50 re f")
        paper.save(out)
    return out.getvalue()


@pytest.fixture
def handed_in(aminah: User) -> Application:
    """An education application whose bill has two pages and whose other papers one."""
    walk = Walk(aminah, "edu", **CASES["EDU"].answers)
    walk.begin()
    for question, value in walk.answers.items():
        walk.answer(question, value)
    walk.amount("5000.00")
    walk.upload("fees", sheets((200, 300), (300, 200)))
    walk.to_check("5000.00")
    key = walk.draft.client_key
    walk.ask_code()
    walk.submit(last_code(walk.user))
    return Application.objects.get(client_key=key)


def address(application: Application, name: str, *more: object, code: str = "fees") -> str:
    found = application.documents.get(code=code)
    args = [application.reference, found.public_id, *more]
    return reverse(f"admin:withdrawals_application_document{name}", args=args)


def test_the_review_page_shows_every_paper_beside_the_checks(
    handed_in: Application, chong: User
) -> None:
    client = logged_in(chong)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = client.get(
        reverse("admin:withdrawals_application_review", args=[handed_in.reference])
    ).text
    for document in handed_in.documents.all():
        assert address(handed_in, "_picture", 1, "page", code=document.code) in page
        assert address(handed_in, "", code=document.code) in page, "the download stays"
    assert address(handed_in, "_picture", 2, "page") in page and "page 2 of 2" in page
    assert "Automatic checks" in page and "<script>" not in page


def test_a_page_is_a_picture_and_nothing_else(handed_in: Application, chong: User) -> None:
    client = logged_in(chong)
    answer = client.get(address(handed_in, "_picture", 2, "large"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.size == (1600, 1067)
        assert shown.convert("L").getpixel((100, 1000)) < 10, "the square is drawn"
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.post(address(handed_in, "_picture", 1, "page")).status_code in (403, 405)
    for number, size in ((3, "page"), (0, "page"), (1, "huge")):
        assert client.get(address(handed_in, "_picture", number, size)).status_code == 404


def test_nearer_further_and_the_other_pages_by_link(handed_in: Application, chong: User) -> None:
    client = logged_in(chong)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    first = client.get(address(handed_in, "_page", 1)).text
    assert address(handed_in, "_page", 2) in first and "?size=large" in first
    assert "Previous page" not in first and "Smaller" not in first
    last = client.get(address(handed_in, "_page", 2) + "?size=largest").text
    assert (
        address(handed_in, "_page", 1) in last
        and address(handed_in, "_picture", 2, "largest") in last
    )
    assert "Next page" not in last and "Larger" not in last
    assert client.get(address(handed_in, "_page", 1) + "?size=evil").status_code == 200
    assert client.get(address(handed_in, "_page", 3)).status_code == 404


def test_one_look_at_all_pages_is_one_line_of_the_log(handed_in: Application, chong: User) -> None:
    client = logged_in(chong)
    for number in (1, 2):
        client.get(address(handed_in, "_picture", number, "page"))
    client.get(address(handed_in, "_picture", 1, "page", code="enrolment"))
    rows = AuditEvent.objects.filter(action="document.viewed")
    assert rows.count() == 2 and {row.actor_id for row in rows} == {chong.pk}
    assert {row.detail["reference"] for row in rows} == {handed_in.reference}


def test_who_may_not_review_sees_no_page(handed_in: Application, aminah: User, bakar: User) -> None:
    for name, more in (("_picture", (1, "page")), ("_page", (1,))):
        path = address(handed_in, name, *more)
        assert Client().get(path).status_code == 302
        for who in (aminah, bakar):
            assert logged_in(who).get(path).status_code in (302, 403)
    assert not AuditEvent.objects.filter(action="document.viewed").exists()


def test_files_from_before_pages_were_counted(handed_in: Application, chong: User) -> None:
    found = handed_in.documents.select_related("file").get(code="fees")
    assert found.file.pages == 2
    old = StoredFile.objects.create(
        member_id=handed_in.member_id, kind="PDF", size=found.file.size, sha256="0" * 64,
        content_encrypted=found.file.content_encrypted, stored_at=found.file.stored_at,
    )  # fmt: skip
    from withdrawals.services import documents

    assert documents.pages_of(Document(application=handed_in, code="fees", file=old)) == 2


def test_a_photo_is_shown_smaller_and_never_blown_up(study: Walk) -> None:
    study.upload("fees", picture(size=(3000, 1500)), "foto.jpg")
    from withdrawals.services import documents

    drawn = documents.page(kept(study), number=1, size="page")
    with Image.open(io.BytesIO(drawn.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (900, 450))
    small = page_images.draw(picture("PNG", (60, 40)), page=1, size="page")
    with Image.open(io.BytesIO(small.content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (60, 40))


@pytest.mark.parametrize("what", [b"", b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff<?php ?>", b"<svg/>"])
def test_what_cannot_be_drawn_is_no_picture(what: bytes) -> None:
    with pytest.raises(page_images.NotDrawn):
        page_images.draw(what, page=1, size="page")


def test_a_sheet_as_long_as_a_road_stays_within_the_pixels() -> None:
    drawn = page_images.draw(sheets((10, 14_000)), page=1, size="largest")
    with Image.open(io.BytesIO(drawn.content)) as shown:
        assert shown.width * shown.height <= 25_100_000


def test_the_program_knows_no_secret_and_has_limits() -> None:
    """It runs apart with an empty environment, so that a fault in a drawing library stays there."""
    program = str(page_images._PROGRAM)
    done = subprocess.run(
        [sys.executable, "-I", program, "1", "99999"], input=sheets((9, 9)), capture_output=True,
        check=False, env={},
    )  # fmt: skip
    assert json.loads(done.stdout) == {"refused": "TOO_BIG"}
