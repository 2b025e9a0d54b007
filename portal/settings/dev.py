"""A person's own machine, with `manage.py runserver` and the debug pages."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-a-machine-of-your-own")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ.setdefault("SANDBOX", "1")
os.environ.setdefault("LOG_FORMAT", "line")

from .base import *  # noqa: F403

DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
