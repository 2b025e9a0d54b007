"""Public holidays as the `holidays` package knows them, and the days it is known to miss.

Asked once a year by a person; the table it fills is what the fund goes by (epf-rules 8.3).
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import holidays

KUALA_LUMPUR = "KUL"

# The library never moves Awal Muharram and misses days granted when two holidays met.
MISSED: dict[date, str] = {
    date(2024, 7, 8): "Awal Muharram (cuti dibawa ke hadapan)",
    date(2024, 9, 17): "Hari Malaysia (cuti dibawa ke hadapan)",
}


def kuala_lumpur(year_from: int, year_to: int) -> list[tuple[date, str, str]]:
    """(day, name in Malay, source) of Kuala Lumpur for the years given, both included, in order."""
    found = holidays.country_holidays(
        "MY", subdiv=KUALA_LUMPUR, years=range(year_from, year_to + 1), language="ms_MY"
    )
    source = f"holidays {version('holidays')}"
    rows = [(day, name[:120], source) for day, name in found.items()]
    rows += [
        (day, name, "press calendars")
        for day, name in MISSED.items()
        if year_from <= day.year <= year_to and day not in found
    ]
    return sorted(rows)
