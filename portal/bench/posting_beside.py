"""What one posting does to others: the memory of its worker, a member's wait, the work of the check.

The file is checked and credited by a process of its own, as by a Celery worker; meanwhile members of
the file hold money and give it back, one after the other, on a connection of this process.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from contributions.models import Employer, RemittanceState
from contributions.services import receive
from members.ledger import holds
from members.ledger.drafts import Amounts
from members.models import Member, User

ROOT = Path(__file__).resolve().parents[2]
PAUSE = 0.01
_STAGING = """
create temp table bench_staging (
  line_no int generated always as identity (start with 2 cache 1000), member_no text, ic_no text,
  name text, salary numeric(11, 2), employer numeric(11, 2), employee numeric(11, 2))
"""
_COPY = (
    "copy bench_staging (member_no, ic_no, name, salary, employer, employee)"
    " from stdin with (format csv, header)"
)
_SORT = "select count(*) from (select * from bench_staging order by member_no offset 0) s"


@dataclass(slots=True)
class Beside:
    """What was measured; seconds and MB. `waits` are of a hold and its release."""

    bare_check: float = 0.0
    check: float = 0.0
    peak_mb: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def check_ratio(self) -> float:
        """The check against a bare COPY into staging plus a sort."""
        return self.check / self.bare_check

    @property
    def longest_wait(self) -> float:
        return max(self.waits, default=0.0)

    def say(self, say: Callable[[str], None]) -> None:
        say(
            f"the check of the file took {self.check:.2f} s: {self.check_ratio:.2f} times a bare COPY"
            f" into staging plus a sort ({self.bare_check:.2f} s)"
        )
        say(f"the worker held at most {self.peak_mb:.0f} MB")
        say(
            f"a member's own hold during posting took at most {self.longest_wait:.2f} s"
            f" ({len(self.waits)} holds placed and released)"
        )


def measure(
    owner: Any, employer: Employer, user: User, wage_month: date, content: bytes, lines: int
) -> Beside:
    """Post `content` by a worker of its own and look at what else happens."""
    found = Beside(bare_check=_bare_check(owner, content))
    remittance = receive.receive_bytes(
        employer=employer,
        wage_month=wage_month,
        content=[content],
        file_name="bench.csv",
        by=user,
        at=timezone.now(),
    )
    over = threading.Event()
    members = threading.Thread(target=_hold, args=(lines, found.waits, over), name="members")
    with subprocess.Popen(
        [sys.executable, "-m", "portal.bench.posting_worker", str(remittance.pk), str(user.pk)],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        found.check = json.loads(worker.stdout.readline())["check"]
        members.start()
        try:
            said = json.loads(worker.stdout.readline())
        finally:
            over.set()
            members.join()
    if said["state"] != RemittanceState.POSTED:
        raise RuntimeError(f"the remittance ended {said['state']}")
    found.peak_mb = said["peak_mb"]
    return found


def _bare_check(owner: Any, content: bytes) -> float:
    with owner.cursor() as cursor:
        cursor.execute("set work_mem = '64MB'; set jit = off")
        cursor.execute(_STAGING)
        started = time.perf_counter()
        cursor.copy_expert(_COPY, io.BytesIO(content))
        cursor.execute(_SORT)
        elapsed = time.perf_counter() - started
        cursor.execute("drop table bench_staging; reset work_mem; reset jit")
    return elapsed


def _hold(lines: int, waits: list[float], over: threading.Event) -> None:
    """Members anywhere in the file keep one ringgit of Akaun Fleksibel for an application, and let go."""
    chance = random.Random(1)  # noqa: S311  # the same members each time
    first = Member.objects.values_list("pk", flat=True).get(member_no=str(700000000001))
    try:
        while not over.is_set():
            member_id = first + chance.randrange(lines)
            started = time.perf_counter()
            hold = holds.place(
                scope="bench",
                key=str(uuid.uuid4()),
                member_id=member_id,
                book="KONV",
                amounts=Amounts(fleksibel=100),
                by="bench",
            )
            holds.release(hold, by="bench")
            waits.append(time.perf_counter() - started)
            time.sleep(PAUSE)
    finally:
        connection.close()
