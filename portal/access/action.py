"""One row of the table: what an address does, who may look, who may act, and on whose records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.access.roles import NOBODY, Roles

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Whose(StrEnum):
    """Whose record an address may name; anybody else's is answered as one that is not there."""

    NOBODYS = "no record, or one that is nobody's"
    OWN = "one's own"
    EMPLOYERS = "the employer's one acts for"
    ANYBODYS = "anybody's"
    ANOTHERS = "anybody's but one's own and one's relatives'"


@dataclass(frozen=True, slots=True)
class Action:
    """`look` is GET, HEAD and OPTIONS; `act` is every other method."""

    name: str
    pages: tuple[str, ...]
    look: Roles
    act: Roles = NOBODY
    whose: Whose = Whose.NOBODYS
    only_searches: bool = False
    """Acting changes nothing: a number that must stand in no address is sent by POST."""

    def allows(self, method: str) -> Roles:
        """Who may use this method here."""
        return self.look if method.upper() in SAFE else self.act


def read(name: str, *pages: str, by: Roles, whose: Whose = Whose.NOBODYS) -> Action:
    """Pages that only show."""
    return Action(name, pages, look=by, whose=whose)


def verb(
    name: str,
    *pages: str,
    by: Roles,
    whose: Whose = Whose.NOBODYS,
    look: Roles | None = None,
    only_searches: bool = False,
) -> Action:
    """Pages that do something: whoever may act may see the form; `look` names who else may."""
    return Action(name, pages, by | (look or NOBODY), by, whose, only_searches)
