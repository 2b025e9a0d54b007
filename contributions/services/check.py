"""What happens to a file once it was received: checked, its zero lines set apart, compared. In order.

Each step may run again; a file that was checked is answered as it is.
"""

from __future__ import annotations

from datetime import datetime

from contributions import limits
from contributions.models import Remittance
from contributions.services import compare, receive, split, validate
from members.models import User


def soon(remittance: Remittance, *, by: User, at: datetime) -> Remittance:
    """Check a small file now; a large one stays UPLOADED for the worker, who was asked on receipt."""
    if remittance.file_bytes > limits.bytes_checked_at_once():
        return remittance
    return check(remittance, by=by, at=at)


def check(remittance: Remittance, *, by: User, at: datetime) -> Remittance:
    """Answers the remittance to go on with: the file itself, or the one without its zero lines."""
    remittance = validate.validate(remittance_id=remittance.pk, at=at)
    if split.is_only_zero_lines(remittance):
        try:
            made = split.take_good_rows(remittance_id=remittance.pk, by=by, at=at)
        except (split.CannotBeSplit, receive.MonthAlreadyThere):
            return remittance
        remittance = validate.validate(remittance_id=made.pk, at=at)
    compare.soon(remittance, at=at)
    return remittance
