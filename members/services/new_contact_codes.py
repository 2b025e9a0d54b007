"""The code that proves that a new e-mail address or phone number is the person's own.

Only so many go to one address or number in a day, whoever asks, so that nobody floods another.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Sum

from members.gateways import sms, vault
from members.models import ChangeKind, ProfileChange
from members.rules.text import Text
from members.tac import rules as tac_rules
from members.tac import services as tac

from . import notices

logger = logging.getLogger(__name__)

MOST_A_DAY = 6
DAY = timedelta(days=1)

_SUBJECT = Text("Sahkan e-mel baharu anda", "Confirm your new email")
_SENTENCE = Text(
    "Kod anda {code} untuk mengesahkan {what} ini bagi i-Akaun. Jangan kongsi. Bukan anda? Abaikan.",
    "Your code is {code} to confirm this {what} for i-Akaun. Do not share it. Not you? Ignore this.",
)
_WHAT = {
    ChangeKind.EMAIL: Text("e-mel", "email"),
    ChangeKind.PHONE: Text("nombor telefon", "phone number"),
}


def retry_at(target_digest: bytes, kind: str, at: datetime) -> datetime | None:
    """None when another code may go to this contact, else when one may."""
    if kind == ChangeKind.BANK:
        return None
    recent = ProfileChange.objects.filter(target_digest=target_digest, asked_at__gt=at - DAY)
    sent = recent.aggregate(sent=Sum("codes_sent"))["sent"] or 0
    oldest = recent.order_by("asked_at").values_list("asked_at", flat=True).first()
    if sent < MOST_A_DAY or oldest is None:
        return None
    return oldest + DAY


def issue(change: ProfileChange, *, to: str, at: datetime) -> None:
    """A code to the new contact of a change, kept as a slow hash; the older one is dead."""
    code = tac_rules.new_code()
    change.code_hash = make_password(_keyed(change, code))
    change.code_tries_left = tac_rules.TRIES
    change.code_sent_at = at
    change.codes_sent += 1
    change.save()
    send(kind=change.kind, to=to, code=code, language=change.user.language, at=at)


def judge(change: ProfileChange, code: str) -> tac.Outcome:
    """Whether this is the code that went to the new contact; a wrong one is counted: commit."""
    if change.code_tries_left == 0:
        return tac.Outcome(False, tac.LOCKED)
    typed = tac_rules.typed(code)
    if not typed or not check_password(_keyed(change, typed), change.code_hash):
        change.code_tries_left -= 1
        change.save(update_fields=["code_tries_left"])
        if change.code_tries_left == 0:
            return tac.Outcome(False, tac.LOCKED)
        return tac.Outcome(False, tac.WRONG, change.code_tries_left)
    change.code_tries_left = 0
    return tac.Outcome(True)


def _keyed(change: ProfileChange, code: str) -> str:
    return vault.digest("profile_change.code", str(change.pk), code).hex()


def send(*, kind: str, to: str, code: str, language: str, at: datetime) -> None:
    """Send the code after commit: by e-mail or by text message, as the contact is."""
    what = _WHAT[ChangeKind(kind)].of(language)
    text = _SENTENCE.of(language).format(code=code, what=what)

    def deliver() -> None:
        try:
            if kind == ChangeKind.EMAIL:
                subject = _SUBJECT.of(language)
                notices.mail(to=to, subject=subject, body=text, language=language)
            else:
                sms.gateway().send(to=to, text=text, at=at)
        except (sms.SmsNotSent, OSError) as error:
            logger.error("code to a new contact not taken: %s", type(error).__name__)

    transaction.on_commit(deliver)
