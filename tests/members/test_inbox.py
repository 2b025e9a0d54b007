"""The inbox: what is told stands there, once, in the reader's language, and belongs to one person."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Notice, Role, User
from members.rules import notices as rules
from members.rules.text import Text
from members.sandbox.models import SandboxMessage
from members.services import notices
from tests import cast
from tests.factories import make_user
from tests.members.pages import work

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def aminah(client: Client) -> User:
    user = cast.aminah()
    client.force_login(user)
    return user


def tell(user: User, about: str = "withdrawal.approved", key: str = "", **facts: object) -> None:
    values = {"reference": "PGL-AAAAAAAAAA", "amount": 123450, **facts}
    notices.tell(user=user, about=about, at=timezone.now(), key=key, link="/withdrawals/", **values)


def test_a_notice_is_read_in_both_languages_and_counted(client: Client, aminah: User) -> None:
    tell(aminah)
    text = client.get("/profile/").content.decode()
    assert 'href="/inbox/"' in text and "belum dibaca" in text
    page = client.get(INBOX).content.decode()
    assert "Permohonan PGL-AAAAAAAAAA telah diluluskan" in page and "1 mesej belum dibaca" in page
    notice = Notice.objects.get()
    page = client.get(reverse("members:notice", args=[notice.pk])).content.decode()
    assert "sebanyak RM1,234.50 telah diluluskan" in page and 'href="/withdrawals/"' in page
    assert "belum dibaca" not in page, "the page itself counts it as read"
    notice.refresh_from_db()
    assert notice.read_at
    User.objects.update(language="en")
    client.post(reverse("members:language"), {"language": "en"})
    page = client.get(INBOX).content.decode()
    assert "Application PGL-AAAAAAAAAA was approved" in page


def test_an_event_is_told_once(aminah: User) -> None:
    for _time in range(3):
        tell(aminah, key="application:1:2")
    work()
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1 and SandboxMessage.objects.count() == 1
    row = Notice.objects.get()
    with (
        pytest.raises(IntegrityError, match="one_notice_per_member_and_event"),
        transaction.atomic(),
    ):
        Notice.objects.create(
            member_id=row.member_id, about=row.about, event_key=row.event_key, at=row.at
        )


def test_a_notice_leads_to_no_other_site(aminah: User) -> None:
    with (
        pytest.raises(IntegrityError, match="notice_leads_to_a_page_of_ours"),
        transaction.atomic(),
    ):
        notices.tell(
            user=aminah, about="password.changed", at=timezone.now(), link="//evil.example/"
        )


def test_nobody_reads_anothers(client: Client, aminah: User) -> None:
    tell(aminah)
    other = Client()
    other.force_login(cast.bakar())
    address = reverse("members:notice", args=[Notice.objects.get().pk])
    assert other.get(address).status_code == 404
    assert other.get(reverse("members:notice", args=[uuid.uuid4()])).status_code == 404
    other.post(reverse("members:inbox_read_all"))
    assert Notice.objects.get().read_at is None
    assert "PGL-AAAAAAAAAA" not in other.get(INBOX).content.decode()
    assert "belum dibaca" not in other.get(INBOX).content.decode()


def test_all_are_read_at_once(client: Client, aminah: User) -> None:
    for _time in range(25):
        tell(aminah)
    assert "25 mesej belum dibaca" in client.get(INBOX).content.decode()
    assert client.post(reverse("members:inbox_read_all")).status_code == 302
    assert "Anda telah membaca semua mesej" in client.get(INBOX + "?page=2").content.decode()


@pytest.mark.parametrize(
    ("about", "email", "sms", "sent"),
    [
        ("withdrawal.approved", True, True, (1, 1)),
        ("withdrawal.approved", True, False, (1, 0)),
        ("withdrawal.approved", False, False, (0, 0)),
        ("withdrawal.in_review", True, True, (0, 0)),
        ("withdrawal.submitted", False, False, (1, 1)),
        ("password.changed", False, False, (1, 1)),
    ],
)
def test_ways_are_chosen_except_for_security(
    aminah: User, client: Client, about: str, email: bool, sms: bool, sent: tuple[int, int]
) -> None:
    wanted = {name: "on" for name, value in (("email", email), ("sms", sms)) if value}
    assert client.post(reverse("members:notice_ways"), wanted).status_code == 302
    aminah.refresh_from_db()
    tell(aminah, about)
    work()
    assert (len(mail.outbox), SandboxMessage.objects.count()) == sent
    assert Notice.objects.count() == 1, "the inbox has everything"


def test_employers_and_staff_have_no_inbox(client: Client) -> None:
    user = make_user(role=Role.STAFF)
    notices.tell(user=user, about="second_factor.set_up", at=timezone.now())
    assert not Notice.objects.exists()
    client.force_login(make_user(role=Role.EMPLOYER))
    assert client.get(INBOX).status_code == 403
    assert 'href="/inbox/"' not in client.get("/").content.decode()


def test_every_kind_can_be_said() -> None:
    facts = {"when": {"moment": timezone.now().isoformat()}}
    for about in rules.KINDS:
        for language in ("ms", "en"):
            subject, text = notices.words(about, facts, language)
            assert subject and text and "{" not in subject + text
    assert notices.words("retired.kind", {}, "ms") == ("retired.kind", "")
    assert notices.decoded(notices.encoded(Text("rumah", "house")), "en") == "house"


def test_a_kind_not_declared_is_refused(aminah: User) -> None:
    with pytest.raises(KeyError):
        tell(aminah, "nothing.such")
