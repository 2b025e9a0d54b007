"""Argon2id, sized for a server where many people log in at once: one lane, 64 MiB a hash."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Django's hasher asks for 8 lanes and 100 MiB, which 16 threads turn to 1.6 GB."""

    time_cost = 3
    memory_cost = 65536
    parallelism = 1
