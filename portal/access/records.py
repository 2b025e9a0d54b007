"""Rows for the lists and records of the console, one line a model. What is not named may nobody do."""

from __future__ import annotations

from collections.abc import Iterator

from portal.access.action import Action, Whose, read, verb
from portal.access.console import CONTACTS, COUNTER, EXCEPTIONS, OPERATIONS, RATES, READ_ALL
from portal.access.console import REVIEWING as REVIEWERS
from portal.access.roles import CONSOLE, NOBODY, READERS, Roles, Who, only

SYSTEM = only(Who.SYSTEM)
SUPPORTED: Roles = READERS | {Who.SUPPORT}


def _rows(
    model: str,
    *,
    look: Roles = READERS,
    on_list: Roles = NOBODY,
    add: Roles = NOBODY,
    change: Roles = NOBODY,
    delete: Roles = NOBODY,
    whose: Whose = Whose.ANYBODYS,
) -> Iterator[Action]:
    """The admin's own addresses of a model; `on_list` may send a form from its list."""
    app, _, name = model.partition(".")
    stem, words = f"admin:{app}_{name}", model.replace(".", " ")
    yield verb(f"list {words}", f"{stem}_changelist", by=on_list, look=look, whose=whose)
    yield verb(f"change {words}", f"{stem}_change", by=change, look=look, whose=whose)
    yield read(
        f"see what happened to {words}",
        f"{stem}_history",
        f"admin/{app}/{name}/<path:object_id>/",
        by=look,
        whose=whose,
    )
    yield verb(f"add {words}", f"{stem}_add", by=add, whose=whose)
    yield verb(f"delete {words}", f"{stem}_delete", by=delete, whose=whose)


ROWS: tuple[Action, ...] = (
    # ── members ─────────────────────────────────────────────────────────────────────────────────
    *_rows("members.member", look=SUPPORTED),
    *_rows("members.user", look=SUPPORTED, change=SYSTEM),
    *_rows("members.bankaccount"),
    *_rows("members.profilechange"),
    *_rows("members.securityreport", look=SUPPORTED),
    *_rows("members.datedparameter"),
    *_rows("auth.group", look=READ_ALL),
    *_rows("audit.auditevent"),
    *_rows("audit.signinalarm", look=SUPPORTED),
    # ── the books and the work ──────────────────────────────────────────────────────────────────
    *_rows("ledger.chartaccount"),
    *_rows("ledger.journal"),
    *_rows("ledger.holiday", add=OPERATIONS, change=OPERATIONS, delete=OPERATIONS),
    *_rows("ledger.businessdate", look=CONSOLE),
    *_rows("work.task"),
    *_rows("work.jobrun"),
    *_rows("statements.issuedstatement"),
    # ── money in ────────────────────────────────────────────────────────────────────────────────
    *_rows("contributions.employer", look=SUPPORTED, add=SYSTEM, change=SYSTEM),
    *_rows("contributions.employeruser", look=SUPPORTED, add=SYSTEM, change=SYSTEM),
    *_rows("contributions.employerregistration", change=OPERATIONS),
    *_rows("contributions.schedulerevision", add=RATES, change=RATES),
    *_rows("contributions.newemployee", change=OPERATIONS | COUNTER),
    *_rows("contributions.employment", change=SYSTEM),
    *_rows("contributions.remittance"),
    *_rows("contributions.balanceconsent"),
    *_rows("contributions.lookup"),
    *_rows("contributions.monthfinding"),
    *_rows("contributions.monthreport", change=OPERATIONS),
    *_rows("contributions.voluntarycontribution"),
    *_rows("contributions.bill"),
    *_rows("contributions.ctmlline", change=OPERATIONS),
    *_rows("contributions.incentiverun", add=RATES),
    *_rows("contributions.receipt"),
    *_rows("contributions.refund"),
    *_rows("contributions.correction"),
    *_rows("contributions.collectionmessage"),
    *_rows("contributions.collectionentry"),
    *_rows("contributions.lateassessment"),
    # ── money out ───────────────────────────────────────────────────────────────────────────────
    *_rows("withdrawals.application", look=REVIEWERS | READ_ALL, whose=Whose.ANOTHERS),
    *_rows(
        "withdrawals.secondlook",
        look=REVIEWERS | READ_ALL,
        change=REVIEWERS,
        whose=Whose.ANOTHERS,
    ),
    *_rows("withdrawals.overdue", look=REVIEWERS | READ_ALL, whose=Whose.ANOTHERS),
    *_rows("withdrawals.restriction", look=CONTACTS | READ_ALL, whose=Whose.ANOTHERS),
    *_rows("withdrawals.relative", look=CONSOLE, on_list=CONSOLE - READ_ALL),
    # The counter's first pages; nothing is kept there to look at.
    *_rows("withdrawals.intake", look=NOBODY, on_list=COUNTER),
    *_rows("withdrawals.identitystep", look=NOBODY, on_list=COUNTER),
    *_rows("withdrawals.paymentplan"),
    *_rows("withdrawals.payoutattempt"),
    *_rows("withdrawals.payoutbatch"),
    *_rows("withdrawals.remedy", look=EXCEPTIONS | READ_ALL, whose=Whose.ANOTHERS),
    *_rows("withdrawals.bankmessage"),
    *_rows("withdrawals.bankstatement"),
    *_rows("withdrawals.bankentry"),
    *_rows("withdrawals.sandboxbankpayment"),
    *_rows("withdrawals.sandboxbankfile"),
)
