"""Ages in whole birthdays. Who was born on 29 February turns a year older on 1 March."""

from __future__ import annotations

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
