"""What a correction did to a contribution, in the member's own words. Nothing is stored for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language, gettext

from contributions.models import Correction, Fault
from contributions.selectors import remittance_id_of
from contributions.services.correction_news import WHY
from contributions.services.take_back import SCOPE
from members.ledger import money
from members.ledger import selectors as ledger


@dataclass(frozen=True, slots=True)
class Corrected:
    """A sentence, and the member's other entries of the same story: words and the entry's ID."""

    sentence: str
    others: tuple[tuple[str, UUID], ...]


def corrected(member_id: int, entry: ledger.Entry) -> Corrected | None:
    """The story that an entry of this member belongs to; None for one that nobody corrected."""
    found = _of(member_id, entry)
    if found is None or found.taken_back is None:
        return None
    taken = found.taken_back
    why = WHY[Fault(found.fault)].of(get_language())
    is_mine = found.member_id == member_id
    others = _others(member_id, found, entry) if is_mine else ()
    if not is_mine:
        sentence = gettext(
            "This contribution was first credited to another member by mistake, and then to you."
        )
    elif entry.journal_id == taken.journal_id:
        sentence = gettext("This takes back a contribution credited to you, because %(why)s.")
    elif entry.journal_id == taken.credited_journal_id:
        sentence = gettext("This contribution was taken back from you later, because %(why)s.")
    else:
        sentence = gettext(
            "This is the corrected contribution. The first one, of %(amount)s, was taken back"
            " because %(why)s."
        )
    return Corrected(
        sentence % {"why": why, "amount": money.ringgit(taken.amount_sen)} if is_mine else sentence,
        others,
    )


def _of(member_id: int, entry: ledger.Entry) -> Correction | None:
    rows = Correction.objects.select_related("taken_back", "reposted").filter(state="DONE")
    if entry.scope == SCOPE:
        return rows.filter(member_id=member_id, taken_back__journal_id=entry.journal_id).first()
    remittance_id = remittance_id_of(entry)
    if remittance_id is None:
        return None
    first = rows.filter(member_id=member_id, taken_back__credited_journal_id=entry.journal_id)
    return first.first() or rows.filter(to_member_id=member_id, reposted=remittance_id).first()


def _others(member_id: int, found: Correction, entry: ledger.Entry) -> tuple[tuple[str, UUID], ...]:
    taken = found.taken_back
    assert taken is not None
    words = {
        taken.credited_journal_id: gettext("The first contribution"),
        taken.journal_id: gettext("Its taking back"),
    }
    told = []
    for one in reversed(ledger.entries(member_id, since=None, limit=None)):
        said = words.get(one.journal_id)
        if said is None and found.reposted_id and remittance_id_of(one) == found.reposted_id:
            said = gettext("The corrected contribution")
        if said and one.journal_id != entry.journal_id:
            told.append((said, one.uid))
    return tuple(told)
