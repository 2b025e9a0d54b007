"""What the broker may ask for: look at the queue, look at the day. It never says what to do."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from members.work import day, queue


@shared_task(name="work.tick", ignore_result=True)
def tick() -> None:
    """Do the work that is due."""
    queue.run_due()


@shared_task(name="work.day", ignore_result=True)
def move_day() -> None:
    """Bring the business date up to the calendar and run what a day asks for.

    Where the date does not follow the calendar, only what the day still asks for is run.
    """
    at = timezone.now()
    if settings.BUSINESS_DATE_FOLLOWS_CALENDAR:
        day.catch_up(at=at)
    else:
        day.run_outstanding(at=at)


def _ring() -> None:
    tick.apply_async(retry=False, ignore_result=True, expires=60)


queue.on_bell(_ring)
