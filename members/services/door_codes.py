"""A code to the registered phone for somebody who is not logged in: instead of the picture, to set
a new password, or to lock one's account.

Nothing tells whether an ID exists: a worker looks it up and sends; judging costs one slow hash for
everybody; three tries, then a new code. These codes have a budget of their own, so that a stranger
who asks for them cannot use up the ones the owner needs for money.
"""

from __future__ import annotations

import enum
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from members.gateways import vault
from members.models import CounterKind, User
from members.tac import rules
from members.tac import selectors as tac_selectors
from members.tac import services as tac
from members.work import queue

from . import sign_in, sign_in_counters

TOPIC = "members.door_code"
KEPT = "door_code"
SIGN_IN = "door.sign_in"
PASSWORD = "door.password"  # noqa: S105 a purpose
LOCK = "door.lock"
PURPOSES = frozenset({SIGN_IN, PASSWORD, LOCK})
WAITS = timedelta(minutes=10)
PAUSE = rules.SENDING_AT_THE_DOOR[0][1]


class Verdict(enum.Enum):
    RIGHT = "RIGHT"
    WRONG = "WRONG"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the session is waiting for."""

    purpose: str
    login_id: str
    attempt: str
    at: datetime


def ask(session: SessionBase, *, purpose: str, login_id: str, at: datetime) -> None:
    """Queue a code for whoever has this ID; the session waits for it.

    Asked again for the same within a minute, it goes on waiting for the first.
    """
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    waiting = asked(session, at=at)
    same = waiting is not None and (waiting.purpose, waiting.login_id) == (purpose, login_id)
    if waiting is not None and same and at - waiting.at < PAUSE:
        return
    if not session.session_key:
        session.create()
    attempt = uuid.uuid4().hex
    session[KEPT] = {
        "purpose": purpose,
        "login_id": login_id,
        "attempt": attempt,
        "at": at.isoformat(),
    }
    facts = {
        "purpose": purpose,
        "login_id": login_id,
        "attempt": attempt,
        "session": session.session_key,
    }
    sealed = vault.encrypt(json.dumps(facts)).decode()
    queue.enqueue(TOPIC, attempt, {"sealed": sealed, "at": at.isoformat()})


def asked(session: SessionBase, *, at: datetime) -> Asked | None:
    """What the session waits for; None when nothing, or for too long."""
    kept = session.get(KEPT)
    if not isinstance(kept, dict):
        return None
    began = datetime.fromisoformat(kept["at"])
    if at - began > WAITS:
        return None
    return Asked(kept["purpose"], kept["login_id"], kept["attempt"], began)


def send(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half: a TAC, if the ID has an active login with a phone and budget left.

    Too soon after another one, it is sent once the pause is over.
    """
    if at - datetime.fromisoformat(payload["at"]) > rules.LIFE:
        return
    facts = json.loads(vault.decrypt(payload["sealed"].encode()))
    user = sign_in.find(facts["login_id"])
    if user is None or not user.is_active or user.frozen_at is not None:
        return
    try:
        tac.issue(
            user=user,
            purpose=facts["purpose"],
            binding={"attempt": facts["attempt"]},
            message_facts={},
            session_key=facts["session"],
            by=None,
            at=at,
        )
    except tac.TooManyCodes as error:
        if error.retry_at - at <= PAUSE:
            later = f"{facts['attempt']}.later"
            queue.enqueue(TOPIC, later, payload, available_at=error.retry_at)
    except tac.NoPhone:
        return


def judge(
    session: SessionBase, *, code: str, at: datetime
) -> tuple[Verdict, Asked | None, User | None]:
    """Is this the code? To be called outside a transaction: the try stays counted.

    After RIGHT or OVER the session waits for nothing more.
    """
    waiting = asked(session, at=at)
    if waiting is None:
        return Verdict.OVER, None, None
    reserved = sign_in_counters.reserve(CounterKind.CODE, waiting.attempt, at=at)
    if not reserved.allowed:
        session.pop(KEPT, None)
        return Verdict.OVER, waiting, None
    user = sign_in.find(waiting.login_id)
    if _is_right(session, waiting, user, code, at):
        session.pop(KEPT, None)
        return Verdict.RIGHT, waiting, user
    if reserved.locked_until is not None:
        session.pop(KEPT, None)
        return Verdict.OVER, waiting, None
    return Verdict.WRONG, waiting, None


def _is_right(
    session: SessionBase, waiting: Asked, user: User | None, code: str, at: datetime
) -> bool:
    """The same statements and one slow hash for everybody, whether or not a code was ever sent."""
    challenge = tac_selectors.newest(user_id=user.pk if user else 0, purpose=waiting.purpose)
    if user is None or not user.is_active or challenge is None:
        tac.pretend(code=code, purpose=waiting.purpose, at=at)
        return False
    outcome = tac.verify(
        challenge_id=challenge.pk,
        user=user,
        code=code,
        binding={"attempt": waiting.attempt},
        session_key=session.session_key or "",
        at=at,
        purpose=waiting.purpose,
    )
    if outcome.reason in {tac.EXPIRED, tac.USED, tac.MISMATCH, tac.UNKNOWN}:
        tac.pretend_to_judge(code)
    return outcome.ok
