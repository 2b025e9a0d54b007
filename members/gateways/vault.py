"""Keys and what is done with them. What is encrypted here is in clear nowhere in the database.

FIELD_KEYS encrypts (first key) and decrypts (any key), so keys rotate; DIGEST_KEY makes equal
values findable and must stay the same for as long as the digests are kept.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@functools.lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> tuple[str, ...]:
    keys: Sequence[str] = settings.FIELD_KEYS
    return tuple(keys)


def encrypt(text: str) -> bytes:
    """`text` encrypted and authenticated under the newest key."""
    return _fernet(_keys()).encrypt(text.encode())


def decrypt(token: bytes | memoryview) -> str:
    """The text again; raises cryptography's InvalidToken when no key fits or a byte was changed."""
    return _fernet(_keys()).decrypt(bytes(token)).decode()


def encrypt_bytes(content: bytes) -> bytes:
    """A file encrypted and authenticated under the newest key."""
    return _fernet(_keys()).encrypt(content)


def decrypt_bytes(token: bytes | memoryview) -> bytes:
    """The file again; raises cryptography's InvalidToken when no key fits or a byte was changed."""
    return _fernet(_keys()).decrypt(bytes(token))


def digest(purpose: str, *parts: str) -> bytes:
    """32 bytes, the same for the same purpose and parts, that tell nothing without the key."""
    message = "\x1f".join((purpose, *(f"{len(part)}:{part}" for part in parts)))
    return hmac.new(settings.DIGEST_KEY.encode(), message.encode(), hashlib.sha256).digest()
