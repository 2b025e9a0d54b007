"""Passkeys (WebAuthn): what the browser is asked, and whether what it answers is true.

The library checks signature, origin, our own name (RP id), counter and that the person was
verified on the device; all of them come from settings, never from the request. What is signed comes
from the caller, who sees to it that it is used once.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from members.models import User

LONGEST = 16_000  # characters of an answer
MOST = 10  # passkeys of one person


class NotAPasskey(Exception):
    """The browser's answer makes no passkey: wrong origin, wrong challenge, or nonsense."""


class Helper(WebAuthnHelper):
    """The library's helper, with our challenge, and only devices that know who holds them."""

    def __init__(self, request: HttpRequest | None = None, *, challenge: bytes = b"") -> None:
        super().__init__(request=request)
        self.challenge = challenge

    def generate_challenge(self) -> bytes:
        return self.challenge

    def get_credential_name(self, user: Any) -> str:
        """What the device shows: a name, never a number of the person."""
        return str(user.display_name or settings.OTP_WEBAUTHN_RP_NAME)

    get_credential_display_name = get_credential_name

    def get_generate_registration_options_kwargs(self, *, user: Any) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options

    def get_generate_authentication_options_kwargs(
        self, *, user: Any = None, require_user_verification: bool = True
    ) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_authentication_options_kwargs(
            user=user, require_user_verification=True
        )
        return {**options, "challenge": self.challenge}

    @property
    def state(self) -> dict[str, Any]:
        return {
            "challenge": bytes_to_base64url(self.challenge),
            "require_user_verification": True,
        }


def of(user: User, *, until: datetime | None = None) -> QuerySet[WebAuthnCredential]:
    """The person's passkeys, newest first; with `until` only those made by then."""
    found = WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("-created_at")
    return found.filter(created_at__lte=until) if until is not None else found


def options_to_make(user: User, challenge: bytes) -> dict[str, Any]:
    """For navigator.credentials.create()."""
    return Helper(challenge=challenge).register_begin(user)[0]


def options_to_sign(
    user: User, challenge: bytes, *, until: datetime | None = None
) -> dict[str, Any]:
    """For navigator.credentials.get(); names the passkeys that may sign."""
    options = Helper(challenge=challenge).authenticate_begin(user)[0]
    own = {bytes_to_base64url(bytes(each.credential_id)) for each in of(user, until=until)}
    options["allowCredentials"] = [
        each for each in options.get("allowCredentials", []) if each["id"] in own
    ]
    return options


def make(user: User, challenge: bytes, answer: str, *, name: str) -> WebAuthnCredential:
    """Keep the passkey that the browser made. Raises NotAPasskey."""
    helper = Helper(challenge=challenge)
    try:
        with transaction.atomic():
            made = helper.register_complete(user, helper.state, _parsed(answer))
            made.name = name[:64]
            made.save(update_fields=["name"])
    except (WebAuthnException, IntegrityError, ValueError, KeyError, TypeError) as error:
        raise NotAPasskey from error
    return made


def signed(
    user: User, challenge: bytes, answer: str, *, until: datetime | None = None
) -> WebAuthnCredential | None:
    """The person's own passkey that signed exactly `challenge`; None when none did.

    Two answers of one passkey at once are judged one after the other, so that its counter holds.
    """
    helper = Helper(challenge=challenge)
    try:
        with transaction.atomic():
            keys = {each.pk for each in of(user, until=until).select_for_update()}
            found = helper.authenticate_complete(user, helper.state, _parsed(answer))
            if found.pk not in keys:
                raise NotAPasskey
    except (WebAuthnException, OTPWebAuthnApiError, NotAPasskey, ValueError, KeyError, TypeError):
        return None
    return found


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise NotAPasskey
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise NotAPasskey
    return found
