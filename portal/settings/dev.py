"""A person's own machine."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-a-machine-of-your-own")

from .base import *  # noqa: F403

DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
