"""Take a new password, or say why not. Whoever changes one is told at their old addresses.

A new password ends every other session, because a session is bound to the hash it began with.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.audit import services as audit
from members.gateways import common_passwords
from members.models import CounterKind, User
from members.rules import passwords
from members.rules.passwords import Refusal

from . import notices, sign_in_counters

WORDS: dict[Refusal, Any] = {
    Refusal.SHORT: _("The password must have at least 12 characters"),
    Refusal.LONG: _("The password must have 128 characters or fewer"),
    Refusal.PLAIN: _("The password repeats itself or follows the keyboard. Choose another one"),
    Refusal.COMMON: _("Many people use this password, so it is easy to guess. Choose another one"),
    Refusal.FUND_WORD: _(
        "The password is mostly a word that everybody here would try first. Add other words"
    ),
    Refusal.ABOUT_YOU: _(
        "The password is mostly your own name, number or email. Choose something others do not know"
    ),
}


class Refused(Exception):
    """The new password is not taken; `.messages` say why."""

    def __init__(self, messages: Iterable[Any]) -> None:
        super().__init__("password refused")
        self.messages = tuple(messages)


class WrongPassword(Exception):
    """The current password is not this one."""


class TooManyTries(Exception):
    """The current password was wrong too often; `.until` is when the next try may be made."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


def facts(user: User | None) -> tuple[str, ...]:
    """What others may know about a person, and so may not carry their password."""
    if user is None:
        return ()
    found = [user.login_id, user.display_name, user.email, user.phone]
    if user.member is not None:
        member = user.member
        found += [member.name, member.member_no, member.ic_no, f"{member.born_on:%d%m%Y}"]
    return tuple(each for each in found if each)


def refusals(password: str, user: User | None) -> list[Any]:
    """The reasons against a new password, in words; an empty list when it may be taken."""
    found = passwords.refusals(password, about=facts(user), is_common=common_passwords.contains)
    return [WORDS[reason] for reason in found]


class PasswordRules:
    """The same rules for Django's own commands (AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with every reason."""
        found = refusals(password, user)
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return str(_("12 to 128 characters. Four words that do not belong together do well."))


def change(
    *, user: User, current: str, new: str, by: User, at: datetime, address: str, device: str
) -> None:
    """Replace one's own password.

    To be called outside a transaction: a wrong current password is counted like a wrong one at the
    door. Raises TooManyTries, WrongPassword, Refused. The caller keeps its own session alive.
    """
    confirm(
        user=user,
        current=current,
        failed="password.not_changed",
        by=by,
        at=at,
        address=address,
        device=device,
    )
    if passwords.normal(new) == passwords.normal(current):
        raise Refused([_("The new password must differ from the current one")])
    found = refusals(new, user)
    if found:
        raise Refused(found)
    put(user=user, new=new, action="password.changed", by=by, at=at, address=address, device=device)


def confirm(
    *, user: User, current: str, failed: str, by: User, at: datetime, address: str, device: str
) -> None:
    """The person knows their password: asked again before what a thief of the session would do.

    To be called outside a transaction: a wrong one is counted, and recorded as the action `failed`.
    Raises TooManyTries, WrongPassword.
    """
    who = f"user:{user.pk}"
    reserved = sign_in_counters.reserve(CounterKind.CONFIRM, who, at=at)
    if not reserved.allowed:
        raise TooManyTries(reserved.locked_until or at)
    if not user.check_password(current):
        _record(failed, user, by, at, address, device)
        if reserved.locked_until is not None:
            raise TooManyTries(reserved.locked_until)
        raise WrongPassword
    sign_in_counters.clear(CounterKind.CONFIRM, who)


def put(
    *,
    user: User,
    new: str,
    action: str,
    by: User | None,
    at: datetime,
    address: str,
    device: str,
    notice: str = "",
    **facts: Any,
) -> None:
    """Write a password that was judged, record it as `action`, and tell the owner of `notice`."""
    user.set_password(new)
    with transaction.atomic():
        user.save(update_fields=["password"])
        _record(action, user, by, at, address, device)
        notices.tell(user=user, about=notice or action, at=at, **facts)


def _record(
    action: str, user: User, by: User | None, at: datetime, address: str, device: str
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=user.own_member_id,
        entity="user",
        entity_id=str(user.pk),
        role="" if by else "UNKNOWN",
        address=address,
        device=device,
    )
