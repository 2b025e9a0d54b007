"""The picture code on the log-in page: bound to the session that was shown it, answered once.

django-simple-captcha stores and draws it; answering deletes the row, and the row that was really
deleted decides, so one picture never passes two parallel posts.
"""

from __future__ import annotations

import enum
import hmac
from datetime import datetime

from captcha.models import CaptchaStore
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from members.rules import picture_code

SHOWN = "picture_codes"
KEPT = 4  # pictures of one session that can still be answered: more tabs than one
_TAKE = "DELETE FROM captcha_captchastore WHERE hashkey = %s RETURNING response, expiration"


class Answer(enum.Enum):
    RIGHT = "RIGHT"
    WRONG = "WRONG"
    EXPIRED = "EXPIRED"


def new(session: SessionBase) -> str:
    """The key of a new picture for this session; its oldest one goes."""
    key: str = CaptchaStore.generate_key()
    shown = [key, *session.get(SHOWN, [])]
    if len(shown) > KEPT:
        CaptchaStore.objects.filter(hashkey__in=shown[KEPT:]).delete()
    session[SHOWN] = shown[:KEPT]
    return key


def belongs(session: SessionBase, key: str) -> bool:
    """Whether the picture was made for this session."""
    return key in session.get(SHOWN, [])


def spoken(session: SessionBase, key: str) -> str | None:
    """The digits of this session's picture, to be read aloud; None when it is gone."""
    if not belongs(session, key):
        return None
    text: str | None = (
        CaptchaStore.objects.filter(hashkey=key).values_list("challenge", flat=True).first()
    )
    return text


def answer(session: SessionBase, *, key: str, typed: str, at: datetime) -> Answer:
    """Consume the picture; was `typed` right? EXPIRED also for a picture of another session."""
    if not belongs(session, key):
        return Answer.EXPIRED
    session[SHOWN] = [each for each in session[SHOWN] if each != key]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key])
        row = cursor.fetchone()
    if row is None or row[1] <= at:
        return Answer.EXPIRED
    given = picture_code.typed(typed)
    right = hmac.compare_digest(given.encode(), str(row[0]).encode())
    return Answer.RIGHT if right else Answer.WRONG
