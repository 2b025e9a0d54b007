"""One run at a time, and how it is asked to end. A lock that dies with us, a note of what was started.

What a killed run left behind is ended before the next begins.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portal.local import places
from portal.local.places import DATA, SetUpError

NOTE = DATA / "run.json"


class Stopped(BaseException):
    """Somebody asked us to end."""


def stop(number: int, _frame: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C is not discussed
    for again in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped(number)


@contextmanager
def only_run() -> Iterator[None]:
    """Holds the lock; raises SetUpError with the other run's address when there is one."""
    places.private_folder(DATA, places.server_account(), shared=True)
    with (DATA / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = note()
            where = found.get("address") or "it is still starting"
            raise SetUpError(
                f"The portal already runs (process {found.get('pid', '?')}): {where}\n"
                "         Stop that one with Ctrl-C first."
            ) from None
        _end_leftovers()
        try:
            yield
        finally:
            NOTE.unlink(missing_ok=True)


def note() -> dict[str, object]:
    """What the run under way wrote down; empty when there is none."""
    try:
        found: dict[str, object] = json.loads(NOTE.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _end_leftovers() -> None:
    """Web server, worker and beat of a run that was killed."""
    groups = note().get("children", {})
    assert isinstance(groups, dict)
    left = [
        int(pid)
        for pid, marker in groups.items()
        if places.alive(int(pid)) and str(marker) in places.command_of(int(pid))
    ]
    for number, patience in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
        for pid in left:
            try:
                os.killpg(pid, number)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(map(places.alive, left)):
            time.sleep(0.1)
        left = [pid for pid in left if places.alive(pid)]
        if not left:
            break
    NOTE.unlink(missing_ok=True)
