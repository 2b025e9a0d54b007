"""E-mails and text messages: links from a setting, one line in every header, one line of what was typed."""

from __future__ import annotations

import re
import string
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.mail import BadHeaderError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.models import Employer, EmployerUser
from members.models import Member, Role, User
from members.rules import notices as kinds
from members.rules.text import one_line
from members.sandbox.models import SandboxMessage
from members.services import notices
from tests import cast
from tests.factories import make_user
from tests.members.pages import fill, name_oneself, newest_code, prove, work

pytestmark = pytest.mark.django_db(transaction=True)

OURS = "https://portal.example"
FORGED: list[dict[str, str]] = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"},
    {"HTTP_HOST": "testserver", "HTTP_X_ORIGINAL_HOST": "evil.example", "HTTP_X_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_SERVER": "evil.example", "HTTP_X_FORWARDED_PROTO": "evil://"},
]  # fmt: skip
REFUSED = [
    "evil.example",
    "testserver:80@evil.example",
    "testserver.evil.example",
    "evil.example#testserver",
]
POISON = "Ali\r\nBcc: x@evil.example\r\n\r\n\x00\x1bBuka\u2028http://evil.example\u202e"


def messages() -> list[str]:
    """Every e-mail as it would go over the wire, and every text message."""
    letters = [letter.message().as_string() for letter in mail.outbox]
    return letters + list(SandboxMessage.objects.values_list("body", flat=True))


# ── the host of a link ──────────────────────────────────────────────────────────────────────────


def forgotten_password(client: Client, meta: dict[str, str]) -> None:
    fields = {"login_id": "bakar", "email": "bakar@example.test"}
    fill(client, reverse("members:forgotten_password"), fields, **meta)


def forgotten_number(client: Client, meta: dict[str, str]) -> None:
    facts = {"born_on_0": "1", "born_on_1": "6", "born_on_2": "1975", "name": "Bakar bin Othman"}
    fields = {**facts, "ic_no": "750601105433", "email": "bakar@example.test"}
    fill(client, reverse("members:forgotten_number"), fields, **meta)


def log_in(client: Client, meta: dict[str, str]) -> None:
    """From a new device, so that the owner is told."""
    User.objects.update(last_login=timezone.now())
    name_oneself(client, "bakar")
    assert prove(client, **meta).status_code == 302


def change_email(client: Client, meta: dict[str, str]) -> None:
    client.force_login(User.objects.get(login_id="bakar"))
    page = client.post(reverse("members:email"), {"value": "baru@contoh.example"}, **meta).url
    client.post(page, {"tac": newest_code(User.objects.get(login_id="bakar").phone)}, **meta)


def add_somebody(client: Client, meta: dict[str, str]) -> None:
    """An employer's administrator adds a colleague, who gets a link."""
    employer = Employer.objects.create(
        employer_no="1000001", name="Kilang Contoh", registered_on=date(2015, 1, 1)
    )
    hr = make_user(role=Role.EMPLOYER, login_id="siti.hr", language="en")
    EmployerUser.objects.create(user=hr, employer=employer, role="ADMINISTRATOR")
    client.force_login(hr)
    fields = {"login_id": "baru.hr", "name": "Baru", "email": "baru@contoh.example"}
    more = {"phone": "+60123456789", "role": "MAKER"}
    assert client.post("/employer/users/add/", {**fields, **more}, **meta).status_code == 302


@pytest.mark.parametrize("meta", FORGED, ids=lambda meta: "&".join(meta))
@pytest.mark.parametrize(
    "act", [forgotten_password, forgotten_number, log_in, change_email, add_somebody]
)
def test_no_message_carries_a_forged_host(
    act: Any, meta: dict[str, str], client: Client, settings: Any
) -> None:
    """Even where every host is let in."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = OURS
    cast.bakar()
    act(client, meta)
    work()
    assert mail.outbox
    for message in messages():
        assert "evil" not in message
        for link in re.findall(r"https?://[^\s\"']+", message):
            assert link.startswith(OURS)


@pytest.mark.parametrize("host", REFUSED)
@pytest.mark.parametrize("page", ["sign_in", "forgotten_password", "door_code"])
def test_a_host_that_is_not_ours_is_refused(page: str, host: str, client: Client) -> None:
    address, meta = reverse(f"members:{page}"), {"HTTP_HOST": host}
    for answer in (client.get(address, **meta), client.post(address, {"login_id": "x"}, **meta)):
        assert answer.status_code == 400
        assert "evil" not in answer.content.decode() + str(answer.headers)


@pytest.mark.parametrize("name", ["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED"])
def test_no_page_and_no_redirect_carries_a_forwarded_host(name: str, client: Client) -> None:
    meta = {name: "evil.example"}
    pages = [
        client.get(reverse("members:profile"), **meta),
        client.get(reverse("members:sign_in"), {"next": "//evil.example/"}, **meta),
        client.post(reverse("members:sign_in"), {"login_id": "aminah"}, **meta),
    ]
    pages.append(client.get(reverse("members:password"), **meta))
    for page in pages:
        said = page.content.decode().replace("next=//evil.example/", "").replace("%2F%2Fevil", "")
        assert "evil.example" not in str(page.headers)
        assert 'href="http://evil' not in said and 'href="//evil' not in said


def test_the_settings_trust_no_host_of_a_proxy(settings: Any) -> None:
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.USE_X_FORWARDED_PORT is False
    assert "*" not in settings.ALLOWED_HOSTS


# ── headers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("a@b.example\nBcc: x@evil.example", "x"),
        ("a@b.example\r\nX: y", "x"),
        ("a@b.example", "x\nBcc: y@evil.example"),
        ("a@b.example", "x\r\n\r\nbody"),
    ],
)
def test_a_line_break_in_a_header_sends_nothing(to: str, subject: str) -> None:
    with pytest.raises(BadHeaderError):
        notices.mail(to=to, subject=subject, body="x", language="ms")
    assert not mail.outbox


@pytest.mark.parametrize("language", ["ms", "en"])
def test_what_somebody_typed_is_one_line_of_every_notice(language: str) -> None:
    """Whatever a name, an employer or a reference holds: no header, no line and no sentence more."""
    for about, kind in kinds.KINDS.items():
        names = {
            name
            for text in (kind.subject.of(language), kind.sentence.of(language))
            for _text, name, _spec, _conversion in string.Formatter().parse(text)
            if name
        }
        subject, body = notices.words(about, dict.fromkeys(names, POISON), language)
        assert subject == one_line(subject)
        assert body == one_line(body)
        notices.mail(to="a@b.example", subject=subject, body=body, language=language)
    for letter in mail.outbox:
        assert letter.recipients() == ["a@b.example"]
        assert letter.message()["Bcc"] is None


def test_one_line() -> None:
    assert one_line(POISON) == "Ali Bcc: x@evil.example Buka http://evil.example"
    assert one_line("  Nur 'Aisyah \t binti  Ali ") == "Nur 'Aisyah binti Ali"
    assert one_line("A/L அருண்") == "A/L அருண்"


def test_a_name_with_line_breaks_adds_nothing_to_a_letter(client: Client) -> None:
    bakar = cast.bakar()
    Member.objects.filter(pk=bakar.member_id).update(name=POISON.replace("\x00", "")[:60])
    User.objects.filter(pk=bakar.pk).update(display_name=POISON.replace("\x00", "")[:60])
    forgotten_password(client, {})
    log_in(Client(), {})
    work()
    assert mail.outbox
    for letter in mail.outbox:
        assert letter.recipients() == ["bakar@example.test"]
        assert letter.message()["Bcc"] is None
        assert "evil" not in letter.message().as_string()


def test_an_administrator_of_an_employer_writes_no_letter_of_their_own(client: Client) -> None:
    """Names that people choose stand in the letter to a new colleague, in one line."""
    add_somebody(client, {})
    User.objects.filter(login_id="siti.hr").update(display_name="Siti\n\nhttp://evil.example\n")
    fields = {"login_id": "lain.hr", "name": "x\r\nBcc: y@evil.example", "role": "MAKER"}
    more = {"phone": "+60123456789", "email": "lain@contoh.example"}
    client.post("/employer/users/add/", {**fields, **more})
    letter = mail.outbox[-1]
    assert letter.recipients() == ["lain@contoh.example"]
    assert "\nhttp://evil" not in letter.body
    assert letter.message()["Bcc"] is None
