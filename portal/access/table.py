"""The whole table: address name → what it does and who may. An address without a row is closed to all."""

from __future__ import annotations

from django.urls import ResolverMatch

from portal.access import console, employer, everybody, member, records
from portal.access.action import Action

ROWS: tuple[Action, ...] = (
    *everybody.ROWS,
    *member.ROWS,
    *employer.ROWS,
    *console.ROWS,
    *records.ROWS,
)


class Twice(ValueError):
    """An address stands in two rows, or two rows have one name."""


def by_page(rows: tuple[Action, ...]) -> dict[str, Action]:
    """The rows by address name; raises Twice."""
    found: dict[str, Action] = {}
    names: set[str] = set()
    for row in rows:
        if row.name in names:
            raise Twice(row.name)
        names.add(row.name)
        for page in row.pages:
            if page in found:
                raise Twice(page)
            found[page] = row
    return found


PAGES: dict[str, Action] = by_page(ROWS)


def key(match: ResolverMatch) -> str:
    """What the table calls an address: its name, or its route where it has none (the admin's)."""
    return match.view_name if match.url_name else match.route


def row(match: ResolverMatch) -> Action | None:
    """The row of an address; None when it has none."""
    return PAGES.get(key(match))
