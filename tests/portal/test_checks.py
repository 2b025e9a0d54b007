"""`check --deploy` refuses the sandbox, weak secrets and an application role that owns tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from members.models import Role
from portal import checks, grants
from portal.demo import logins
from tests import clamd_stand_in
from tests.factories import make_user

GOOD = {
    "BASE_URL": "https://portal.example",
    "SANDBOX": False,
    "SMS_GATEWAY": "members.gateways.sms.HttpSms",
    "BANK_GATEWAY": "withdrawals.gateways.directory_bank.DirectoryBank",
    "COLLECTION_GATEWAY": "contributions.gateways.collection_folder.CollectionFolder",
    "NAME_CHECK": "members.gateways.name_check.HttpNameCheck",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "CAPTCHA_TEST_MODE": False,
}


def _ids(found: list) -> set[str]:
    return {message.id for message in found}


def test_a_clean_production_passes() -> None:
    with override_settings(**GOOD, SECRET_KEY="abcdefghijklmnopqrstuvwxyz" * 2):
        assert not checks.no_sandbox()
        assert not checks.secrets_are_strong()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"SANDBOX": True}, "portal.E001"),
        ({"SMS_GATEWAY": "members.sandbox.sms.SandboxSms"}, "portal.E002"),
        ({"BANK_GATEWAY": "withdrawals.gateways.sandbox_bank.SandboxBank"}, "portal.E002"),
        (
            {"COLLECTION_GATEWAY": "contributions.gateways.sandbox_collection.SandboxCollection"},
            "portal.E002",
        ),
        ({"EMAIL_BACKEND": "members.sandbox.email.EmailBackend"}, "portal.E002"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "portal.E002"),
        ({"CAPTCHA_TEST_MODE": True}, "portal.E002"),
        ({"SMS_GATEWAY": ""}, "portal.E003"),
        ({"BASE_URL": "http://portal.example"}, "portal.E009"),
    ],
)
def test_every_sandbox_adapter_is_refused(change: dict[str, object], error: str) -> None:
    with override_settings(**{**GOOD, **change}):
        assert _ids(checks.no_sandbox()) == {error}


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({"CLAMD_ADDRESS": "", "UPLOADS_UNSCANNED": False}, {"portal.E012"}),
        ({"CLAMD_ADDRESS": "", "UPLOADS_UNSCANNED": True}, {"portal.W012"}),
        ({"CLAMD_ADDRESS": "/nowhere/clamd.sock", "UPLOADS_UNSCANNED": False}, {"portal.E012"}),
        ({"CLAMD_ADDRESS": "/nowhere/clamd.sock", "UPLOADS_UNSCANNED": True}, {"portal.E012"}),
    ],
)
def test_uploads_are_scanned_or_somebody_says_that_they_are_not(
    change: dict[str, object], ids: set[str]
) -> None:
    with override_settings(**change):
        found = checks.uploads_are_scanned()
    assert _ids(found) == ids
    assert all(
        message.hint and "CLAMD_ADDRESS" in f"{message.msg}{message.hint}" for message in found
    )


def test_a_scanner_that_answers_is_enough(tmp_path: Path) -> None:
    with clamd_stand_in.listening(tmp_path) as address, override_settings(CLAMD_ADDRESS=address):
        assert checks.uploads_are_scanned() == []


@pytest.mark.parametrize("key", ["short", "a" * 80, "only-for-a-machine-of-your-own" * 3])
def test_weak_keys_are_refused(key: str) -> None:
    with override_settings(SECRET_KEY=key):
        assert _ids(checks.secrets_are_strong()) == {"portal.E005"}


def test_debug_is_refused() -> None:
    with override_settings(DEBUG=True, SECRET_KEY="abcdefghijklmnopqrstuvwxyz" * 2):
        assert _ids(checks.secrets_are_strong()) == {"portal.E004"}


@pytest.mark.django_db
def test_the_role_of_the_application_passes_and_the_owner_does_not() -> None:
    assert not checks.role_owns_nothing()
    with connection.cursor() as cursor:
        cursor.execute("reset role; set role none")
        try:
            assert _ids(checks.role_owns_nothing()) == {"portal.E006", "portal.E007"}
        finally:
            cursor.execute("set role portal_app")


@pytest.mark.django_db
def test_grants_refuse_to_run_as_the_application() -> None:
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="own role"):
        grants.grant()


@pytest.mark.django_db
def test_a_log_in_of_the_demonstration_is_refused() -> None:
    assert not checks.nobody_of_the_demonstration()
    make_user(role=Role.EMPLOYER, login_id=logins.LOGINS[5].login_id)
    assert _ids(checks.nobody_of_the_demonstration()) == {"portal.E011"}


def test_an_armed_fault_point_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAULT_POINT", raising=False)
    assert not checks.no_fault_is_armed()
    monkeypatch.setenv("FAULT_POINT", "work.claimed:1:kill")
    assert _ids(checks.no_fault_is_armed()) == {"portal.E010"}
