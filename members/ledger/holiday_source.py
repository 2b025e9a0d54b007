"""Public holidays as the `holidays` package knows them, and the days it is known to miss.

Asked once a year by a person; the table it fills is what the fund goes by (epf-rules 8.3).
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import holidays

KUALA_LUMPUR = "KUL"
STATES: tuple[str, ...] = (
    "JHR", "KDH", "KTN", "KUL", "LBN", "MLK", "NSN", "PHG", "PJY", "PLS", "PNG", "PRK", "SBH",
    "SGR", "SWK", "TRG",
)  # fmt: skip

# Known of Kuala Lumpur alone. The library never moves Awal Muharram and misses days granted when two holidays met.
MISSED: dict[date, str] = {
    date(2024, 7, 8): "Awal Muharram (cuti dibawa ke hadapan)",
    date(2024, 9, 17): "Hari Malaysia (cuti dibawa ke hadapan)",
}


def of_state(state: str, year_from: int, year_to: int) -> list[tuple[date, str, str]]:
    """(day, name in Malay, source) of a state for the years given, both included, in order.

    Raises NotImplementedError for a state that is none of STATES.
    """
    found = holidays.country_holidays(
        "MY", subdiv=state, years=range(year_from, year_to + 1), language="ms_MY"
    )
    source = f"holidays {version('holidays')}"
    return sorted((day, name[:120], source) for day, name in found.items())


def kuala_lumpur(year_from: int, year_to: int) -> list[tuple[date, str, str]]:
    """`of_state` for Kuala Lumpur, with the days it is known to miss."""
    rows = of_state(KUALA_LUMPUR, year_from, year_to)
    found = {day for day, _name, _source in rows}
    rows += [
        (day, name, "press calendars")
        for day, name in MISSED.items()
        if year_from <= day.year <= year_to and day not in found
    ]
    return sorted(rows)
