"""Whatever happens to a member's account has words in both languages, and is told or said to be quiet.

A new action in the activity log fails here until it stands in TOLD, with the notice that tells of it,
or in QUIET, with the reason why the log alone is enough.
"""

from __future__ import annotations

import re
from string import Formatter

from members.audit import actions
from members.rules import not_me, notices
from members.rules.text import Text
from withdrawals.rules.states import Event
from withdrawals.services import news

TOLD: dict[str, str] = {
    "sign_in.succeeded": "sign_in.new_device",  # from a device where the member never was
    "sign_in.locked": "sign_in.locked",
    "sign_in.unlocked": "sign_in.unlocked",
    "password.changed": "password.changed",
    "password.reset": "password.reset",
    "security_picture.chosen": "security_picture.chosen",
    "account.frozen": "account.frozen",
    "activation.done": "activation.done",
    "passkey.added": "passkey.added",
    "passkey.removed": "passkey.removed",
    "bank_account.added": "bank_account.added",
    "bank_account.removed": "bank_account.removed",
    "email.changed": "email.changed",
    "phone.changed": "phone.changed",
    "address.changed": "address.changed",
    "contact_change.entered": "contact_change.entered",
    "contact_change.refused": "contact_change.refused",
    "withdrawal.submitted": "withdrawal.submitted",
    "withdrawal.withdrawn": "withdrawal.withdrawn",
    "withdrawal.approved": "withdrawal.approved",
    "withdrawal.rejected": "withdrawal.rejected",
    "withdrawal.postponed": "withdrawal.postponed",
    "withdrawal.undone": "withdrawal.undone",
    "withdrawal.documents_asked": "withdrawal.documents_asked",
    "withdrawal.taken_in": "withdrawal.submitted",
    "payout.paid": "withdrawal.paid",
    "payout.failed": "withdrawal.pay_failed",
    "payout.again": "withdrawal.paying",
    "payout.credited_back": "withdrawal.credited_back",
    "month_report.answered": "month_report.answered",
    "month_report.closed": "month_report.closed",
    "month_report.settled": "month_report.closed",
    "ctml.resolved": "contribution.credited",
    "voluntary.credited": "contribution.credited",
    "employer.consent_asked": "employer.consent_asked",
    "report.made": "report.made",
    "report.kept": "report.kept",
    "report.released": "report.released",
}
OWN = "the member's own act, answered on the page itself"
CODE = "a step of an act whose code went to the phone, or whose end is told"
LOOK = "somebody looked; the log shows who and when, with “Not me?”"
MAIL = "the member's mailbox or phone has it already"
LEGAL = "staff write to the member by the law's own letter"
SHOWN = "it stands among the member's transactions, and in the log"
QUIET: dict[str, str] = {
    "correction.done": SHOWN,
    **dict.fromkeys(
        (
            "sign_out",
            "session.ended",
            "session.ended_by_owner",
            "password.not_changed",
            "passkey.not_confirmed",
            "bank_account.refused",
            "language.changed",
            "notices.chosen",
            "document.added",
            "document.removed",
            "document.refused",
            "statement.downloaded",
            "withdrawal.documents_sent",
            "withdrawal.corrected",
            "voluntary.promised",
            "voluntary.cancelled",
            "saraan.joined",
            "saraan.left",
            "month_report.made",
            "consent.given",
            "consent.refused",
            "consent.withdrawn",
        ),
        OWN,
    ),
    **dict.fromkeys(
        (
            "sign_in.failed",  # the lock that follows is told
            "sign_in.refused_frozen",
            "tac.sent",
            "tac.failed",
            "tac.accepted",
            "activation.issued",  # nobody logs in yet
            "activation.proved",
            "activation.failed",
            "member.registered_by_employer",
            "withdrawal.looked_again",
            "document.attached",
            "document.detached",
            "document.checked",
            "payout.account_named",  # the payment that follows is told
            "payout.account_refused",
            "identity.shown",
            "plan.paid",  # the payment itself is told
            "plan.ended",
            "account.merged",
            "account.unclaimed",
        ),
        CODE,
    ),
    **dict.fromkeys(
        (
            "staff.viewed_member",
            "staff.changed_user",
            "employer.employee_placed",
            "new_member.confirmed",  # nobody logs in yet
            "new_member.corrected",
            "withdrawal.viewed",
            "document.viewed",
            "month_report.payslip_viewed",
            "employer.balance_looked_up",
        ),
        LOOK,
    ),
    **dict.fromkeys(("password.reset_asked", "member_no.sent"), MAIL),
    **dict.fromkeys(("restriction.confirmed", "restriction.ended"), LEGAL),
}
_LANGUAGE = re.compile(r"_(ms|en)$")


def _names(text: str) -> set[str]:
    """What the words want filled in; a fact of either language counts as one."""
    return {_LANGUAGE.sub("", name) for _text, name, _spec, _how in Formatter().parse(text) if name}


def _whole(words: Text) -> bool:
    return (
        bool(words.ms.strip()) and bool(words.en.strip()) and _names(words.ms) == _names(words.en)
    )


def test_every_action_has_words_in_both_languages() -> None:
    broken = [code for code, action in actions.ACTIONS.items() if not _whole(action.words)]
    assert not broken, broken
    same = [code for code, one in actions.ACTIONS.items() if one.words.ms == one.words.en]
    assert not same, f"these have one language only: {same}"


def test_every_notice_has_words_in_both_languages() -> None:
    for code, kind in notices.KINDS.items():
        for words in (kind.subject, kind.sentence):
            assert _whole(words), code
            assert words.ms != words.en, code
        assert len(kind.sentence.ms) <= 320 or not kind.sms, f"{code} is too long for a message"


def test_everything_in_the_log_is_told_or_quiet_for_a_reason() -> None:
    shown = {code for code, action in actions.ACTIONS.items() if action.shown}
    unsaid = shown - set(TOLD) - set(QUIET)
    assert not unsaid, f"say in TOLD or QUIET (tests/meta/test_words_for_members.py): {unsaid}"
    assert not set(TOLD) & set(QUIET)
    gone = (set(TOLD) | set(QUIET)) - set(actions.ACTIONS)
    assert not gone, f"no such action any more: {gone}"
    assert set(TOLD.values()) <= set(notices.KINDS), set(TOLD.values()) - set(notices.KINDS)


def test_what_is_said_of_security_goes_by_both_ways() -> None:
    doors = ("sign_in.", "password.", "passkey.", "account.", "email.", "phone.", "bank_account.")
    for code, kind in notices.KINDS.items():
        if code.startswith(doors):
            assert kind.security and kind.email and kind.sms, code


def test_not_me_can_be_said_of_everything_but_the_reports_themselves() -> None:
    shown = {code for code, action in actions.ACTIONS.items() if action.shown}
    cannot = {code for code in shown if not not_me.can_be_said_of(code)}
    assert cannot == {"report.made", "report.kept", "report.released"}


def test_every_change_of_status_is_told_or_means_nothing_to_a_member() -> None:
    assert set(news.ABOUT.values()) | {news.OTHER} <= set(notices.KINDS)
    assert not set(news.ABOUT) & news.UNTOLD
    for event in Event:
        assert event in news.UNTOLD or news.ABOUT.get(event, news.OTHER) in notices.KINDS
