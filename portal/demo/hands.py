"""A second process for the load of the demonstration, so that it uses two cores as two workers would.

It knows what the first one tells it through a pipe, and ends when the pipe does. No model is imported
before Django is set up: this is the module a new process begins with.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

SHARE = 1
"""Which of two shares of the employers is its own."""


class HandFailed(RuntimeError):
    """The other process stopped; what it said is the text."""


class SecondHand:
    """The first process's end of the pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def begin(self, month: Any) -> None:
        """Ask it to send its files of a month."""
        self._say(month)

    def work(self) -> None:
        """Once its files are sent, let it do what is due until told to rest. Raises HandFailed."""
        self._hear()
        self._say(True)

    def rest(self) -> None:
        """Wait until it has put down what it was doing. Raises HandFailed."""
        self._say(None)
        self._hear()

    def _say(self, what: Any) -> None:
        with suppress(BrokenPipeError):
            self._pipe.send(what)

    def _hear(self) -> None:
        try:
            said = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            said = "it ended without a word"
        if said:
            raise HandFailed(said)


@contextmanager
def second_hand(*, seed: int, today: date) -> Iterator[SecondHand | None]:
    """Another process beside this one; None inside a transaction, which no other process can see into."""
    if connection.in_atomic_block or (os.cpu_count() or 1) < 2:
        yield None
        return
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, seed, today), daemon=True)
    process.start()
    there.close()
    try:
        yield SecondHand(here)
    finally:
        here.close()
        process.join(10)
        if process.is_alive():
            process.terminate()


def _work(pipe: Connection, seed: int, today: date) -> None:
    import django

    django.setup()
    from members.work import queue
    from portal.demo import files, history, people

    try:
        made = list(people.people(seed, today=today, months=files.MONTHS))
        lives = None
        with queue.quietly(), history.careless():
            while True:
                month = pipe.recv()
                lives = lives or history.Lives.of(made)
                history.send(month, lives, first=SHARE, step=2)
                pipe.send("")
                pipe.recv()
                with history.news_of(month):
                    while not pipe.poll(0 if queue.run_due(limit=1) else history.PAUSE):
                        pass
                pipe.recv()
                pipe.send("")
    except (EOFError, KeyboardInterrupt):
        return
    except Exception:
        pipe.send(traceback.format_exc())
