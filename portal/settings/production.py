"""A real fund, behind a proxy that ends TLS. `check --deploy` is part of the release."""

from .base import *  # noqa: F403
from .base import env

# Elsewhere derived from SECRET_KEY; here keys of their own, so that SECRET_KEY can be rotated.
FIELD_KEYS = [key.strip() for key in env.text("FIELD_KEYS").split(",")]
DIGEST_KEY = env.text("DIGEST_KEY")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 2 * 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# `__Host-` makes the browser refuse the cookie from a sub-domain or over plain HTTP.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

DEMONSTRATION = env.flag("DEMONSTRATION", False)
