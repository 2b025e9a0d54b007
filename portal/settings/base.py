"""Settings shared by every place we run. They say where we run, never what the law is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal import env

from .bank import *  # noqa: F403
from .celery import *  # noqa: F403
from .identity import *  # noqa: F403
from .logging import *  # noqa: F403
from .security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "portal",
    "statements",
    "withdrawals",
    "contributions",
    "members",
    "members.sandbox",
    "members.ledger",
    "members.work",
    "members.tac",
    "members.audit",
    "captcha",
    "django_otp",
    "django_otp_webauthn",
    "portal.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "portal.middleware.RequestIdMiddleware",
    "portal.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "portal.middleware.PlainAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.SessionLimitsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.locale_middleware.PortalLocaleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.access.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = env.text("PORTAL_URLCONF", "portal.urls")
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.shell",
            ],
        },
    }
]
FORM_RENDERER = "portal.forms.PortalRenderer"

DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.User"

# The application connects as a role that owns nothing. `migrate`, run as the owner with the name
# of that role here, grants it what it needs and no more (portal/grants.py).
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "")
DATABASE_READ_ONLY_TABLES: dict[str, tuple[str, ...]] = {
    # Money moves through the ledger's SECURITY DEFINER functions, and by entries in a journal that
    # was opened in the same transaction; the balances follow by a trigger, never by hand.
    "ledger_journal": ("SELECT",),
    "ledger_memberentry": ("SELECT", "INSERT"),
    "ledger_entrytotal": ("SELECT",),
    "ledger_memberbalance": ("SELECT",),
    "ledger_fundline": ("SELECT",),
    "ledger_hold": ("SELECT",),
    "ledger_chartaccount": ("SELECT",),
    # What happened stays as it was written.
    "audit_auditevent": ("SELECT", "INSERT"),
    "members_securityreport": (
        "SELECT",
        "INSERT",
        "UPDATE (payments_left, state, answer, reason, answered_at, answered_by_id)",
    ),
    "members_notice": ("SELECT", "INSERT", "UPDATE (read_at, emailed_at)"),
    "withdrawals_transition": ("SELECT", "INSERT"),
    "withdrawals_undo": ("SELECT", "INSERT"),
    "withdrawals_overdue": ("SELECT", "INSERT"),
    "withdrawals_secondlook": (
        "SELECT",
        "INSERT",
        "UPDATE (looked_at, outcome, note, looked_by_id)",
    ),
    "withdrawals_remedy": (
        "SELECT",
        "INSERT",
        "UPDATE (state, decided_at, decided_note, journal_id, decided_by_id)",
    ),
    "withdrawals_shareaccount": (
        "SELECT",
        "INSERT",
        "UPDATE (state, decided_at, decided_note, decided_by_id, paid_by_id)",
    ),
    "statements_issuedstatement": ("SELECT", "INSERT"),
    # Papers come and go in a draft; nobody changes one.
    "withdrawals_document": ("SELECT", "INSERT", "DELETE"),
    "withdrawals_counterpaper": ("SELECT", "INSERT", "DELETE"),
    "contributions_payslip": ("SELECT", "INSERT"),
    "withdrawals_storedfile": ("SELECT", "INSERT", "DELETE"),
    # The law is written in files; migrations copy it here.
    "contributions_schedule_month": ("SELECT",),
    "contributions_schedule_rate": ("SELECT",),
    "django_migrations": ("SELECT",),
}

# One server, three uses, kept apart by prefix: cache and sessions, and the broker's own keys.
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.text("REDIS_PREFIX", "portal"),
        "OPTIONS": {"serializer": "portal.cache.JSONSerializer"},
    }
}

LANGUAGE_CODE = "ms"
LANGUAGES = [("ms", _("Malay")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Kuala_Lumpur"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGIN_URL = "members:sign_in"
LOGIN_REDIRECT_URL = "portal:home"

# Outside the door. In sandbox mode messages, bank and CAPTCHA answers can be read by a person
# who tries the portal; `check --deploy` refuses every one of these in production.
SANDBOX = env.flag("SANDBOX", False)
DEMONSTRATION = env.flag("DEMONSTRATION", True)  # the masthead that says this is not a real fund
SMS_GATEWAY = env.text("SMS_GATEWAY", "members.sandbox.sms.SandboxSms" if SANDBOX else "")
BANK_GATEWAY = env.text(
    "BANK_GATEWAY", "withdrawals.gateways.sandbox_bank.SandboxBank" if SANDBOX else ""
)
# The fund's day is moved up to the calendar's by itself. Tests alone hold it where they put it.
BUSINESS_DATE_FOLLOWS_CALENDAR = True

# clamd's socket (a path, or host:port). Named: no file is taken without its word. Empty: no scan, which
# `check --deploy` refuses unless UPLOADS_UNSCANNED says that somebody decided so.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
UPLOADS_UNSCANNED = env.flag("UPLOADS_UNSCANNED", False)
COLLECTION_GATEWAY = env.text(
    "COLLECTION_GATEWAY",
    "contributions.gateways.sandbox_collection.SandboxCollection" if SANDBOX else "",
)
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "members.sandbox.email.EmailBackend"
    if SANDBOX
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Teduh <no-reply@localhost>")

# The largest contribution file, in MB; a million lines are about 66.
CONTRIBUTIONS_MAX_FILE_BYTES = env.number("CONTRIBUTIONS_MAX_FILE_MB", 128) * 1024 * 1024
# On how many connections one worker checks and posts a remittance at the same time.
CONTRIBUTIONS_POSTING_CONNECTIONS = env.number("CONTRIBUTIONS_POSTING_CONNECTIONS", 2)
# How many members one posting transaction credits at most: a member's own act waits no longer.
CONTRIBUTIONS_CHUNK_LINES = env.number("CONTRIBUTIONS_CHUNK_LINES", 60_000)

# Which reading of the Third Schedule holds where the law leaves it open: contributions/parameters.py.
SCHEDULE_BONUS_BASE = env.text("SCHEDULE_BONUS_BASE", "ACTUAL")
SCHEDULE_ROUNDING = env.text("SCHEDULE_ROUNDING", "TOTAL")
SCHEDULE_BIRTHDAY = env.text("SCHEDULE_BIRTHDAY", "THIS_MONTH")
LATE_DAY_COUNT = env.text("LATE_DAY_COUNT", "CALENDAR")
