"""What every request passes: an id for its log lines, the client's address, the strict headers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse

from portal import logs

Handler = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Takes the proxy's X-Request-ID when it is harmless, else makes one; answers with it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identifier = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.request_id = identifier  # type: ignore[attr-defined]
        token = logs.request_id.set(identifier)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response.headers["X-Request-ID"] = identifier
        return response


class ClientAddressMiddleware:
    """REMOTE_ADDR is the client's, counted from the right past our own PROXY_COUNT proxies.

    What stands further left in X-Forwarded-For was written by the client and is not believed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PROXY_COUNT:
            chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
            if len(chain) >= settings.PROXY_COUNT and chain[-settings.PROXY_COUNT]:
                request.META["REMOTE_ADDR"] = chain[-settings.PROXY_COUNT]
        return self.get_response(request)


class PlainAddressMiddleware:
    """An address with a NUL in it is refused with 400: PostgreSQL keeps none, so whatever looked it
    up would fail. Forms refuse a NUL in what is posted, with words beside the field.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Content-Security-Policy without exceptions; what a session was sent for is never stored."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{k} {v}" for k, v in settings.CONTENT_SECURITY_POLICY.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", self.policy)
        headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        name = settings.SESSION_COOKIE_NAME
        private = name in request.COOKIES or name in response.cookies
        if private and not isinstance(response, WhiteNoiseFileResponse):
            headers["Cache-Control"] = "no-store, private"
        return response
