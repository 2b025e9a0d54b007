"""A hash for where nobody is: comparing with it costs what comparing with anybody's costs."""

from __future__ import annotations

import base64
import functools
import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher, make_password


@functools.cache
def nobodys_hash() -> str:
    """A hash with today's parameters that no password fits.

    With Argon2 it is drawn, not made: the first to ask in a process pays nothing for it, so that not
    even they can tell an ID that nobody has.
    """
    hasher = get_hasher("default")
    if not isinstance(hasher, Argon2PasswordHasher):
        return make_password(secrets.token_urlsafe(24))
    used = hasher.params()
    cost = f"m={used.memory_cost},t={used.time_cost},p={used.parallelism}"
    salt, digest = _plain(hasher.salt().encode()), _plain(secrets.token_bytes(used.hash_len))
    return f"{hasher.algorithm}$argon2id$v={used.version}${cost}${salt}${digest}"


def _plain(drawn: bytes) -> str:
    return base64.b64encode(drawn).decode().rstrip("=")
