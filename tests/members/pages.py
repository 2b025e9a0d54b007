"""How a test walks through the log-in pages, picture code and all."""

from __future__ import annotations

import re
from typing import Any

from captcha.models import CaptchaStore
from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse

from tests.factories.people import PASSWORD

WRONG = "bukan-kata-laluan-ini"
_KEY = re.compile(r'name="picture" value="([0-9a-f]{40})"')


def picture_key(page: Any) -> str:
    """The key of the picture that a page shows."""
    found = _KEY.search(page.content.decode())
    assert found, "the page shows no picture"
    return found.group(1)


def right_code(key: str) -> str:
    """What the picture says."""
    return str(CaptchaStore.objects.get(hashkey=key).response)


def name_oneself(client: Client, login_id: str, **query: str) -> Any:
    """The first step; answers the password page."""
    return client.post(
        reverse("members:sign_in"), {"login_id": login_id}, query_params=query, follow=True
    )


def prove(client: Client, password: str = PASSWORD, code: str | None = None, **meta: str) -> Any:
    """The second step with a picture of its own; `code` None means the right one."""
    key = picture_key(client.get(reverse("members:password"), **meta))
    fields = {"password": password, "picture": key, "code": code or right_code(key)}
    return client.post(reverse("members:password"), fields, **meta)


def sign_in(client: Client, login_id: str, password: str = PASSWORD) -> Any:
    """Both steps."""
    name_oneself(client, login_id)
    return prove(client, password)


def english(client: Client) -> Client:
    """The same client, its pages in English before anybody is known."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def fill(client: Client, address: str, fields: dict[str, Any], **meta: Any) -> Any:
    """A form with a picture of its own, answered rightly."""
    key = picture_key(client.get(address, **meta))
    return client.post(address, {**fields, "picture": key, "code": right_code(key)}, **meta)


def newest_code(phone: str) -> str:
    """The TAC in the newest text message to a phone."""
    from members.sandbox.models import SandboxMessage

    texts = SandboxMessage.objects.filter(address=phone).order_by("-pk")
    for text in texts.values_list("body", flat=True):
        found = re.search(r"TAC (?:anda|is) (\d{6})\b", text)
        if found:
            return found.group(1)
    raise AssertionError("no message with a code")


def work() -> None:
    """What the worker does, text messages after commit included."""
    from members.work import queue

    with queue.quietly(), TestCase.captureOnCommitCallbacks(execute=True):
        queue.run_due()
