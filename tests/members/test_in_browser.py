"""The way in as a person sees it: in a real browser, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.urls import reverse

from members.models import SignInCounter
from tests import cast
from tests.factories.people import PASSWORD
from tests.members.pages import WRONG

pytestmark = pytest.mark.django_db(transaction=True)


def answer(page: Any, password: str, code: str | None = None) -> None:
    key = page.get_attribute("input[name=picture]", "value")
    page.get_by_label("Kata laluan", exact=True).fill(password)
    right = CaptchaStore.objects.get(hashkey=key).response
    page.get_by_label("Kod keselamatan (CAPTCHA)").fill(code or right)
    page.get_by_role("button", name="Log masuk", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_lockout_and_the_way_back(open_page: Callable[..., Any], script: bool) -> None:
    cast.aminah()
    page = open_page(width=390, java_script_enabled=script)
    page.goto(reverse("members:profile"))
    page.get_by_label("No. KWSP atau ID i-Akaun").fill("900314-14-5678")
    page.get_by_role("button", name="Teruskan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Masukkan kata laluan"
    assert page.title().startswith("Masukkan kata laluan")

    first = page.get_attribute("input[name=picture]", "value")
    page.get_by_role("link", name="Imej baharu").click()
    assert page.get_attribute("input[name=picture]", "value") != first
    page.wait_for_load_state("load")
    if script:
        assert page.evaluate("document.querySelector('.captcha__image').naturalWidth") == 240

    answer(page, PASSWORD, code="000")
    assert page.get_by_role("alert").inner_text().count("Aksara tidak sama dengan imej") == 1
    assert page.title().startswith("Ralat: ")
    for _ in range(5):
        answer(page, WRONG)
    assert page.get_by_role("heading", level=1).inner_text() == "Akaun dikunci sementara"

    SignInCounter.objects.all().delete()  # the quarter of an hour passes
    page.goto(reverse("members:password"))
    answer(page, PASSWORD)
    assert page.url.endswith(reverse("members:profile"))
    assert page.get_by_role("heading", level=1).inner_text() == "Profil saya"

    page.get_by_role("button", name="Log keluar").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Anda telah log keluar"
    page.go_back()
    page.reload()
    assert "AMINAH" not in page.content()


def test_nothing_is_wider_than_a_small_phone(open_page: Callable[..., Any]) -> None:
    cast.aminah()
    page = open_page(width=320)
    page.goto(reverse("members:sign_in"))
    page.get_by_label("No. KWSP atau ID i-Akaun").fill("aminah")
    page.get_by_role("button", name="Teruskan").click()
    answer(page, PASSWORD)
    for name in ("profile", "language", "bank_account_add", "activity"):
        page.goto(reverse(f"members:{name}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
