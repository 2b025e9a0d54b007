"""Argon2id, sized for a server where many people log in at once: one lane, 64 MiB a hash, four at a
time, so that a crowd at the door cannot take the machine's memory.
"""

from __future__ import annotations

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_HASHING = threading.BoundedSemaphore(4)


class Argon2Hasher(Argon2PasswordHasher):
    """Django's hasher asks for 8 lanes and 100 MiB, which 16 threads turn to 1.6 GB."""

    time_cost = 3
    memory_cost = 65536
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _HASHING:
            encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> Any:
        with _HASHING:
            return super().verify(password, encoded)
