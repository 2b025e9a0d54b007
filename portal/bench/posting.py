"""How fast a remittance is posted, against the fastest thing PostgreSQL can do with as many rows.

One run, one database, in turns: a binary COPY of four bare rows a member, then the same members'
contribution file from received bytes to credited accounts, validation and proofs included. Months
lie between real postings, so the tables are tidied once, after the warm-up, and autovacuum is kept
away from them while rounds follow each other within seconds.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from django.utils import timezone

from contributions import limits
from contributions.models import Employer, Remittance, RemittanceState
from contributions.rules import months
from contributions.services import post, receive, submit, validate
from members.ledger import days
from members.models import User
from portal.bench import posting_beside, posting_data

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
TABLES = (
    "members_member",
    "contributions_contribution",
    "contributions_filechunk",
    "ledger_journal",
    "ledger_memberentry",
    "ledger_memberbalance",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of the rounds, and what one more posting did beside them."""

    ratio: float
    speed: float
    hot_share: float
    beside: posting_beside.Beside


def run(*, lines: int, rounds: int, owner_address: str, say: Callable[[str], None]) -> Outcome:
    """Measure posting over bare COPY, then what one posting by a worker of its own does to others."""
    employer, user = posting_data.employer()
    say(
        f"{limits.posting_connections()} posters (connections of one worker) on {os.cpu_count()} cores,"
        f" parts of at most {limits.chunk_lines()} lines; making {lines} members"
    )
    posting_data.members(lines)
    bare = posting_data.bare_rows(lines)
    ratios: list[float] = []
    speeds: list[float] = []
    today = days.today()
    taken = set(Remittance.objects.filter(employer=employer).values_list("wage_month", flat=True))
    free = (
        month
        for step in range(1, 900)
        if (month := months.add(months.first_of(today), -step)) not in taken
    )
    with _owner(owner_address) as owner, _by_themselves(owner):
        say(
            "autovacuum stays off these tables during the rounds; after the warm-up they are vacuumed"
            " and analysed once, as in the month between two real postings"
        )
        for number in range(rounds + 1):
            content = posting_data.file(lines, number)
            copied, copy_work = _copy(owner, bare)
            work = _server_seconds()
            posted, parts = _post(employer, user, next(free), content)
            work = _server_seconds() - work
            words = ", ".join(f"{name} {seconds:.3f}" for name, seconds in parts.items())
            ratio = copied / posted
            say(
                f"{'warm-up ' if number == 0 else f'round {number} '}"
                f"bare COPY {lines / copied:>9,.0f} members/s   posting {lines / posted:>9,.0f} members/s"
                f"   ratio {ratio:.3f}   ({words} s; server CPU {copy_work:.2f} and {work:.2f} s)"
            )
            if number:
                ratios.append(ratio)
                speeds.append(lines / posted)
            else:
                _tidy(owner)
                updated = _balance_updates()
        beside = posting_beside.measure(
            owner, employer, user, next(free), posting_data.file(lines, rounds + 1), lines
        )
        beside.say(say)
        hot_share = _hot_share(updated, say)
    return Outcome(statistics.median(ratios), statistics.median(speeds), hot_share, beside)


@contextmanager
def _owner(address: str) -> Iterator[Any]:
    owner = psycopg2.connect(address)
    owner.autocommit = True
    try:
        yield owner
    finally:
        owner.close()


@contextmanager
def _by_themselves(owner: Any) -> Iterator[None]:
    """Nobody tidies the tables in the background."""
    with owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table {table} set (autovacuum_enabled = off)")
        try:
            yield
        finally:
            for table in TABLES:
                cursor.execute(f"alter table {table} reset (autovacuum_enabled)")


def _tidy(owner: Any) -> None:
    with owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"vacuum analyze {table}")


def _server_seconds() -> float:
    """Processor time of the back ends so far, those that have ended too (Linux; elsewhere nil).

    Steadier than the clock on a busy machine, as far as nobody else uses the server.
    """
    time.sleep(0.1)  # the server counts a back end that has just ended a moment later
    with connection.cursor() as cursor:
        # What other roles' back ends are is not shown to the application; that they are, is.
        cursor.execute(
            "select pid from pg_stat_activity where datname = current_database()"
            " and coalesce(backend_type, 'client backend') = 'client backend'"
        )
        living = [pid for (pid,) in cursor.fetchall()]
    ended = _proc(int(_proc(living[0])[1]))[13:15] if living and _proc(living[0]) else []
    return sum(int(ticks) for ticks in ended) / TICKS + sum(
        int(ticks) / TICKS for pid in living for ticks in _proc(pid)[11:13]
    )


def _proc(pid: int) -> list[str]:
    """What Linux says of a process, from its state on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _copy(owner: Any, rows: bytes) -> tuple[float, float]:
    with owner.cursor() as cursor:
        cursor.execute("drop table if exists bench_bare")
        cursor.execute("create table bench_bare (a bigint, b bigint, c bigint, d bigint)")
        cursor.execute("checkpoint")
        worked = _server_seconds()
        started = time.perf_counter()
        cursor.copy_expert("copy bench_bare from stdin (format binary)", io.BytesIO(rows))
        elapsed = time.perf_counter() - started
        worked = _server_seconds() - worked
        cursor.execute("drop table bench_bare")
        cursor.execute("checkpoint")
    return elapsed, worked


def _post(
    employer: Employer, user: User, wage_month: date, content: bytes
) -> tuple[float, dict[str, float]]:
    at = timezone.now()
    parts: dict[str, float] = {}
    started = last = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        parts[name] = now - last
        last = now

    remittance = receive.receive_bytes(
        employer=employer,
        wage_month=wage_month,
        content=[content],
        file_name="bench.csv",
        by=user,
        at=at,
    )
    lap("store")
    remittance = validate.validate(remittance_id=remittance.pk, at=at)
    lap("validate")
    submit.submit(remittance_id=remittance.pk, by=user, at=at)
    lap("submit")
    remittance = post.post_all(remittance.pk, at=at)
    lap("post")
    elapsed = time.perf_counter() - started
    if remittance.state != RemittanceState.POSTED:
        raise RuntimeError(f"the remittance ended {remittance.state}")
    return elapsed, parts


def _balance_updates() -> tuple[int, int]:
    """How many balances were updated so far, and how many of them on the same page."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_force_next_flush()")
        cursor.execute(
            "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'ledger_memberbalance'"
        )
        updated, hot = cursor.fetchone()
    return updated, hot


def _hot_share(before: tuple[int, int], say: Callable[[str], None]) -> float:
    """In percent."""
    updated, hot = (now - then for now, then in zip(_balance_updates(), before, strict=True))
    share = 100 * hot / updated if updated else 100.0
    say(f"balance updates on the same page (HOT): {share:.1f}% of {updated:,}")
    return share
