"""Passkeys in a real browser with its own virtual authenticator: made, used, replayed, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from members.ledger.drafts import Amounts
from members.models import BankAccount, ProfileChange, User
from tests import cast
from tests.factories.people import PASSWORD
from tests.journeys.steps import log_in, press, title
from tests.members.pages import newest_code
from tests.passkeys import passkey_of
from tests.withdrawals.conftest import TODAY, bank, business_date, credit, showed
from withdrawals.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_home(live_server: Any, settings: Any) -> str:
    """The live server's address is ours."""
    settings.OTP_WEBAUTHN_RP_ID = "localhost"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [live_server.url]
    return str(live_server.url)


def phone(page: Any) -> Any:
    """A device with a fingerprint reader that always says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return tools


def add(page: Any, name: str) -> None:
    page.goto(reverse("members:passkey_add"))
    page.locator("#id_name").fill(name)
    page.locator("#id_current").fill(PASSWORD)
    press(page)
    page.locator("[data-passkey-button]").wait_for()
    assert page.locator("[data-passkey-absent]").is_hidden()
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/profile/passkeys/")
    assert name in page.content()


def aminah() -> User:
    user = cast.aminah()
    business_date(TODAY)
    credit(user.member, Amounts(fleksibel=1_000_000))
    bank(user.member)
    showed(user.member)
    return user


@pytest.mark.parametrize(("width", "language"), [(390, "ms"), (1280, "en")])
def test_a_member_makes_one_and_signs_a_withdrawal(
    open_page: Callable[..., Any], at_home: str, width: int, language: str
) -> None:
    user = aminah()
    User.objects.filter(pk=user.pk).update(language=language)
    page = open_page(width=width)
    phone(page)
    log_in(page, user)
    add(page, "Telefon saya")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    day = timedelta(days=1, minutes=1)
    WebAuthnCredential.objects.update(created_at=timezone.now() - day)

    page.goto(reverse("withdrawals:start", args=["flx"]))
    press(page)
    page.locator("#id_amount").fill("500.00")
    press(page)
    page.locator("input[name=bank_account]").first.check()
    press(page)
    page.locator("input[name=answer][value=accept]").check()
    press(page)
    press(page)  # the check page
    kept = page.locator("#passkey-options").text_content()
    assert kept
    posts: list[str] = []
    page.on(
        "request",
        lambda request: posts.append(request.post_data or "") if request.method == "POST" else None,
    )
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/submitted/")
    assert Application.objects.get().status == "SUBMITTED"
    said = next(each for each in posts if "passkey=" in each)

    # The same answer once more, by hand: it signed one act and signs no other.
    page.goto(reverse("withdrawals:applications"))
    status = page.evaluate(
        """async ([path, body]) => (await fetch(path, {method: "POST", body, headers:
        {"Content-Type": "application/x-www-form-urlencoded"}})).url""",
        [reverse("withdrawals:code", args=["flx"]), said],
    )
    assert status
    assert Application.objects.count() == 1


def test_staff_come_in_by_it_alone(open_page: Callable[..., Any], at_home: str) -> None:
    chong = cast.chong()
    page = open_page(width=1280)
    phone(page)
    from tests import second_factor

    log_in(page, chong)
    add(page, "Laptop")
    second_factor.device_for(chong).delete()
    page.context.clear_cookies()
    from captcha.models import CaptchaStore

    page.goto("/admin/")
    page.locator("#id_login_id").fill("chong")
    press(page)
    page.locator("#id_password").fill(PASSWORD)
    picture = page.locator("input[name=picture]").input_value()
    page.locator("#id_code").fill(CaptchaStore.objects.get(hashkey=picture).response)
    press(page)
    assert "/second-factor/" in page.url
    press(page)
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/admin/")
    assert title(page)


def test_on_another_site_the_browser_itself_refuses(
    open_page: Callable[..., Any], at_home: str, live_server: Any
) -> None:
    """The same pages under 127.0.0.1 offer no passkey, and the browser would give none."""
    user = aminah()
    page = open_page(width=390)
    phone(page)
    log_in(page, user)
    add(page, "Telefon")
    elsewhere = at_home.replace("localhost", "127.0.0.1")
    other = open_page(width=390)
    phone(other)
    log_in(other, user, where=f"{elsewhere}/sign-in/")
    other.goto(f"{elsewhere}{reverse('members:passkey_add')}")
    other.locator("#id_name").fill("Lain")
    other.locator("#id_current").fill(PASSWORD)
    press(other)
    assert other.locator("[data-passkey-button]").is_hidden()
    assert at_home in other.locator("[data-passkey-absent]").inner_text()
    refused = other.evaluate(
        """async () => { try { await navigator.credentials.get({publicKey:
        {challenge: new Uint8Array(32), rpId: "localhost"}}); return "given"; }
        catch (error) { return error.name; } }"""
    )
    assert refused == "SecurityError"


def test_without_script_there_is_a_code(open_page: Callable[..., Any], at_home: str) -> None:
    user = aminah()
    passkey_of(user, made_at=timezone.now() - timedelta(days=2))
    page = open_page(width=390, java_script_enabled=False)
    log_in(page, user)
    page.goto(reverse("withdrawals:start", args=["flx"]))
    press(page)
    page.locator("#id_amount").fill("500.00")
    press(page)
    page.locator("input[name=bank_account]").first.check()
    press(page)
    page.locator("input[name=answer][value=accept]").check()
    press(page)
    press(page)
    assert page.locator("[data-passkey-button]").is_hidden()
    page.locator("main form button.button--secondary").click()
    assert page.locator("#id_code").is_visible()


@pytest.mark.parametrize(("width", "language"), [(390, "ms"), (1280, "en")])
def test_a_member_signs_a_new_account_and_a_new_email(
    open_page: Callable[..., Any], at_home: str, width: int, language: str
) -> None:
    """Signed on the device, once; the same answer again, by hand, changes nothing."""
    user = aminah()
    User.objects.filter(pk=user.pk).update(language=language)
    page = open_page(width=width)
    phone(page)
    log_in(page, user)
    add(page, "Telefon saya")
    WebAuthnCredential.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    posts: list[tuple[str, str]] = []
    page.on(
        "request",
        lambda request: (
            posts.append((request.url, request.post_data or ""))
            if request.method == "POST"
            else None
        ),
    )

    page.goto(reverse("members:bank_account_add"))
    page.locator("#id_bank_code").select_option("PBBEMYKL")
    page.locator("#id_number").fill("3166448822")
    press(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/profile/")
    assert BankAccount.objects.filter(last_four="8822").count() == 1

    page.goto(reverse("members:email"))
    page.locator("#id_value").fill("baru@contoh.example")
    press(page)
    page.locator("[data-passkey-button]").click()
    page.locator("#id_tac").wait_for()
    code = re.search(r"\b(\d{6})\b", mail.outbox[-1].body)
    assert code and mail.outbox[-1].to == ["baru@contoh.example"]
    page.locator("#id_tac").fill(code[1])
    press(page)
    page.wait_for_url("**/profile/")
    user.refresh_from_db()
    assert user.email == "baru@contoh.example"

    signed = [(url, said) for url, said in posts if "passkey=" in said]
    assert len(signed) == 2
    before = list(BankAccount.objects.values_list("pk", flat=True))
    for url, said in signed:
        ended = page.evaluate(
            """async ([path, body]) => (await fetch(path, {method: "POST", body, headers:
            {"Content-Type": "application/x-www-form-urlencoded"}})).url""",
            [url, said],
        )
        assert ended.endswith(reverse("members:profile"))
    assert list(BankAccount.objects.values_list("pk", flat=True)) == before
    assert not ProfileChange.objects.filter(done_at=None, voided_at=None).exists()


@pytest.mark.parametrize("script", [True, False])
def test_elsewhere_and_without_script_a_tac_signs_the_account(
    open_page: Callable[..., Any], at_home: str, script: bool
) -> None:
    """Under 127.0.0.1, which no passkey knows, or in a browser without script."""
    user = aminah()
    passkey_of(user, made_at=timezone.now() - timedelta(days=2))
    home = at_home.replace("localhost", "127.0.0.1") if script else at_home
    page = open_page(width=390, java_script_enabled=script)
    log_in(page, user, where=f"{home}/sign-in/")
    page.goto(home + reverse("members:bank_account_add"))
    page.locator("#id_bank_code").select_option("PBBEMYKL")
    page.locator("#id_number").fill("3166448822")
    press(page)
    assert page.locator("[data-passkey-button]").is_hidden()
    assert page.locator("[data-passkey-absent]").is_visible()
    page.locator("main form button.button--secondary").first.click()
    page.locator("#id_tac").fill(newest_code(user.phone))
    press(page)
    page.wait_for_url("**/profile/")
    assert BankAccount.objects.filter(last_four="8822").exists()
