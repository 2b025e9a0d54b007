"""Issue and verify codes. A code is accepted once, for what it was issued for, in its session.

Wrong tries are counted under the row's lock, in the caller's transaction.
"""

from __future__ import annotations

import functools
import hmac
import logging
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.db.models import Q

from members.audit import services as audit
from members.gateways import passkeys, sms, vault
from members.models import Role, User

from . import rules, selectors
from .models import Method, TacChallenge

logger = logging.getLogger(__name__)

Challenge = TacChallenge
Binding = Mapping[str, str | int]
Options = dict[str, Any]

WRONG = "WRONG"
EXPIRED = "EXPIRED"
USED = "USED"
LOCKED = "LOCKED"
MISMATCH = "MISMATCH"
UNKNOWN = "UNKNOWN"


class TooManyCodes(Exception):
    """No more codes for now; `.retry_at` is the first moment another may be asked for."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__("too many codes")
        self.retry_at = retry_at


class NoPhone(Exception):
    """The person has no phone number on record, so no code can be sent."""


class MessageFacts(TypedDict, total=False):
    """What the text message says beside the code: the amount in sen and where it goes."""

    amount_sen: int
    payee: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ok`, or the reason why not. `tries_left` is for a WRONG code."""

    ok: bool
    reason: str = ""
    tries_left: int = 0


def _binding_digest(challenge_id: uuid.UUID, user_id: int, purpose: str, binding: Binding) -> bytes:
    return vault.digest(
        "tac.binding", str(challenge_id), str(user_id), purpose, rules.canonical(binding)
    )


def _session_digest(session_key: str) -> bytes:
    return vault.digest("tac.session", session_key)


def _keyed(challenge: TacChallenge, code: str) -> str:
    return vault.digest("tac.code", str(challenge.pk), code).hex()


@transaction.atomic
def issue(
    *,
    user: User,
    purpose: str,
    binding: Binding,
    message_facts: MessageFacts,
    session_key: str,
    by: User | None,
    at: datetime,
) -> Challenge:
    """A new code for one act; the older live code for the purpose dies. Sent after commit.

    Raises TooManyCodes (60 s between codes, 5 an hour, 10 a day, to a person and to a phone; or 10
    wrong codes in a day) and NoPhone.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.phone:
        raise NoPhone
    if not session_key:
        raise ValueError("a code is bound to a session, and there is none")
    phone_digest = vault.digest("tac.phone", locked.phone)
    _lock_phone(phone_digest)
    _refuse_too_many(locked, phone_digest, purpose, at)
    TacChallenge.objects.filter(
        user=locked, purpose=purpose, used_at__isnull=True, voided_at__isnull=True
    ).update(voided_at=at)
    code = rules.new_code()
    challenge = TacChallenge(
        user=locked,
        purpose=purpose,
        session_digest=_session_digest(session_key),
        phone_digest=phone_digest,
        phone_tail=locked.phone[-4:],
        issued_at=at,
        expires_at=at + rules.LIFE,
    )
    challenge.binding_digest = _binding_digest(challenge.pk, locked.pk, purpose, binding)
    challenge.code_hash = make_password(_keyed(challenge, code))
    challenge.save(force_insert=True)
    audit.record(
        "tac.sent",
        by=by,
        at=at,
        member_id=locked.own_member_id,
        entity="tac",
        entity_id=str(challenge.pk),
        detail={"purpose": purpose},
    )
    text = rules.message(
        code,
        purpose=purpose,
        amount_sen=message_facts.get("amount_sen"),
        payee=message_facts.get("payee", ""),
        language=locked.language,
    )
    phone = locked.phone

    def send() -> None:
        try:
            sms.gateway().send(to=phone, text=text, at=at)
        except sms.SmsNotSent as error:
            logger.error("text message not taken by the gateway: %s", error)

    transaction.on_commit(send)
    return challenge


@transaction.atomic
def issue_for_passkey(
    *,
    user: User,
    purpose: str,
    binding: Binding,
    session_key: str,
    by: User | None,
    at: datetime,
) -> Challenge:
    """What a passkey of the person is to sign: no code, nothing is sent. The older live one dies.

    Raises TooManyCodes (30 an hour; or 10 wrong ones in a day).
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not session_key:
        raise ValueError("a signature is bound to a session, and there is none")
    _refuse_too_many(locked, b"", purpose, at, method=Method.PASSKEY)
    TacChallenge.objects.filter(
        user=locked, purpose=purpose, used_at__isnull=True, voided_at__isnull=True
    ).update(voided_at=at)
    challenge = TacChallenge(
        user=locked,
        purpose=purpose,
        method=Method.PASSKEY,
        session_digest=_session_digest(session_key),
        phone_digest=b"",
        phone_tail="",
        issued_at=at,
        expires_at=at + rules.LIFE,
    )
    challenge.binding_digest = _binding_digest(challenge.pk, locked.pk, purpose, binding)
    challenge.save(force_insert=True)
    return challenge


@transaction.atomic
def take(
    *,
    challenge_id: uuid.UUID | str,
    user: User,
    binding: Binding,
    session_key: str,
    at: datetime,
    purpose: str,
) -> bytes | None:
    """Use up a challenge for a new passkey; the bytes it had to answer, None when it is no good.

    Whoever fails with them begins again.
    """
    challenge = _locked(challenge_id, user)
    refusal = _refusal(challenge, user, binding, session_key, at, purpose)
    if challenge is None or refusal is not None or challenge.method != Method.PASSKEY:
        return None
    challenge.used_at = at
    challenge.save(update_fields=["used_at"])
    return to_sign(challenge)


def has_passkey(user: User, at: datetime) -> bool:
    """Whether the person has a passkey that may sign now."""
    return passkeys.of(user, until=signs_since(user, at)).exists()


def passkey_options(challenge_id: uuid.UUID | str, *, user: User, at: datetime) -> Options | None:
    """What the browser needs to sign; None when the challenge is for a code, or over."""
    challenge = selectors.live(challenge_id=challenge_id, user=user, at=at)
    if challenge is None or challenge.method != Method.PASSKEY:
        return None
    return passkeys.options_to_sign(user, to_sign(challenge), until=signs_since(user, at))


def signs_since(user: User, at: datetime) -> datetime | None:
    """Passkeys made later than this sign nothing yet; None when all do."""
    return at - rules.NEW_PASSKEY_WAITS if user.role == Role.MEMBER else None


def to_sign(challenge: Challenge) -> bytes:
    """The 32 bytes that a passkey signs: they follow from the act, the session and the row."""
    return vault.digest(
        "tac.passkey",
        str(challenge.pk),
        bytes(challenge.binding_digest).hex(),
        bytes(challenge.session_digest).hex(),
    )


def _lock_phone(phone_digest: bytes) -> None:
    """Two people with one phone ask one after the other, so that the limit for the phone holds."""
    with connection.cursor() as cursor:
        key = int.from_bytes(phone_digest[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _refuse_too_many(
    user: User, phone_digest: bytes, purpose: str, at: datetime, *, method: str = Method.SMS
) -> None:
    at_the_door = purpose.startswith(rules.DOOR)
    same = Q(user=user) | Q(phone_digest=phone_digest) if phone_digest else Q(user=user)
    found = TacChallenge.objects.filter(same, issued_at__gt=at - rules.DAY)
    counted = Q(purpose__startswith=rules.DOOR)
    rows = list(
        found.filter(counted if at_the_door else ~counted).values_list(
            "issued_at", "tries_left", "method"
        )
    )
    sending = rules.SENDING_AT_THE_DOOR if at_the_door else rules.SENDING
    retry_at = rules.may_send_at(
        [issued for issued, _left, each in rows if each == method],
        at,
        sending=sending if method == Method.SMS else rules.SIGNING_BY_PASSKEY,
    )
    blocked = rules.wrong_block_ends(
        [(issued, rules.TRIES - left) for issued, left, _method in rows], at
    )
    ends = [moment for moment in (retry_at, blocked) if moment is not None]
    if ends:
        raise TooManyCodes(max(ends))


def verify(
    *,
    challenge_id: uuid.UUID | str,
    user: User,
    code: str,
    binding: Binding,
    session_key: str,
    at: datetime,
    purpose: str | None = None,
    passkey: str = "",
) -> Outcome:
    """Whether `code` signs exactly this. On ok the code is consumed in the caller's transaction.

    Never raises for a wrong code: commit, or the counted try is lost. A changed binding voids the
    code. Give `purpose` to refuse a code that was issued for another one. `passkey` is what the
    browser answered, for a challenge of `issue_for_passkey`; a code is nothing there.
    """
    with transaction.atomic():
        challenge = _locked(challenge_id, user)
        given = (code, passkey)
        outcome = _judge(challenge, user, given, binding, session_key, at, purpose)
        if challenge is not None:
            audit.record(
                "tac.accepted" if outcome.ok else "tac.failed",
                by=user,
                at=at,
                member_id=user.own_member_id,
                entity="tac",
                entity_id=str(challenge.pk),
                detail={
                    "purpose": challenge.purpose,
                    "reason": outcome.reason,
                    **({"method": challenge.method} if challenge.method != Method.SMS else {}),
                },
            )
        return outcome


def pretend(*, code: str, purpose: str, at: datetime) -> None:
    """The work of `verify` for somebody to whom no code was sent: so that nobody can tell."""
    with transaction.atomic():
        TacChallenge.objects.select_for_update(of=("self",)).filter(pk=uuid.uuid4()).first()
        pretend_to_judge(code)
        audit.record(
            "tac.failed",
            by=None,
            at=at,
            entity="tac",
            role="UNKNOWN",
            detail={"purpose": purpose, "reason": UNKNOWN},
        )


def pretend_to_judge(code: str) -> None:
    """One slow hash and one counted try, of nobody."""
    check_password(code, _nobodys_code())
    TacChallenge.objects.filter(pk=uuid.uuid4()).update(tries_left=0)


@functools.cache
def _nobodys_code() -> str:
    return make_password(secrets.token_urlsafe(24))


def void_all(*, user: User, at: datetime) -> None:
    """Every code of the person that could still be used is dead."""
    TacChallenge.objects.filter(user=user, used_at__isnull=True, voided_at__isnull=True).update(
        voided_at=at
    )


def _locked(challenge_id: uuid.UUID | str, user: User) -> TacChallenge | None:
    try:
        identifier = uuid.UUID(str(challenge_id))
    except ValueError:
        return None
    return (
        TacChallenge.objects.select_for_update(of=("self",))
        .filter(pk=identifier, user_id=user.pk)
        .first()
    )


def _judge(
    challenge: TacChallenge | None,
    user: User,
    given: tuple[str, str],
    binding: Binding,
    session_key: str,
    at: datetime,
    purpose: str | None,
) -> Outcome:
    refusal = _refusal(challenge, user, binding, session_key, at, purpose)
    if challenge is None or refusal is not None:
        return refusal or Outcome(False, UNKNOWN)
    if not _is_signed(challenge, user, *given, at):
        challenge.tries_left -= 1
        challenge.save(update_fields=["tries_left"])
        if challenge.tries_left == 0:
            return Outcome(False, LOCKED)
        return Outcome(False, WRONG, challenge.tries_left)
    challenge.used_at = at
    challenge.save(update_fields=["used_at"])
    return Outcome(True)


def _refusal(
    challenge: TacChallenge | None,
    user: User,
    binding: Binding,
    session_key: str,
    at: datetime,
    purpose: str | None,
) -> Outcome | None:
    """Why the challenge is not even looked at; None when it may be."""
    if challenge is None:
        return Outcome(False, UNKNOWN)
    if challenge.used_at is not None:
        return Outcome(False, USED)
    if challenge.tries_left == 0:
        return Outcome(False, LOCKED)
    if challenge.voided_at is not None or at >= challenge.expires_at:
        return Outcome(False, EXPIRED)
    if not hmac.compare_digest(bytes(challenge.session_digest), _session_digest(session_key)):
        return Outcome(False, MISMATCH)
    if (purpose is not None and purpose != challenge.purpose) or not hmac.compare_digest(
        bytes(challenge.binding_digest),
        _binding_digest(challenge.pk, user.pk, challenge.purpose, binding),
    ):
        challenge.voided_at = at
        challenge.save(update_fields=["voided_at"])
        return Outcome(False, MISMATCH)
    return None


def _is_signed(challenge: TacChallenge, user: User, code: str, passkey: str, at: datetime) -> bool:
    if challenge.method == Method.PASSKEY:
        signed = to_sign(challenge)
        until = signs_since(user, at)
        return bool(passkey) and passkeys.signed(user, signed, passkey, until=until) is not None
    typed = rules.typed(code)
    return bool(typed) and check_password(_keyed(challenge, typed), challenge.code_hash)
