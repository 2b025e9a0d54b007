"""Production settings, in a process of their own: `check --deploy` is silent, HTTPS is insisted on."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests import clamd_stand_in
from tests.processes import address

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client, override_settings
# Hashed names come from collectstatic, which the image's build runs and a test need not.
override_settings(STORAGES={**settings.STORAGES, "staticfiles": {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}).enable()
client = Client(headers={"host": "portal.example.test"})
plain = client.get("/")
health = client.get("/health/live")
page = client.get("/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location", "")],
    "health": health.status_code,
    "page": page.status_code,
    "hsts": page.headers.get("Strict-Transport-Security", ""),
    "cookies": {name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"]]
                for name, c in page.cookies.items()},
    "other_host": client.get("/", secure=True, headers={"host": "evil.test"}).status_code,
}))
"""


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[str]:
    with clamd_stand_in.listening(tmp_path) as socket:
        yield socket


@pytest.fixture
def production(db: None, scanner: str) -> dict[str, str]:
    """The environment of a real fund, on the test database."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DIGEST_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "portal.example.test",
        "BASE_URL": "https://portal.example.test",
        "DATABASE_URL": address(connections["default"].settings_dict, settings.DATABASE_APP_ROLE),
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_PREFIX": settings.CACHES["default"]["KEY_PREFIX"],
        "SMS_GATEWAY": "members.gateways.sms.HttpSms",
        "NAME_CHECK": "members.gateways.name_check.HttpNameCheck",
        "BANK_GATEWAY": "withdrawals.gateways.directory_bank.DirectoryBank",
        "BANK_FOLDER": "/var/lib/bank",
        "COLLECTION_GATEWAY": "contributions.gateways.collection_folder.CollectionFolder",
        "COLLECTION_FOLDER": "/var/lib/bank/collection",
        "CLAMD_ADDRESS": scanner,
    }


def _run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_has_nothing_to_say(production: dict[str, str]) -> None:
    done = _run(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "DIGEST_KEY", "DATABASE_URL"])
def test_a_missing_secret_stops_the_start(production: dict[str, str], missing: str) -> None:
    done = _run({k: v for k, v in production.items() if k != missing}, "manage.py", "check")
    assert done.returncode != 0
    assert f"{missing} is not set. See dotenv-sample" in done.stderr


def test_https_cookies_and_hosts(production: dict[str, str]) -> None:
    done = _run(production, "-c", ASK)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["plain"] == [301, "https://portal.example.test/"]
    assert said["health"] == 200
    assert said["page"] == 200
    assert said["hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert said["other_host"] == 400
    assert said["cookies"]["__Host-csrf"] == [True, True, "Lax", "/"]
