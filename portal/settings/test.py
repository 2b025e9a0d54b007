"""`make test`: production's behaviour, a cheap password hash, and nothing that leaves the machine."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-and-known-to-everybody-who-reads-this-file")
os.environ.setdefault("DATABASE_URL", "postgresql://portal_owner@127.0.0.1/portal")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ.setdefault("SANDBOX", "1")
os.environ.setdefault("LOG_FORMAT", "line")
os.environ.setdefault("DATABASE_APP_ROLE", "portal_app")
os.environ.setdefault(
    "REDIS_PREFIX", "test-" + os.environ["DATABASE_URL"].rpartition("/")[2].partition("?")[0]
)

from .base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
# A killed worker's message comes back within the patience of a test.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "visibility_timeout": 8,
    "unacked_restore_interval": 2,
}
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "WARNING"}}

# Journeys stand on a day of their own, whatever the calendar says.
BUSINESS_DATE_FOLLOWS_CALENDAR = False
