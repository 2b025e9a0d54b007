"""Sessions, cookies, passwords and headers. Everything is closed unless a line here opens it."""

from __future__ import annotations

from typing import Any

from portal import env

AUTHENTICATION_BACKENDS = ["members.backends.LoginBackend"]
PASSWORD_HASHERS = [
    "portal.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "members.services.passwords.PasswordRules"}
]
# A device whose clock drifts is refused: following it would widen what a thief may guess.
OTP_TOTP_SYNC = False

# Wrong passwords of the whole portal within 15 minutes that wake staff: ten times the usual number.
SIGN_IN_ALARM_FAILURES = env.number("SIGN_IN_ALARM_FAILURES", 600)

# Seconds, by role: (idle, absolute). Idle starts again with each page; absolute never does.
SESSION_LIMITS: dict[str, tuple[int, int]] = {
    "MEMBER": (
        env.number("SESSION_IDLE_SECONDS", 10 * 60),
        env.number("SESSION_ABSOLUTE_SECONDS", 4 * 60 * 60),
    ),
    "EMPLOYER": (
        env.number("SESSION_IDLE_SECONDS", 10 * 60),
        env.number("SESSION_ABSOLUTE_SECONDS", 4 * 60 * 60),
    ),
    "STAFF": (
        env.number("STAFF_SESSION_IDLE_SECONDS", 20 * 60),
        env.number("STAFF_SESSION_ABSOLUTE_SECONDS", 8 * 60 * 60),
    ),
}
SESSION_WARNING_SECONDS = 2 * 60  # before the idle limit
SESSION_ENGINE = "portal.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 8 * 60 * 60  # the longest absolute limit; the shorter ones are enforced
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60

# `same-origin`, because without a Referer Django's CSRF check refuses forms over HTTPS.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=()"
)

# How many of our own proxies stand in front; 0 means the peer is the client.
PROXY_COUNT = env.number("PROXY_COUNT", 0)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
