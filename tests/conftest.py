"""Every test runs with the application's rights: the owner makes the database, `portal_app` uses it.

No test reaches past the loopback interface, and a warning is an error.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg2.extensions import connection as PsycopgConnection

from tests import cleaning
from tests.processes import Worker

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
APP_ROLE_OPTION = "-c role={role}"


# ── network ─────────────────────────────────────────────────────────────────────────────────────


class OutsideWorldRefused(AssertionError):
    """A test tried to reach another machine."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    host = str(address[0])
    return host in {"localhost", "::1", "0.0.0.0", ""} or host.startswith("127.")  # noqa: S104


@pytest.fixture(scope="session", autouse=True)
def _no_outside_world() -> Iterator[None]:
    """Sockets of this process reach the loopback interface only."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            self.close()
            raise OutsideWorldRefused(f"A test tried to connect to {address!r}.")
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_here(address):
            self.close()
            raise OutsideWorldRefused(f"A test tried to connect to {address!r}.")
        return real_connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    yield
    patch.undo()


# ── database ────────────────────────────────────────────────────────────────────────────────────


def _owner_parameters() -> dict[str, Any]:
    database = connections["default"].settings_dict
    return {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"] or None,
        "host": database["HOST"],
        "port": database["PORT"] or None,
        "application_name": "tests-owner",
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Migrated as the owner (portal/grants.py gives the application its rights), used as the app."""
    options = connections["default"].settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        connection.close()
        with cleaning.owner(_owner_parameters()) as owner:
            cleaning.remember_seeded_rows(owner)
        options["options"] = APP_ROLE_OPTION.format(role=settings.DATABASE_APP_ROLE)
    real_teardown = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        """Ledger tables refuse TRUNCATE by the application, so the owner cleans."""
        with cleaning.owner(_owner_parameters()) as owner:
            cleaning.clean(owner)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = real_teardown  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connection.close()
        options.pop("options", None)


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[PsycopgConnection]:
    """A psycopg2 connection as the owner, in autocommit: for faults the application cannot make."""
    with cleaning.owner(_owner_parameters()) as owner:
        yield owner


@pytest.fixture
def app_connection(transactional_db: None) -> Iterator[Callable[[], PsycopgConnection]]:
    """Opens more connections with the application's rights: for races."""
    with ExitStack() as stack:

        def opened() -> PsycopgConnection:
            role = APP_ROLE_OPTION.format(role=settings.DATABASE_APP_ROLE)
            made = psycopg2.connect(**_owner_parameters(), options=role)
            stack.callback(made.close)
            return made

        yield opened


# ── Celery ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """`worker()` starts a real Celery worker on the test database; it has start, stop and kill."""
    with ExitStack() as stack:
        made: list[Worker] = []

        def start(**environment: str) -> Worker:
            process = Worker(
                database=connections["default"].settings_dict,
                role=settings.DATABASE_APP_ROLE,
                log=tmp_path / f"worker-{len(made)}.log",
                environment=environment,
            )
            made.append(process)
            stack.callback(process.kill)
            process.start()
            return process

        yield start


# ── browser ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Where it is missing its tests are skipped, except in CI."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM to a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(width=390)` gives a Playwright page of its own on the live server.

    What the browser's console calls an error, and anything the strict CSP stops, fails the test.
    """
    problems: list[str] = []
    contexts: list[Any] = []

    def opened(*, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="ms-MY",
            timezone_id="Asia/Kuala_Lumpur",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if message.type == "error"
                and "the server responded with a status of 4" not in message.text
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def browser_page(request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> Any:
    """The test runs twice: on a phone's width and on a desktop's."""
    return open_page(width=request.param)


@pytest.fixture
def phone_page(open_page: Callable[..., Any]) -> Any:
    """One page, 390 pixels wide."""
    return open_page(width=390, height=844)


@pytest.fixture
def desktop_page(open_page: Callable[..., Any]) -> Any:
    """One page, 1280 pixels wide."""
    return open_page(width=1280)


# ── the rest ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def _clean_cache_between_tests() -> Iterator[None]:
    """Sessions and counters of one test are unknown to the next."""
    yield
    import redis

    client = redis.Redis.from_url(settings.REDIS_URL)
    try:
        keys = list(client.scan_iter(f"*{settings.CACHES['default']['KEY_PREFIX']}*", count=1000))
        if keys:
            client.delete(*keys)
    except redis.exceptions.ConnectionError:
        pass  # the pure tests need no server
    finally:
        client.close()


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root folder."""
    return Path(settings.BASE_DIR)


@pytest.fixture(scope="session")
def msgfmt() -> str:
    """GNU gettext, or a skip."""
    found = shutil.which("xgettext")
    if not found:
        pytest.skip("xgettext is missing: apt-get install gettext")
    return found
