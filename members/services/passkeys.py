"""A person's passkeys: made, named, removed. Each needs the current password, and the owner is told.

For a member a passkey signs acts instead of a TAC, a day after it was made (members/tac/); for
staff it is a second step of the log-in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django_otp_webauthn.models import WebAuthnCredential

from members.audit import services as audit
from members.audit.services import Origin
from members.gateways import passkeys
from members.gateways.passkeys import NotAPasskey as NotAPasskey
from members.models import Role, User
from members.tac import selectors as tac_selectors
from members.tac import services as tac

from . import notices, second_factor

PURPOSE = "passkey.add"


class TooMany(Exception):
    """The person has as many passkeys as one may have."""


class LastOne(Exception):
    """It is the only second step of a login that needs one."""


def begin(*, user: User, name: str, session_key: str, at: datetime) -> str:
    """The person may make a passkey within five minutes; the key of the challenge.

    Raises TooMany, tac.TooManyCodes.
    """
    if passkeys.of(user).count() >= passkeys.MOST:
        raise TooMany
    challenge = tac.issue_for_passkey(
        user=user,
        purpose=PURPOSE,
        binding={"name": name},
        session_key=session_key,
        by=user,
        at=at,
    )
    return str(challenge.pk)


def options(*, user: User, challenge_id: str, at: datetime) -> dict[str, Any] | None:
    """What the browser needs to make one; None when the five minutes are over."""
    challenge = tac_selectors.live(challenge_id=challenge_id, user=user, at=at)
    if challenge is None:
        return None
    return passkeys.options_to_make(user, tac.to_sign(challenge))


def finish(
    *,
    user: User,
    challenge_id: str,
    name: str,
    answer: str,
    session_key: str,
    at: datetime,
    origin: Origin,
) -> WebAuthnCredential:
    """Keep the passkey. Raises NotAPasskey: the challenge is used up, begin again.

    To be called outside a transaction, so that it stays used up.
    """
    signed = tac.take(
        challenge_id=challenge_id,
        user=user,
        binding={"name": name},
        session_key=session_key,
        at=at,
        purpose=PURPOSE,
    )
    if signed is None:
        raise NotAPasskey
    with transaction.atomic():
        made = passkeys.make(user, signed, answer, name=name)
        _record("passkey.added", user, name, at, origin)
        notices.tell(user=user, about="passkey.added", at=at)
    return made


def remove(*, user: User, pk: int, at: datetime, origin: Origin) -> bool:
    """Take one's own passkey away; false when there is none with this key. Raises LastOne."""
    with transaction.atomic():
        own = passkeys.of(user).select_for_update().filter(pk=pk).first()
        if own is None:
            return False
        if user.role == Role.STAFF and not _others(user, own):
            raise LastOne
        name = own.name
        own.delete()
        _record("passkey.removed", user, name, at, origin)
        notices.tell(user=user, about="passkey.removed", at=at)
    return True


def _others(user: User, own: WebAuthnCredential) -> bool:
    app = second_factor.device(user) is not None
    return app or passkeys.of(user).exclude(pk=own.pk).exists()


def _record(action: str, user: User, name: str, at: datetime, origin: Origin) -> None:
    audit.record(
        action,
        by=user,
        at=at,
        member_id=user.own_member_id,
        entity="user",
        entity_id=str(user.pk),
        detail={"name": name},
        **origin,
    )
