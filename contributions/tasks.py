"""What the worker does for money in. Each handler may run 0, 1 or N times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from contributions.models import RemittanceState
from contributions.services import credited, form_drafts, post, register, voluntary, watch
from contributions.services import validate as validation
from members.work import day, queue


class StillPosting(Exception):
    """A part is in other hands; should they let go of it, a later try finds it."""


@queue.handler("contributions.validate")
def validate_remittance(payload: dict[str, Any], *, at: datetime) -> None:
    """Check a file whose page died before it was checked."""
    validation.validate(remittance_id=payload["remittance_id"], at=at)


@queue.handler("contributions.post")
def post_remittance(payload: dict[str, Any], *, at: datetime) -> None:
    """Credit a submitted remittance. Raises StillPosting while another worker holds a part."""
    remittance = post.post_all(payload["remittance_id"], at=at)
    if remittance.state == RemittanceState.POSTING:
        raise StillPosting(remittance.reference)


@queue.handler("contributions.register")
def register_employees(payload: dict[str, Any], *, at: datetime) -> None:
    """Open the spells of employment a credited remittance tells of."""
    register.register(payload["remittance_id"])
    credited.tell(payload["remittance_id"], at=at)


@queue.handler(credited.TOPIC)
def mail_credited(payload: dict[str, Any], *, at: datetime) -> None:
    """Send the e-mails about a credited remittance, some hundred in one go."""
    credited.mail_some(payload["event"], at=at)


@day.daily("contributions.watch", order=70)
def watch_months(business_date: date, *, at: datetime) -> None:
    """Find months that did not come or came short, and settle those that came since."""
    watch.look(business_date, at=at)


@day.daily("contributions.lapse_promises", order=71)
def lapse_promises(business_date: date, *, at: datetime) -> None:
    """End promises of voluntary money that were not paid in time."""
    voluntary.lapse(today=business_date)


@day.daily("contributions.forget_forms", order=90)
def forget_forms(business_date: date, *, at: datetime) -> None:
    """Forget forms whose month was credited, and those that nobody came back to."""
    form_drafts.forget_old(at=at)
