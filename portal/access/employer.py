"""Rows for an employer's pages: everybody who acts for it reads; three roles prepare, confirm, manage."""

from __future__ import annotations

from portal.access.action import Action, Whose, read, verb
from portal.access.roles import CONFIRMS, HR, MANAGES, PREPARES, Roles


def _reads(name: str, *pages: str) -> Action:
    return read(name, *pages, by=HR, whose=Whose.EMPLOYERS)


def _does(name: str, *pages: str, by: Roles) -> Action:
    return verb(name, *pages, by=by, whose=Whose.EMPLOYERS)


ROWS: tuple[Action, ...] = (
    _reads("read the employer's guide", "contributions:guide"),
    # ── files ───────────────────────────────────────────────────────────────────────────────────
    _reads(
        "see the employer's files",
        "contributions:remittances",
        "contributions:remittance",
        "contributions:remittance_errors",
        "contributions:remittance_schedule",
        "contributions:remit_bad_rows",
        "contributions:set_aside",
    ),
    _does(
        "prepare a file",
        "contributions:upload",
        "contributions:form_start",
        "contributions:form",
        "contributions:form_add",
        "contributions:form_discard",
        "contributions:remit_good_rows",
        "contributions:remit_repair",
        "contributions:remit_register",
        by=PREPARES,
    ),
    # Who may take the next step depends on the file, too: contributions/rules/roles.py.
    _does("take a file's next step", "contributions:remittance_submit", by=HR),
    _does("send a file back to who prepared it", "contributions:remittance_send_back", by=CONFIRMS),
    _does("cancel a file", "contributions:remittance_cancel", by=HR),
    _does(
        "say whose a line is",
        "contributions:remittance_set_aside",
        "contributions:set_aside_line",
        by=HR,
    ),
    # ── money ───────────────────────────────────────────────────────────────────────────────────
    _reads(
        "see the employer's bills",
        "contributions:bills",
        "contributions:bill",
        "contributions:bill_receipts",
    ),
    _does("pay a bill", "contributions:bill_pay", by=HR),
    _reads("see the employer's refunds", "contributions:refunds", "contributions:refund"),
    _does(
        "ask for a refund",
        "contributions:refund_ask",
        "contributions:refund_cancel",
        by=CONFIRMS,
    ),
    # ── employees ───────────────────────────────────────────────────────────────────────────────
    _reads(
        "see the employer's employees",
        "contributions:employees",
        "contributions:employees_csv",
        "contributions:lookup_log",
    ),
    _does("look an employee up", "contributions:lookup", by=HR),
    _reads("see what employees reported", "contributions:reports"),
    _does("answer what an employee reported", "contributions:report_answer", by=HR),
    _does("say where an employee works", "contributions:place", by=MANAGES),
    # ── the company ─────────────────────────────────────────────────────────────────────────────
    _reads("see the company", "contributions:company"),
    _does(
        "keep the company's address and branches",
        "contributions:company_change",
        "contributions:branch_add",
        "contributions:branch",
        "contributions:branch_close",
        "contributions:company_close",
        by=MANAGES,
    ),
    # ── who acts for it ─────────────────────────────────────────────────────────────────────────
    _reads("see who acts for the employer", "contributions:people"),
    _does(
        "say who acts for the employer",
        "contributions:people_add",
        "contributions:people_change",
        "contributions:people_end",
        "contributions:people_two",
        by=MANAGES,
    ),
)
