"""`make test` and `make bench`: on servers of their own, which are thrown away afterwards."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time

from portal.local import data, places, system
from portal.local.bootstrap import say
from portal.local.places import LOGS, ROOT


def test(arguments: list[str]) -> int:
    """pytest on a real PostgreSQL (without fsync: its data is worthless) and a real Valkey."""
    system.provide_pdf_libraries()
    system.provide_speech()
    system.provide_chromium()
    system.provide_gettext()
    account = places.server_account()
    state = places.state_folder(account)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    with (
        places.throw_away(state, "test", account) as folder,
        data.data_services(folder, account, state, log="test-", careless=True) as addresses,
    ):
        say(f"PostgreSQL and Valkey are up ({time.monotonic() - began:.1f} s).")
        environment = {
            **{k: v for k, v in os.environ.items() if k not in {"SANDBOX", "REDIS_PREFIX"}},
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": addresses.owner,
            "DATABASE_APP_ROLE": "portal_app",
            "REDIS_URL": addresses.redis,
        }
        return _in_foreground([sys.executable, "-m", "pytest", *(arguments or ["-q"])], environment)


def bench(arguments: list[str]) -> int:
    """`manage.py bench posting|pages|schedule|login` on a PostgreSQL that keeps its promises (fsync on)."""
    account = places.server_account()
    state = places.state_folder(account)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    named = {key: os.environ.pop(key, None) for key in ("DATABASE_URL", "REDIS_URL")}
    if any(named.values()):
        say("DATABASE_URL and REDIS_URL are not used here: the bench has servers of its own.")
    with (
        places.throw_away(state, "bench", account) as folder,
        data.data_services(folder, account, state, log="bench-") as addresses,
    ):
        owner = addresses.environment(as_owner=True)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=owner,
            check=True,
        )
        return _in_foreground(
            [sys.executable, "manage.py", "bench", *arguments],
            {**addresses.environment(), "LOG_LEVEL": "WARNING"},
        )


def _in_foreground(command: list[str], environment: dict[str, str]) -> int:
    """Runs with our terminal; Ctrl-C is the child's to answer, and we clean up after it."""
    LOGS.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
        finally:
            if sys.exc_info()[0] is SystemExit:
                process.terminate()
