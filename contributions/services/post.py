"""Credit a submitted remittance to its members: part by part, each part one transaction.

The lines lie in parts, in member order (services/parts.py); a part is claimed by a row lock, so that any
number of connections post at once, a crash leaves a part undone or done, and a replay finds the same
journal. It is POSTED only when lines, totals and the books agree: the clearing account of the remittance
has returned to nil in every book.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from contributions import limits, parameters
from contributions.models import BillState, Remittance, RemittancePart, RemittanceState
from contributions.services import billing, ctml, parts
from members.audit import services as audit
from members.ledger import chart, journal, selectors
from members.work import faults, queue

SCOPE = "contrib"


class DoesNotAdd(Exception):
    """Lines, totals and books do not agree; nothing more is posted until a person has looked."""


# money.split in SQL: floor for Sejahtera and Fleksibel, the rest to Persaraan; from 55 Akaun Emas.
_SHARES = """
select member_id,
       case when to_emas then 0 else total - total * %s / 10000 - total * %s / 10000 end,
       case when to_emas then 0 else total * %s / 10000 end,
       case when to_emas then 0 else total * %s / 10000 end,
       0::bigint,
       case when to_emas then total else 0 end
  from (select member_id, to_emas, employer_sen + employee_sen as total
          from contributions_contribution
         where remittance_id = %s and member_id > %s and member_id <= %s and book = %s) c
"""


def post_all(remittance_id: int, *, at: datetime) -> Remittance:
    """Post what is left of a remittance. Safe to call at any time, by any number of workers.

    Raises DoesNotAdd when the proof fails; the remittance then stays POSTING for a person to see.
    """
    helpers = _helpers(remittance_id)
    if helpers:
        laid_out = threading.Event()
        with ThreadPoolExecutor(helpers, thread_name_prefix="posting") as pool:
            running = [pool.submit(_help, remittance_id, at, laid_out) for _ in range(helpers)]
            try:
                _begin(remittance_id)
            finally:
                laid_out.set()
            _post_parts(remittance_id, at=at)
            for one in running:
                one.result()
    else:
        _begin(remittance_id)
        _post_parts(remittance_id, at=at)
    return _finish(remittance_id, at=at)


def _helpers(remittance_id: int) -> int:
    """How many more connections there is work for; none inside somebody's transaction."""
    if connection.in_atomic_block:
        return 0
    lines = Remittance.objects.values_list("line_count", flat=True).get(pk=remittance_id)
    wanted = -(-lines // limits.chunk_lines())
    return max(0, min(limits.posting_connections(), wanted) - 1)


def _help(remittance_id: int, at: datetime, laid_out: threading.Event) -> None:
    """The same work on a connection of this thread's own, made while the parts are laid out."""
    try:
        connection.ensure_connection()
        laid_out.wait()
        _post_parts(remittance_id, at=at)
    finally:
        connection.close()


def _begin(remittance_id: int) -> None:
    """Start, once, when the bill is covered; the parts were laid out when the lines were written."""
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if remittance.state == RemittanceState.SUBMITTED and _is_covered(remittance):
            parts.lay_out(remittance)
            aside = ctml.credit(remittance)
            remittance.posted_lines = aside.lines
            remittance.posted_sen = aside.employer_sen + aside.employee_sen
            remittance.state = RemittanceState.POSTING
            remittance.save(update_fields=["state", "posted_lines", "posted_sen"])


def _is_covered(remittance: Remittance) -> bool:
    """The bill is paid to the sen; the database refuses to begin before (`bill_is_covered`)."""
    bill = billing.contribution_bill(remittance)
    return bill is not None and bill.state == BillState.PAID


def _post_parts(remittance_id: int, *, at: datetime) -> None:
    while _post_next(remittance_id, at=at):
        faults.point("contributions.between_chunks")


def _post_next(remittance_id: int, *, at: datetime) -> bool:
    """Claim a part that nobody is at and credit it; False when there is none."""
    with transaction.atomic():
        part = (
            RemittancePart.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("remittance__employer")
            .filter(
                remittance_id=remittance_id,
                remittance__state=RemittanceState.POSTING,
                posted_at__isnull=True,
            )
            .order_by("number")
            .first()
        )
        if part is None:
            return False
        with connection.cursor() as cursor:
            # The rows of a part stay in memory on their way to the balances, instead of in a file.
            cursor.execute("set local work_mem = '64MB'; set local jit = off")
        books = parts.books_of(part)
        for book, totals in books:
            _post_part(part, book, totals)
        RemittancePart.objects.filter(pk=part.pk).update(posted_at=at)
        # Last, so that parts posted at the same time wait for each other only here.
        Remittance.objects.filter(pk=remittance_id).update(
            posted_chunks=F("posted_chunks") + 1,
            posted_lines=F("posted_lines") + sum(totals.lines for _book, totals in books),
            posted_sen=F("posted_sen") + sum(totals.total_sen for _book, totals in books),
        )
    return True


def _post_part(part: RemittancePart, book: str, totals: parts.Totals) -> None:
    remittance = part.remittance
    credited_on: date = remittance.credited_on  # type: ignore[assignment]  # by constraint
    split = parameters.split_on(credited_on)
    weights = (split.sejahtera_bps, split.fleksibel_bps)
    faults.point("contributions.before_part")
    journal.post_rows(
        scope=SCOPE,
        key=f"{remittance.pk}:{book}:{part.number}",
        kind="CONTRIBUTION",
        book=book,
        effective_on=credited_on,
        narration="contribution",
        reference=remittance.reference,
        detail={
            "employer": remittance.employer.name,
            "wage_month": f"{remittance.wage_month:%Y-%m}",
            "contribution_month": f"{remittance.contribution_month:%Y-%m}",
        },
        by="system",
        control=chart.CONTRIB_CLEARING,
        count=totals.lines,
        total_sen=totals.total_sen,
        rows_sql=_SHARES,
        params=[
            *weights,
            *weights,
            remittance.pk,
            part.after_member_id,
            part.last_member_id,
            book,
        ],
    )


def _finish(remittance_id: int, *, at: datetime) -> Remittance:
    """Prove the whole and close it, when every part is done. Done already: as it is."""
    with transaction.atomic():
        remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
        if (
            remittance.state != RemittanceState.POSTING
            or RemittancePart.objects.filter(remittance=remittance, posted_at__isnull=True).exists()
        ):
            return remittance
        if (remittance.posted_lines, remittance.posted_sen) != (
            remittance.line_count,
            remittance.total_sen,
        ):
            raise DoesNotAdd(remittance.reference)
        for book in chart.BOOKS:
            if selectors.control_balance(
                chart.CONTRIB_CLEARING, book, reference=remittance.reference
            ):
                raise DoesNotAdd(f"{remittance.reference} in {book}")
        remittance.state = RemittanceState.POSTED
        remittance.posted_at = at
        remittance.save(update_fields=["state", "posted_at"])
        audit.record(
            "remittance.posted",
            by=None,
            at=at,
            employer_id=remittance.employer_id,
            entity="remittance",
            entity_id=remittance.reference,
            detail={"lines": remittance.posted_lines, "total_sen": remittance.posted_sen},
        )
        queue.enqueue(
            "contributions.register", remittance.reference, {"remittance_id": remittance.pk}
        )
    return remittance
