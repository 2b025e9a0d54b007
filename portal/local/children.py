"""The web server, the worker and beat: started, watched, started again, ended in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.local import places, services
from portal.local.bootstrap import say
from portal.local.data import Addresses
from portal.local.places import LOGS, ROOT, SetUpError
from portal.local.turn import NOTE


@dataclass
class Child:
    """A process of ours, started again when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    started: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    _log: IO[bytes] | None = None

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        services.rotate(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=services.dies_with_us(signal.SIGTERM),
            )
        self.started.append(time.monotonic())

    def signal(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def sweep(self) -> None:
        """Ends grandchildren that outlived the child."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join(f"    {line}" for line in lines)


def children(addresses: Addresses, port: int) -> list[Child]:
    """Who runs, in the order of their start."""
    environment = {"BASE_URL": f"http://127.0.0.1:{port}", **addresses.environment()}
    python = sys.executable
    shm = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    gunicorn = [python, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    celery = [python, "-m", "celery", "-A", "portal.celery"]
    return [
        Child(
            "web",
            [
                *gunicorn,
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--graceful-timeout", "10", "--access-logfile", "-", "--no-control-socket"),
                *shm,
            ],
            environment,
        ),
        Child(
            "worker",
            [
                *celery,
                *("worker", "--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle"),
            ],
            environment,
        ),
        Child(
            "beat",
            # The timetable is code: a schedule in memory has no file a killed beat could spoil.
            [
                *celery,
                *("beat", "--scheduler", "celery.beat:Scheduler"),
                *("--loglevel", "WARNING", "--pidfile="),
            ],
            environment,
        ),
    ]


def write_note(running: list[Child], address: str) -> None:
    """For the next run, should this one be killed, and for make manage."""
    markers = {
        str(child.process.pid): "gunicorn" if child.name == "web" else "celery"
        for child in running
        if child.process
    }
    places.write_private(
        NOTE, json.dumps({"pid": os.getpid(), "address": address, "children": markers})
    )


def end_all(running: list[Child]) -> None:
    """New work stops first; a task in progress gets a while, and is safe to be cut off."""
    for child in running:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + 20
    for child in running:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{child.name} was still busy; its work goes on at the next start.")
        child.sweep()
        child.process.wait()


def watch(running: list[Child], addresses: Addresses, address: str) -> None:
    """Starts again what ends by itself; gives up when that does not help."""
    while True:
        time.sleep(0.5)
        addresses.revive()
        for child in running:
            assert child.process is not None
            code = child.process.poll()
            if code is None:
                continue
            child.sweep()
            recent = [moment for moment in child.started if time.monotonic() - moment < 60]
            if len(recent) > 5:
                raise SetUpError(
                    f"{child.name} ends again and again (code {code}):\n{child.last_words()}"
                )
            say(f"{child.name} ended (code {code}); starting it again.")
            time.sleep(min(5, len(recent)))
            child.start()
            write_note(running, address)
