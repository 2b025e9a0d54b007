"""`make reset-demo` and `make manage`: on the local data, beside a run or without one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from portal.local import data, places, turn
from portal.local.bootstrap import say
from portal.local.places import ROOT, SetUpError


def reset_demo(_arguments: list[str]) -> int:
    """Throws the local data away and loads the demo fund again."""
    if os.environ.get("DATABASE_URL"):
        raise SetUpError("DATABASE_URL is set: a database of your own is yours to empty.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, turn.stop)
    try:
        with turn.only_run(), ExitStack() as stack:
            account = places.server_account()
            state = places.state_folder(account)
            for name in ("postgres", "valkey"):
                data.remove(state, name)
            data.SEEDING.unlink(missing_ok=True)
            addresses = stack.enter_context(data.data_services(state, account, state))
            data.prepare(addresses)
            say("The demo fund is as new. make run starts the portal.")
    except turn.Stopped:
        return 130
    return 0


def manage(arguments: list[str]) -> int:
    """`make manage ARGS="sandbox messages aminah"`: a command on the running portal's data."""
    note = turn.note()
    account = places.server_account()
    state = places.state_folder(account)
    with ExitStack() as stack:
        if note.get("address"):
            addresses = data.running(state)
        else:
            stack.enter_context(turn.only_run())
            addresses = stack.enter_context(data.data_services(state, account, state))
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=addresses.environment(),
            check=False,
        ).returncode
