"""`make run`: production's behaviour on one machine. DEBUG is off and static files are hashed;
only HTTPS is missing, because the address is loopback, and the sandbox stands in for the outside.
"""

import os

os.environ.setdefault("SANDBOX", "1")
os.environ.setdefault("LOG_FORMAT", "line")

from .base import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *ALLOWED_HOSTS]
