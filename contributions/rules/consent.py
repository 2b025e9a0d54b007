"""When an employer may see a member's balances: with a consent that is given and still runs."""

from __future__ import annotations

from datetime import date, timedelta

LONGEST_DAYS = 365
ASK_AGAIN_AFTER_DAYS = 30

PURPOSES: tuple[tuple[str, str, str], ...] = (
    ("HOUSING_HELP", "Membantu permohonan perumahan", "Help with a housing application"),
    ("EDUCATION_HELP", "Membantu permohonan pendidikan", "Help with an education application"),
    ("RETIREMENT_PLANNING", "Perancangan persaraan", "Retirement planning"),
    ("LEAVING_SERVICE", "Urusan tamat perkhidmatan", "Leaving service"),
)


def latest_expiry(given_on: date) -> date:
    """The longest a consent may run."""
    return given_on + timedelta(days=LONGEST_DAYS)
