"""Change e-mail, phone or bank account on-line: the old contact signs, the new one answers.

    begin -> TAC to the phone on record -> confirm_old -> code to the new contact -> confirm_new

A bank account is done after the TAC. Nothing changes before the last code; then everything does in
one transaction: the record, the waits, the notice to the old contact, and every code that was out is
void. Wrong codes are counted in the caller's transaction: commit.
"""

from __future__ import annotations

import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from members import selectors
from members.gateways import vault
from members.models import ChangeKind, ChangeWay, ProfileChange, User
from members.rules import masking
from members.tac import services as tac

from . import change_effects, new_contact_codes

LIFE = timedelta(minutes=20)
MOST_CODES = 3  # to the new contact, for one change
PAUSE = timedelta(seconds=60)

SENT = "SENT"
DONE = "DONE"


class NotChanged(Exception):
    """The new contact is the one on record."""


class Stopped(Exception):
    """The member has reported something as not theirs; nothing changes until staff have answered."""


class AtCounter(Exception):
    """A change of the same contact waits at a counter for a second officer."""


class ChangeOver(Exception):
    """The change is done, was given up, or took too long."""


class TooManyToContact(Exception):
    """So many codes went to this contact today that none goes before `.retry_at`."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__("too many codes to one contact")
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class Result:
    """`tac.Outcome` of the code, and what follows: SENT to the new contact, or DONE."""

    outcome: tac.Outcome
    follows: str = ""
    change: ProfileChange | None = None


def purpose(kind: str) -> str:
    return f"profile.{kind.lower()}"


@transaction.atomic
def begin(
    *,
    user: User,
    kind: ChangeKind,
    target: dict[str, Any],
    shown: str,
    session_key: str,
    by: User,
    at: datetime,
) -> ProfileChange:
    """Keep what is to change, to be signed by a passkey or a TAC to the phone on record; an older
    open change ends. A phone number always answers for itself: no passkey stands in for it.

    `target` holds `value` (the new contact) or the bank account's facts. Raises NotChanged,
    Stopped, AtCounter, TooManyToContact, tac.NoPhone and tac.TooManyCodes, and leaves nothing behind then.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    value = str(target["value"])
    if (kind == ChangeKind.EMAIL and value == locked.email) or (
        kind == ChangeKind.PHONE and value == locked.phone
    ):
        raise NotChanged
    if selectors.reported(locked.own_member_id or 0):
        raise Stopped
    waiting = _open(locked, kind)
    waiting.filter(way=ChangeWay.ONLINE).update(voided_at=at)
    waiting.filter(expires_at__lte=at).update(voided_at=at)
    if waiting.exists():
        raise AtCounter
    change = ProfileChange(
        user=locked,
        kind=kind,
        way=ChangeWay.ONLINE,
        target_encrypted=vault.encrypt(sealed(target)),
        target_digest=target_digest(kind, value),
        shown=shown[:120],
        asked_at=at,
        expires_at=at + LIFE,
        session_digest=vault.digest("profile_change.session", session_key),
    )
    retry_at = new_contact_codes.retry_at(bytes(change.target_digest), kind, at)
    if retry_at is not None:
        raise TooManyToContact(retry_at)
    signing = _for_passkey(change, session_key, by, at) or _issue(change, session_key, by, at)
    change.tac_challenge_id = signing.pk
    change.save(force_insert=True)
    return change


@transaction.atomic
def resend(*, change: ProfileChange, session_key: str, by: User, at: datetime) -> None:
    """Another code for the step that waits, or the first one instead of a passkey; the older one is
    dead.

    Raises ChangeOver, tac.TooManyCodes, tac.NoPhone.
    """
    locked = _locked(change.pk, by, session_key, at)
    if not locked.waits_for_new:
        locked.tac_challenge_id = _issue(locked, session_key, by, at).pk
        locked.save(update_fields=["tac_challenge_id"])
        return
    assert locked.code_sent_at is not None
    if locked.codes_sent >= MOST_CODES:
        raise tac.TooManyCodes(max(locked.expires_at, at + PAUSE))
    if at - locked.code_sent_at < PAUSE:
        raise tac.TooManyCodes(locked.code_sent_at + PAUSE)
    new_contact_codes.issue(locked, to=str(target_of(locked)["value"]), at=at)


@transaction.atomic
def confirm(
    *,
    change: ProfileChange,
    code: str,
    session_key: str,
    by: User,
    at: datetime,
    address: str,
    device: str,
    passkey: str = "",
) -> Result:
    """Judge the code for the step that waits, or what a passkey answered, and go on.

    Raises ChangeOver, and AlreadyAdded.
    """
    locked = _locked(change.pk, by, session_key, at)
    if locked.waits_for_new:
        outcome = new_contact_codes.judge(locked, code)
        if not outcome.ok:
            return Result(outcome)
        locked.new_confirmed_at = at
    else:
        outcome = tac.verify(
            challenge_id=locked.tac_challenge_id or "",
            user=by,
            code=code,
            passkey=passkey,
            binding=_binding(locked),
            session_key=session_key,
            at=at,
            purpose=purpose(locked.kind),
        )
        if not outcome.ok:
            return Result(outcome)
        locked.old_confirmed_at = at
        if locked.kind != ChangeKind.BANK:
            new_contact_codes.issue(locked, to=str(target_of(locked)["value"]), at=at)
            return Result(outcome, SENT, locked)
    locked.done_at = at
    locked.save()
    change_effects.apply(
        change=locked, target=target_of(locked), by=by, at=at, address=address, device=device
    )
    return Result(outcome, DONE, locked)


def own_open(
    *, change_id: uuid.UUID, user: User, session_key: str, at: datetime
) -> ProfileChange | None:
    """The change as a page may show it: the person's own, in the session it began in, still open."""
    change = ProfileChange.objects.filter(pk=change_id, user=user, way=ChangeWay.ONLINE).first()
    if change is None or not _is_live(change, session_key, at):
        return None
    return change


def give_up(*, change: ProfileChange, at: datetime) -> None:
    """The person changed their mind; nothing was changed."""
    ProfileChange.objects.filter(pk=change.pk, done_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at
    )


def target_of(change: ProfileChange) -> dict[str, Any]:
    """What the record is changed to, in clear. Never for a page."""
    found: dict[str, Any] = json.loads(vault.decrypt(change.target_encrypted))
    return found


def shown_value(kind: str, value: str) -> str:
    """A contact as a page, a message or the log may show it."""
    return masking.email(value) if kind == ChangeKind.EMAIL else masking.number(value)


def void_open(*, user: User, at: datetime) -> None:
    """Every change that still waits for a code is void."""
    ProfileChange.objects.filter(
        user=user, way=ChangeWay.ONLINE, done_at__isnull=True, voided_at__isnull=True
    ).update(voided_at=at)


def _open(user: User, kind: str) -> Any:
    return ProfileChange.objects.filter(
        user=user, kind=kind, done_at__isnull=True, voided_at__isnull=True
    )


def sealed(target: dict[str, Any]) -> str:
    """The text that is encrypted; `target_of` reads it again."""
    return json.dumps(target)


def target_digest(kind: str, value: str) -> bytes:
    return vault.digest("profile_change.target", kind, value.casefold())


def _binding(change: ProfileChange) -> dict[str, str]:
    return {"change": str(change.pk), "target": bytes(change.target_digest).hex()}


def _is_live(change: ProfileChange, session_key: str, at: datetime) -> bool:
    kept = bytes(change.session_digest or b"")
    same = hmac.compare_digest(kept, vault.digest("profile_change.session", session_key))
    return change.is_open and same and at < change.expires_at


def _locked(change_id: uuid.UUID, user: User, session_key: str, at: datetime) -> ProfileChange:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    change = (
        ProfileChange.objects.select_for_update(of=("self",))
        .filter(pk=change_id, user=user, way=ChangeWay.ONLINE)
        .first()
    )
    if change is None or not _is_live(change, session_key, at):
        raise ChangeOver
    return change


def _issue(change: ProfileChange, session_key: str, by: User, at: datetime) -> tac.Challenge:
    return tac.issue(
        user=change.user,
        purpose=purpose(change.kind),
        binding=_binding(change),
        message_facts={"payee": change.shown},
        session_key=session_key,
        by=by,
        at=at,
    )


def _for_passkey(
    change: ProfileChange, session_key: str, by: User, at: datetime
) -> tac.Challenge | None:
    """What a passkey signs; None for who has none, and for a phone, which answers for itself."""
    if change.kind == ChangeKind.PHONE or not tac.has_passkey(by, at):
        return None
    return tac.issue_for_passkey(
        user=change.user,
        purpose=purpose(change.kind),
        binding=_binding(change),
        session_key=session_key,
        by=by,
        at=at,
    )
