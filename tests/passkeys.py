"""A passkey in software: it makes and signs like a phone, and can be told to lie."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers import bytes_to_base64url as b64

from members.gateways import passkeys
from members.models import User

ORIGIN = "http://localhost:8000"
UP, UV, AT = 0x01, 0x04, 0x40


class SoftKey:
    """One credential on one device, for the site `localhost`."""

    def __init__(self, rp_id: str = "localhost") -> None:
        self.rp_id = rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def make(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = UP | UV) -> str:
        """What a browser answers to create()."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: numbers.x.to_bytes(32, "big"),
                -3: numbers.y.to_bytes(32, "big"),
            }
        )
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._authenticator(flags | AT) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"], origin)
        return self._answer({"attestationObject": attestation}, client)

    def sign(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = UP | UV) -> str:
        """What a browser answers to get()."""
        self.count += 1
        data = self._authenticator(flags)
        client = self._client("webauthn.get", options["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": data, "signature": signature}, client)

    def _authenticator(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, parts: dict[str, bytes], client: bytes) -> str:
        response = {name: b64(value) for name, value in parts.items()}
        return json.dumps(
            {
                "id": b64(self.id),
                "rawId": b64(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {**response, "clientDataJSON": b64(client)},
            }
        )


def passkey_of(user: User, *, made_at: datetime | None = None, name: str = "phone") -> SoftKey:
    """A passkey that the person has had since `made_at`."""
    key = SoftKey()
    challenge = secrets.token_bytes(32)
    (origin,) = settings.OTP_WEBAUTHN_ALLOWED_ORIGINS
    answer = key.make(passkeys.options_to_make(user, challenge), origin=origin)
    made = passkeys.make(user, challenge, answer, name=name)
    if made_at is not None:
        WebAuthnCredential.objects.filter(pk=made.pk).update(created_at=made_at)
    return key
