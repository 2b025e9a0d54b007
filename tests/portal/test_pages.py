"""Pages that only say something, and what is said when something is wrong: whole in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import timezone, translation

from portal.access import table
from portal.access.action import read
from portal.access.roles import EVERYBODY
from portal.urls import urlpatterns as real_urls
from portal.views import errors, pages

LANGUAGES = ("ms", "en")


class Outline(HTMLParser):
    """The sequence of headings, labels, cells and controls, and what a page must and must not have."""

    WATCHED = {"h1", "h2", "h3", "label", "legend", "th", "td", "input", "select", "button", "a"}

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.sequence: list[str] = []
        self.ids: list[str] = []
        self.language = ""
        self.first_link = ""
        self.buttons_without_type = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        if tag == "a" and not self.first_link:
            self.first_link = values.get("href") or ""
        if tag == "button" and not values.get("type"):
            self.buttons_without_type += 1
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag in self.WATCHED or tag == "main":
            self.sequence.append(tag)


def check(markup: str, language: str) -> Outline:
    """The markup contract that every page keeps (ux.md 17)."""
    outline = Outline(markup)
    assert outline.language == language
    assert outline.sequence.count("main") == 1 and outline.sequence.count("h1") == 1
    assert outline.first_link == "#main" and "main" in outline.ids
    assert len(outline.ids) == len(set(outline.ids)), "an id is used twice"
    assert not outline.buttons_without_type
    assert not re.search(r"\s(style|on[a-z]+)=", markup)
    assert not re.search(r"<script(?![^>]*src)|<style", markup)
    title = re.search(r"<title>(.*?)</title>", markup, re.S)
    assert title and title.group(1).endswith(" – Teduh") and title.group(1) != " – Teduh"
    return outline


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", *(f"{name}/" for name in pages.PAGES), "no-such-page/"])
def test_public_pages_in_both_languages(client: Client, name: str) -> None:
    outlines = []
    for language in LANGUAGES:
        client.cookies["django_language"] = language
        outlines.append(check(client.get(f"/{name}").content.decode(), language).sequence)
    assert outlines[0] == outlines[1]


@pytest.mark.django_db
def test_a_page_says_that_this_is_no_real_fund(client: Client) -> None:
    assert "Ini demonstrasi" in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_notice_goes_with_its_setting(client: Client) -> None:
    with override_settings(DEMONSTRATION=False):
        page = client.get("/help/").content.decode()
    assert "Ini demonstrasi" not in page and "pusat panggilan" not in page


def test_the_last_resort_needs_no_request_and_no_database() -> None:
    for name in ("400", "500", "503"):
        for language in LANGUAGES:
            with translation.override(language):
                check(get_template(f"{name}.html").render({}), language)


def test_every_template_can_be_read(project: Path) -> None:
    root = project / "templates"
    names = [path.relative_to(root).as_posix() for path in root.rglob("*.html")]
    assert len(names) > 30
    for name in names:
        get_template(name)


def test_an_error_names_a_reference_that_the_log_knows() -> None:
    request = RequestFactory().get("/")
    answer = errors.server_error(request)
    assert answer.status_code == 500
    assert re.search(r"<strong>[0-9a-f-]{8,}</strong>", answer.content.decode())


def _boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def _refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    *real_urls,
    path("boom/", _boom, name="boom"),
    path("refuse/", _refuse, name="refuse"),
]
handler500 = "portal.views.errors.server_error"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_errors_in_the_visitors_language(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import cast

    for page in ("boom", "refuse"):
        monkeypatch.setitem(table.PAGES, page, read(page, page, by=EVERYBODY))
    client.force_login(cast.aminah())
    client.raise_request_exception = False
    broken = client.get("/boom/")
    assert broken.status_code == 500
    page = broken.content.decode()
    check(page, "ms")
    assert "secret detail" not in page
    assert broken.headers["X-Request-ID"] in page
    refused = client.get("/refuse/")
    assert refused.status_code == 403
    assert "Anda tidak boleh membuka halaman ini" in refused.content.decode()


@pytest.mark.django_db
def test_a_forged_form_is_told_kindly() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    check(answer.content.decode(), "ms")
    assert "Borang tidak dapat disemak" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "context"),
    [("413.html", {}), ("429.html", {}), ("429.html", {"until": timezone.now()})],
)
def test_refusals_in_both_languages(
    rf: RequestFactory, template: str, context: dict[str, Any]
) -> None:
    request = rf.get("/")
    request.resolver_match = None
    for language in LANGUAGES:
        with translation.override(language):
            check(get_template(template).render(context, request), language)


def test_budgets_of_what_every_page_loads(project: Path) -> None:
    import gzip

    def weight(*names: str) -> int:
        return sum(len(gzip.compress((project / "static" / name).read_bytes())) for name in names)

    css = weight("css/tokens.css", "css/base.css", "css/components.css", "css/print.css")
    fonts = sum(path.stat().st_size for path in (project / "static/fonts").glob("*.woff2"))
    assert css <= 16 * 1024
    assert weight("js/app.js") <= 10 * 1024
    assert fonts <= 70 * 1024
    for licence in ("OFL-Inter.txt", "OFL-Poppins.txt"):
        assert "SIL Open Font License" in (project / "static/fonts" / licence).read_text()
