"""The demonstration's outbox is open to everybody, so it must not exist anywhere else."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import BadHeaderError, EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.gateways import name_check, sms
from members.gateways.sms import HttpSms
from members.sandbox.email import EmailBackend
from members.sandbox.models import SandboxMessage
from members.sandbox.name_check import SandboxNameCheck
from members.sandbox.sms import SandboxSms
from members.services import picture_code
from portal.checks import no_sandbox

pytestmark = pytest.mark.django_db


def send(to: str = "+60120000001", text: str = "TAC anda 012345.") -> None:
    sms.gateway().send(to=to, text=text, at=timezone.now())


def test_messages_are_shown_newest_first_and_by_address(client: Client) -> None:
    send(text="yang pertama")
    send(text="yang kedua")
    send(to="+60120000002", text="<b>orang lain</b>")
    page = client.get(reverse("sandbox:messages")).content.decode()
    assert page.index("orang lain") < page.index("yang kedua") < page.index("yang pertama")
    assert "<b>orang lain" not in page
    assert "Peti keluar demonstrasi" in page
    page = client.get(reverse("sandbox:messages"), {"address": "+60120000001"}).content.decode()
    assert "orang lain" not in page
    assert "yang pertama" in page


def test_the_page_is_gone_outside_the_sandbox(client: Client, settings: Any) -> None:
    settings.SANDBOX = False
    assert client.get(reverse("sandbox:messages")).status_code == 404


def test_the_command_reads_messages_and_pictures(settings: Any) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    send()
    out = StringIO()
    call_command("sandbox", "messages", "+60120000001", stdout=out)
    assert "TAC anda 012345." in out.getvalue()
    out = StringIO()
    call_command("sandbox", "captcha", picture_code.new(SessionStore()), stdout=out)
    assert len(out.getvalue().strip()) == 6
    with pytest.raises(CommandError):
        call_command("sandbox", "captcha", "nothing")
    settings.SANDBOX = False
    for what in ("messages", "captcha"):
        with pytest.raises(CommandError, match="not a sandbox"):
            call_command("sandbox", what, "+60120000001")


def test_email_goes_to_the_outbox_and_refuses_injected_headers() -> None:
    backend = EmailBackend()
    message = EmailMessage("Perkara", "Teks", "a@example.test", ["b@example.test"])
    assert backend.send_messages([message]) == 1
    kept = SandboxMessage.objects.get()
    assert (kept.address, kept.subject, kept.body) == ("b@example.test", "Perkara", "Teks")
    with pytest.raises(BadHeaderError):
        backend.send_messages([EmailMessage("x\nBcc: c@example.test", "", "", ["b@example.test"])])
    assert not hasattr(mail, "outbox") or not mail.outbox


@pytest.mark.parametrize("adapter", [SandboxSms, SandboxNameCheck, EmailBackend])
def test_no_part_of_it_starts_elsewhere(adapter: Any, settings: Any) -> None:
    settings.SANDBOX = False
    with pytest.raises(ImproperlyConfigured):
        adapter()


def test_the_deploy_check_refuses_each_part(settings: Any) -> None:
    said = " ".join(error.msg for error in no_sandbox())
    for name in ("SANDBOX", "SMS_GATEWAY", "NAME_CHECK"):
        assert name in said
    settings.SANDBOX = False
    settings.SMS_GATEWAY = "members.gateways.sms.HttpSms"
    settings.NAME_CHECK = "members.gateways.name_check.HttpNameCheck"
    settings.BASE_URL = "https://portal.example"
    settings.BANK_GATEWAY = "withdrawals.gateways.bank.FolderBank"
    settings.COLLECTION_GATEWAY = "contributions.gateways.collection_folder.CollectionFolder"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert no_sandbox() == []
    for name in ("SMS_GATEWAY", "NAME_CHECK", "EMAIL_BACKEND"):
        kept = getattr(settings, name)
        setattr(settings, name, "members.sandbox.anything.Adapter")
        assert [name in error.msg for error in no_sandbox()] == [True]
        setattr(settings, name, kept)


@pytest.mark.parametrize("address", ["", "http://sms.example/", "ftp://sms.example/"])
def test_the_real_gateways_speak_https_alone(settings: Any, address: str) -> None:
    settings.SMS_GATEWAY_URL = settings.NAME_CHECK_URL = address
    with pytest.raises(ImproperlyConfigured):
        HttpSms()
    with pytest.raises(ImproperlyConfigured):
        name_check.HttpNameCheck()


def test_a_gateway_that_fails_says_nothing_of_the_message(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "https://127.0.0.1:9/"
    with pytest.raises(sms.SmsNotSent) as failed:
        HttpSms().send(to="+60120000001", text="TAC anda 012345.", at=timezone.now())
    assert "012345" not in str(failed.value)
    assert "0001" not in str(failed.value)
