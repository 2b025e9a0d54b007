"""Real processes for tests: a Celery worker that can be stopped politely or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings


def address(database: dict[str, Any], role: str) -> str:
    """The test database as a DATABASE_URL that acts as the application's role."""
    user = quote(database["USER"], safe="")
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    options = quote(f"-c role={role}")
    return (
        f"postgresql://{user}{password}@{database['HOST']}{port}/{database['NAME']}"
        f"?options={options}"
    )


class Worker:
    """One worker of two processes. `start` returns when it takes work."""

    def __init__(
        self, *, database: dict[str, Any], role: str, log: Path, environment: dict[str, str]
    ) -> None:
        self.log = log
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": address(database, role),
            "REDIS_URL": settings.REDIS_URL,
            "REDIS_PREFIX": settings.CACHES["default"]["KEY_PREFIX"],
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, patience: float = 30.0) -> None:
        """Raises RuntimeError with the worker's own words when it is not ready in time."""
        already = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "-A",
                    "portal.celery",
                    "worker",
                    "--concurrency=2",
                    "--loglevel=INFO",
                    "--without-gossip",
                    "--without-mingle",
                    "--without-heartbeat",
                ],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if b" ready." in self.log.read_bytes()[already:]:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        said = self.log.read_text()[-4000:]
        self.kill()
        raise RuntimeError(f"The worker did not start:\n{said}")

    def stop(self, *, patience: float = 20.0) -> None:
        """SIGTERM: it finishes what it does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL to the worker and its children, as when the machine loses power."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process = None
