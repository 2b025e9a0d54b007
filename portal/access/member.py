"""Rows for a member's own pages. No address names a member: the record is the log-in's."""

from __future__ import annotations

from portal.access.action import Action, Whose, read, verb
from portal.access.roles import MEMBER


def _reads(name: str, *pages: str) -> Action:
    return read(name, *pages, by=MEMBER, whose=Whose.OWN)


def _does(name: str, *pages: str) -> Action:
    return verb(name, *pages, by=MEMBER, whose=Whose.OWN)


ROWS: tuple[Action, ...] = (
    # ── savings ─────────────────────────────────────────────────────────────────────────────────
    _reads("see an account of one's savings", "portal:account"),
    _reads(
        "see one's transactions",
        "portal:transactions",
        "portal:transactions_csv",
        "portal:transaction",
    ),
    _reads("see one's statements", "statements:list", "statements:download"),
    _does("have a statement made", "statements:make"),
    # ── profile ─────────────────────────────────────────────────────────────────────────────────
    _reads("see one's profile", "members:profile"),
    _does("choose one's language", "members:language"),
    _does("change one's address", "members:address"),
    _does(
        "change one's contacts",
        "members:email",
        "members:phone",
        "members:profile_change",
        "members:profile_change_resend",
        "members:profile_change_stop",
    ),
    _does(
        "keep one's bank accounts",
        "members:bank_account_add",
        "members:bank_account_change",
        "members:bank_account_remove",
    ),
    _does("choose how notices come", "members:notice_ways"),
    _reads("read one's inbox", "members:inbox", "members:notice"),
    _does("mark the inbox as read", "members:inbox_read_all"),
    _reads("read one's activity log", "members:activity", "members:report"),
    _does("say that it was not oneself", "members:not_me"),
    # ── contributions ───────────────────────────────────────────────────────────────────────────
    _reads("see one's contributions", "contributions:mine"),
    _does("report a missing month", "contributions:report_month"),
    _does(
        "pay voluntarily",
        "contributions:voluntary",
        "contributions:voluntary_pay",
        "contributions:voluntary_cancel",
    ),
    _does("join or leave i-Saraan", "contributions:saraan_join", "contributions:saraan_leave"),
    _reads("see whom one lets see one's balance", "contributions:consents"),
    _does(
        "let an employer see one's balance or not",
        "contributions:consent_answer",
        "contributions:consent_withdraw",
    ),
    # ── withdrawals ─────────────────────────────────────────────────────────────────────────────
    _reads(
        "see one's withdrawals",
        "withdrawals:choose",
        "withdrawals:applications",
        "withdrawals:application",
        "withdrawals:submitted",
        "withdrawals:document",
        "withdrawals:plans",
    ),
    _does(
        "apply for a withdrawal",
        "withdrawals:start",
        "withdrawals:amount",
        "withdrawals:question",
        "withdrawals:documents",
        "withdrawals:remove_document",
        "withdrawals:payee",
        "withdrawals:bank_account",
        "withdrawals:declaration",
        "withdrawals:identity",
        "withdrawals:check",
        "withdrawals:code",
        "withdrawals:resend",
        "withdrawals:discard",
        "withdrawals:again",
    ),
    _does("hand in what was asked for", "withdrawals:asked", "withdrawals:remove_asked"),
    _does("take an application back", "withdrawals:withdraw"),
    _does("end a payment plan", "withdrawals:plan_cancel"),
)
