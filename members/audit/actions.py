"""Every action that can be recorded, with the words a person reads. An action not listed is refused.

To add one: a line below. `shown` says whether the member whose record it is sees it in the activity
log. Words may hold {names} that the event's detail fills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from members.rules.text import Text


@dataclass(frozen=True, slots=True)
class Action:
    code: str
    words: Text
    shown: bool = True


def _action(code: str, ms: str, en: str, *, shown: bool = True) -> Action:
    return Action(code, Text(ms, en), shown)


_DECLARED = (
    # Log in
    _action("sign_in.succeeded", "Log masuk", "Logged in"),
    _action("sign_in.failed", "Cubaan log masuk gagal", "Failed attempt to log in"),
    _action("sign_in.locked", "Akaun dikunci sementara", "Account temporarily locked"),
    _action("sign_in.refused", "Cubaan log masuk semasa akaun dikunci", "Attempt while locked"),
    _action("sign_in.unlocked", "Akaun dibuka oleh pegawai", "Account unlocked by an officer"),
    _action("sign_out", "Log keluar", "Logged out"),
    _action("session.ended", "Sesi tamat tempoh", "Session timed out"),
    # TAC
    _action("tac.sent", "TAC dihantar ke telefon anda", "TAC sent to your phone"),
    _action("tac.failed", "TAC yang salah dimasukkan", "Wrong TAC entered"),
    _action("tac.accepted", "TAC diterima", "TAC accepted"),
    # Profile
    _action("bank_account.added", "Akaun bank ditambah: {bank}", "Bank account added: {bank}"),
    _action("bank_account.removed", "Akaun bank dibuang: {bank}", "Bank account removed: {bank}"),
    _action("bank_account.refused", "Akaun bank tidak diterima", "Bank account not accepted"),
    _action("language.changed", "Bahasa pilihan ditukar", "Preferred language changed"),
    # Others who looked
    _action("staff.viewed_member", "Pegawai melihat rekod anda", "An officer viewed your record"),
    _action("staff.changed_user", "Pegawai mengubah log masuk", "An officer changed a login"),
)

ACTIONS: dict[str, Action] = {action.code: action for action in _DECLARED}
if len(ACTIONS) != len(_DECLARED):
    raise ValueError("an action is declared twice")

SHOWN_TO_MEMBERS = frozenset(code for code, action in ACTIONS.items() if action.shown)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def words(code: str, detail: dict[str, Any] | None, language: str | None) -> str:
    """The sentence for an event; an action since retired is shown by its code."""
    action = ACTIONS.get(code)
    if action is None:
        return code
    return action.words.of(language).format_map(_Blank(detail or {})).strip(" :")
