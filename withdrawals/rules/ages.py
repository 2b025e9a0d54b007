"""Ages in whole birthdays. Who was born on 29 February turns a year older on 1 March."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def attains_on(born_on: date, years: int) -> date:
    """The day on which a person born on `born_on` attains the age of `years`."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def age_on(born_on: date, on: date) -> int:
    """Whole years of age on the day `on`."""
    years = on.year - born_on.year
    return years if on >= attains_on(born_on, years) else years - 1


def latest_birth(years: int, on: date) -> date:
    """The last birth date with which a person has attained `years` by the day `on`."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February in a common year
        return date(on.year - years, 2, 28)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 1 March for a 29 February that year lacks."""
    return attains_on(day, -years)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month; earlier when negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
