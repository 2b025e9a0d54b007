"""Rows for the verbs of the console: what officers do, and the pages of their own making."""

from __future__ import annotations

from portal.access.action import Action, Whose, read, verb
from portal.access.roles import CONSOLE, NOBODY, READERS, Roles, Who, only

REVIEWING = only(Who.REVIEWING)
RELEASING = only(Who.RELEASING)
RATES = only(Who.RATES)
COUNTER = only(Who.COUNTER)
OPERATIONS = only(Who.OPERATIONS)
EXCEPTIONS = REVIEWING | RELEASING
CONTACTS = REVIEWING | COUNTER
LOGINS = REVIEWING | OPERATIONS
READ_ALL = only(Who.AUDITOR, Who.SYSTEM)


def _does(name: str, *pages: str, by: Roles, look: Roles = NOBODY) -> Action:
    """A verb on a record that is never the officer's own."""
    return verb(name, *_named(pages), by=by, look=look, whose=Whose.ANOTHERS)


def _named(pages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"admin:{page}" for page in pages)


ROWS: tuple[Action, ...] = (
    # ── the frame ───────────────────────────────────────────────────────────────────────────────
    read("see the console's first page", "admin:index", "admin:app_list", by=CONSOLE),
    verb("enter the console", "admin:login", by=CONSOLE | {Who.STRANGER, Who.HALF_WAY}),
    verb("leave the console", "admin:logout", by=CONSOLE),
    read(
        "be led to one's password",
        "admin:password_change",
        "admin:password_change_done",
        by=CONSOLE,
    ),
    read("load the console's words", "admin:jsi18n", by=CONSOLE),
    read("find an employer while appointing", "admin:autocomplete", by=only(Who.SYSTEM)),
    read("be told that there is no such page", "admin/(?P<url>.*)$", by=CONSOLE),
    read("jump from the console to a page", "admin:view_on_site", by=NOBODY),
    # ── members and log-ins ─────────────────────────────────────────────────────────────────────
    verb(
        "find a member by number",
        "admin:members_by_number",
        by=READERS | {Who.SUPPORT},
        whose=Whose.ANYBODYS,
        only_searches=True,
    ),
    _does(
        "issue temporary credentials",
        "members_member_activation",
        by=COUNTER | {Who.SUPPORT},
    ),
    _does("unlock a log-in", "members_user_unlock", by=LOGINS | {Who.SUPPORT}),
    _does("take a lost device away", "members_user_device", by=LOGINS),
    _does("enter a contact at the counter", "members_profilechange_enter", by=CONTACTS),
    _does("decide on a contact", "members_profilechange_decide", by=CONTACTS),
    _does(
        "answer a member's report",
        "members_securityreport_answer",
        by=LOGINS,
        look=READERS | {Who.SUPPORT},
    ),
    # ── rates and limits ────────────────────────────────────────────────────────────────────────
    _does("propose a rate or limit", "members_datedparameter_propose", by=RATES),
    _does("confirm a rate or limit", "members_datedparameter_decide", by=RATES),
    _does("decide on a run of incentives", "contributions_incentiverun_decide", by=RATES),
    # ── money in ────────────────────────────────────────────────────────────────────────────────
    read("see who is behind", "admin:contributions_bill_arrears", by=READERS),
    _does("propose to waive a charge", "contributions_bill_waive", by=OPERATIONS),
    _does("decide on a waiver", "contributions_bill_waiver_decide", by=OPERATIONS),
    _does(
        "say whose money came",
        "contributions_receipt_identify",
        "contributions_receipt_attach",
        by=OPERATIONS,
    ),
    _does("decide on a refund", "contributions_refund_decide", by=OPERATIONS),
    read(
        "open the letter of a refund",
        "admin:contributions_refund_paper",
        by=OPERATIONS | {Who.AUDITOR},
    ),
    _does("propose to correct a contribution", "contributions_correction_propose", by=OPERATIONS),
    _does("decide on a correction", "contributions_correction_decide", by=OPERATIONS),
    read(
        "open a reported payslip",
        "admin:contributions_monthreport_payslip",
        by=OPERATIONS | {Who.AUDITOR},
        whose=Whose.ANYBODYS,
    ),
    # ── applications ────────────────────────────────────────────────────────────────────────────
    read(
        "see an application",
        "admin:withdrawals_application_review",
        by=REVIEWING | READ_ALL,
        whose=Whose.ANOTHERS,
    ),
    read(
        "open a paper of an application",
        "admin:withdrawals_application_document",
        "admin:withdrawals_application_document_page",
        "admin:withdrawals_application_document_picture",
        by=REVIEWING | {Who.AUDITOR},
        whose=Whose.ANOTHERS,
    ),
    _does(
        "take an application",
        "withdrawals_application_take_next",
        "withdrawals_application_take",
        "withdrawals_application_put_back",
        by=REVIEWING,
    ),
    _does("ask a member for papers", "withdrawals_application_ask", by=REVIEWING),
    _does(
        "decide on an application",
        "withdrawals_application_decide",
        "withdrawals_application_second",
        "withdrawals_application_undo",
        by=REVIEWING,
    ),
    _does("move a promised day", "withdrawals_application_postpone", by=REVIEWING),
    _does("release what was set aside", "withdrawals_paymentplan_release", by=REVIEWING),
    # ── the counter ─────────────────────────────────────────────────────────────────────────────
    _does(
        "take an application in at the counter",
        "withdrawals_intake_kinds",
        "withdrawals_intake_form",
        "withdrawals_intake_done",
        "withdrawals_intake_asked",
        "withdrawals_intake_paper",
        by=COUNTER,
    ),
    _does(
        "record at the counter that a member showed who they are",
        "withdrawals_identitystep_record",
        by=COUNTER,
    ),
    # ── restrictions ────────────────────────────────────────────────────────────────────────────
    read(
        "see a restriction",
        "admin:withdrawals_restriction_detail",
        by=CONTACTS | READ_ALL,
        whose=Whose.ANOTHERS,
    ),
    _does("propose a restriction", "withdrawals_restriction_propose", by=COUNTER),
    _does("propose to end a restriction", "withdrawals_restriction_end", by=COUNTER),
    _does(
        "confirm a restriction or its end",
        "withdrawals_restriction_confirm",
        "withdrawals_restriction_confirm_end",
        by=REVIEWING,
    ),
    _does("dismiss a proposed restriction", "withdrawals_restriction_dismiss", by=CONTACTS),
    _does("end another's declaration of a relative", "withdrawals_relative_end", by=REVIEWING),
    # ── money out ───────────────────────────────────────────────────────────────────────────────
    _does(
        "pay again what failed",
        "withdrawals_payoutattempt_again",
        "withdrawals_remedy_share",
        "withdrawals_remedy_share_decide",
        by=REVIEWING,
    ),
    _does("release a payment file", "withdrawals_payoutbatch_release", by=RELEASING),
    _does("take a payment file back", "withdrawals_payoutbatch_void", by=RELEASING),
    _does(
        "propose what becomes of a bank exception",
        "withdrawals_remedy_entry",
        "withdrawals_remedy_message",
        "withdrawals_remedy_credit_back",
        by=EXCEPTIONS,
    ),
    _does(
        "decide on a bank exception",
        "withdrawals_remedy_decide",
        by=EXCEPTIONS,
        look=READ_ALL,
    ),
    # ── the fund's day ──────────────────────────────────────────────────────────────────────────
    verb("move the business date", "admin:ledger_businessdate_advance", by=OPERATIONS),
)
