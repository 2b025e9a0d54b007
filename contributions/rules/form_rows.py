"""When a row filled in on screen is finished, and what is still missing. Amounts are sen."""

from __future__ import annotations

NO_WAGES, NO_SHARES, NO_REASON, SHARES_AND_REASON, NOT_WHOLE = (
    "NO_WAGES",
    "NO_SHARES",
    "NO_REASON",
    "SHARES_AND_REASON",
    "NOT_WHOLE",
)


def problem(
    wages_sen: int | None, employer_sen: int | None, employee_sen: int | None, reason: str
) -> str:
    """The code of what is missing or contradicts itself; an empty text when the row is finished."""
    if reason:
        return SHARES_AND_REASON if employer_sen or employee_sen else ""
    if wages_sen is None:
        return NO_WAGES
    if employer_sen is None or employee_sen is None:
        return NO_SHARES
    if employer_sen % 100 or employee_sen % 100:
        return NOT_WHOLE
    return "" if employer_sen or employee_sen else NO_REASON
