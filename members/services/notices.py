"""Tells a person what happened to their login, by e-mail and text message, after the act is certain.

A notice is queued with its act and sent by a worker: the page takes as long with it as without. It
goes to the addresses of the moment of the act. No notice holds a link or a code.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone, translation

from members.gateways import sms, vault
from members.models import User
from members.rules.text import Text
from members.work import queue

logger = logging.getLogger(__name__)

TOPIC = "members.notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """Subject of the e-mail, and one sentence; {when} and {until} are filled in."""

    subject: Text
    sentence: Text


NOTICES: dict[str, Notice] = {
    "password.changed": Notice(
        Text("Kata laluan anda telah ditukar", "Your password was changed"),
        Text(
            "Kata laluan i-Akaun anda telah ditukar pada {when}.",
            "Your i-Akaun password was changed on {when}.",
        ),
    ),
    "account.frozen": Notice(
        Text("Akaun anda telah dikunci", "Your account is locked"),
        Text(
            "Akaun i-Akaun anda telah dikunci pada {when} atas permintaan anda. Tiada sesiapa boleh"
            " log masuk.",
            "Your i-Akaun was locked on {when} because you asked for it. Nobody can log in.",
        ),
    ),
    "second_factor.set_up": Notice(
        Text("Langkah kedua log masuk disediakan", "Second step of your log-in set up"),
        Text(
            "Aplikasi pengesah telah disediakan untuk log masuk anda pada {when}.",
            "An authenticator app was set up for your login on {when}.",
        ),
    ),
    "second_factor.removed": Notice(
        Text("Peranti log masuk anda dibuang", "Your log-in device was removed"),
        Text(
            "Seorang pegawai telah membuang peranti langkah kedua anda pada {when}. Sediakan yang"
            " baharu semasa log masuk.",
            "An officer removed the device of your second step on {when}. Set up a new one when"
            " you log in.",
        ),
    ),
    "sign_in.locked": Notice(
        Text("Cubaan log masuk ke akaun anda", "Attempts to log in to your account"),
        Text(
            "Kata laluan yang salah dimasukkan lima kali. Akaun anda dikunci sehingga {until}.",
            "A wrong password was entered five times. Your account is locked until {until}.",
        ),
    ),
    "password.reset": Notice(
        Text("Kata laluan anda telah ditetapkan semula", "Your password was reset"),
        Text(
            "Kata laluan i-Akaun anda telah ditetapkan semula pada {when}. Pengeluaran tidak boleh"
            " dimohon sehingga {until}.",
            "Your i-Akaun password was reset on {when}. No withdrawal can be applied for until"
            " {until}.",
        ),
    ),
    "password.reset_staff": Notice(
        Text("Kata laluan anda telah ditetapkan semula", "Your password was reset"),
        Text(
            "Kata laluan anda telah ditetapkan semula pada {when}.",
            "Your password was reset on {when}.",
        ),
    ),
}
_NOT_YOU = Text(
    "Bukan anda? Hubungi kami dengan segera. Kami tidak pernah meminta kata laluan atau TAC anda.",
    "Not you? Contact us at once. We never ask for your password or TAC.",
)


def tell(*, user: User | None, about: str, at: datetime, **facts: datetime) -> None:
    """Queue a notice in the caller's transaction. Raises KeyError for an unknown one.

    `user` None: the same work, and nobody hears.
    """
    if about not in NOTICES:
        raise KeyError(about)
    queue.enqueue(
        TOPIC,
        uuid.uuid4().hex,
        {
            "about": about,
            "language": user.language if user else "ms",
            "to": vault.encrypt(f"{user.email}\n{user.phone}" if user else "\n").decode(),
            "at": at.isoformat(),
            "facts": {name: moment.isoformat() for name, moment in facts.items()},
        },
    )


def send(payload: dict[str, Any], *, at: datetime) -> None:
    """The worker's half."""
    notice, language = NOTICES[payload["about"]], payload["language"]
    email, _newline, phone = vault.decrypt(payload["to"].encode()).partition("\n")
    moments = {"when": payload["at"], **payload["facts"]}
    words = {
        name: timezone.localtime(datetime.fromisoformat(moment)).strftime("%d/%m/%Y %H:%M")
        for name, moment in moments.items()
    }
    sentence = notice.sentence.of(language).format(**words)
    text = f"{sentence} {_NOT_YOU.of(language)}"
    if phone:
        try:
            sms.gateway().send(to=phone, text=text, at=at)
        except sms.SmsNotSent as error:
            logger.error("text message not taken by the gateway: %s", error)
    if email:
        mail(to=email, subject=notice.subject.of(language), body=text, language=language)


def mail(*, to: str, subject: str, body: str, language: str) -> None:
    """One e-mail in plain text; a line break in `to` or `subject` raises BadHeaderError."""
    with translation.override(language):
        EmailMessage(subject=subject, body=body, to=[to]).send()
