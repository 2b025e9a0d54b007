"""The months of the demonstration: every employer sends a file and pays, the worker credits the members.

All of it goes through the services everybody uses. Two processes share a month as two workers would: each
sends the files of half the employers; when all are sent, both do whatever work is due. A month ends when no
work is left.
"""

from __future__ import annotations

import gc
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from contributions.models import Employer
from contributions.rules import months
from contributions.services import credited, receive, submit, validate
from members.ledger import calendar, days
from members.models import User
from members.work import queue
from members.work.models import Task, TaskState
from portal.demo import files, people, transfers

OFFICE = "office.records"
FIRST_FIRMS_HR = "hr.bakeri"
PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Month:
    """A month to live through: `place` counts from the first one, `today` is the day of the load."""

    wage_month: date
    place: int
    today: date

    @property
    def is_last(self) -> bool:
        """The first employer has not sent this one yet: its file is for whoever tries the portal."""
        return self.place == files.MONTHS - 1

    def sent_on(self) -> date:
        """A working day before the 15th of the month after, or today."""
        due = months.due_on(self.wage_month)
        holidays = days.holidays(due.year, due.year)
        return min(calendar.add_working_days(due.replace(day=4), 2, holidays), self.today)


@dataclass(frozen=True, slots=True)
class Lives:
    """Employers, who works for each, and who sends the files."""

    employers: list[Employer]
    staff: list[list[people.Person]]
    office: User
    first_firms_hr: User

    @classmethod
    def of(cls, made: list[people.Person]) -> Lives:
        """Read from the database what the load has made of these people."""
        users = User.objects.in_bulk([OFFICE, FIRST_FIRMS_HR], field_name="login_id")
        employers = list(Employer.objects.order_by("pk"))
        staff: list[list[people.Person]] = [[] for _one in employers]
        for person in made:
            for which in set(person.employers):
                staff[which].append(person)
        return cls(employers, staff, users[OFFICE], users[FIRST_FIRMS_HR])


class Hand(Protocol):
    """Another process that does its share of a month."""

    def begin(self, month: Month) -> None:
        """Ask it to send its files."""

    def work(self) -> None:
        """Once they are sent, let it do what is due until told to rest."""

    def rest(self) -> None:
        """Wait until it has put down what it was doing."""


def live_through(month: Month, lives: Lives, other: Hand | None) -> None:
    """Every employer sends the month's file on a working day before the 15th and is debited, but for one
    that pays by transfer; the worker takes the statement in and credits the members.
    """
    sent_on = month.sent_on()
    reach(sent_on)
    if other is not None:
        other.begin(month)
    send(month, lives, first=0, step=1 if other is None else 2)
    if other is not None:
        other.work()
    with news_of(month):
        _finish_work()
        if other is not None:
            other.rest()
        transfers.arrive(lives.employers, left=files.MONTHS - 1 - month.place, at=noon(sent_on))
        _finish_work()


def send(month: Month, lives: Lives, *, first: int, step: int) -> None:
    """Send the month's files of every `step`th employer from the `first` on."""
    at = noon(days.today())
    for which in range(first, len(lives.employers), step):
        if which == 0 and month.is_last:
            continue
        rows = list(files.of_month(lives.staff[which], which, month.place, month.wage_month))
        if not rows:
            continue
        by = lives.first_firms_hr if which == 0 else lives.office
        remittance = receive.receive_bytes(
            employer=lives.employers[which],
            wage_month=month.wage_month,
            content=[files.as_csv(rows)],
            file_name=f"caruman-{month.wage_month:%Y%m}.csv",
            by=by,
            at=at,
        )
        validate.validate(remittance_id=remittance.pk, at=at)
        submit.submit(remittance_id=remittance.pk, by=by, at=at)


@contextmanager
def news_of(month: Month) -> Iterator[None]:
    """Only the last month is news to anybody."""
    with nullcontext() if month.is_last else credited.untold():
        yield


@contextmanager
def careless() -> Iterator[None]:
    """Commits do not wait for the disk: should the machine stop half-way, the whole is loaded again.

    Rubbish is looked for seldom: the load makes millions of short-lived objects and hardly a ring.
    """
    limits = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off; set jit = off")
    try:
        yield
    finally:
        gc.set_threshold(*limits)
        gc.unfreeze()
    with connection.cursor() as cursor:
        cursor.execute("reset synchronous_commit; reset jit")


def reach(day: date) -> None:
    """Move the business date on to a day, if it is not there yet."""
    at = noon(day)
    with transaction.atomic():
        if days.lock_today(at=at) < day:
            days.set_today(day, at=at)


def noon(day: date) -> datetime:
    """Twelve o'clock of a day, here."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _finish_work() -> None:
    """Do what is due until nothing is: also what another hand has taken, or what failed, must end."""
    while True:
        if queue.run_due():
            continue
        waiting = Task.objects.filter(state=TaskState.PENDING)
        if not waiting.filter(Q(available_at__lte=timezone.now()) | Q(attempts__gt=0)).exists():
            return
        clock.sleep(PAUSE)
