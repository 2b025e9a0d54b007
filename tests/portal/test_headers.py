"""What every answer carries, whose address is believed, and what a log line may not show."""

from __future__ import annotations

import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from portal import logs
from portal.cache import JSONSerializer
from portal.middleware import ClientAddressMiddleware, RequestIdMiddleware


def _echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, believed: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    with override_settings(PROXY_COUNT=proxies):
        assert ClientAddressMiddleware(_echo)(request).content.decode() == believed


def test_a_request_id_is_kept_when_harmless_and_replaced_when_not() -> None:
    middleware = RequestIdMiddleware(lambda request: HttpResponse(logs.request_id.get()))
    kept = middleware(RequestFactory().get("/", headers={"X-Request-ID": "abcdef-123456"}))
    assert kept.headers["X-Request-ID"] == "abcdef-123456" == kept.content.decode()
    made = middleware(RequestFactory().get("/", headers={"X-Request-ID": "a b<script>"}))
    assert made.headers["X-Request-ID"] == made.content.decode() != "a b<script>"
    assert logs.request_id.get() == ""


@pytest.mark.parametrize("number", ["900314145678", "900314-14-5678"])
@pytest.mark.parametrize("formatter", [logs.JsonFormatter(), logs.LineFormatter()])
def test_no_identity_number_reaches_a_log_line(number: str, formatter: logging.Formatter) -> None:
    try:
        raise ValueError(f"no member {number}")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "look at %s", (number,), (type(error), error, None)
        )
    line = formatter.format(record)
    assert number not in line and "************" in line


def test_longer_and_shorter_numbers_stay() -> None:
    assert logs.masked("20261122065744123 and 12345678") == "20261122065744123 and 12345678"


def test_a_message_cannot_forge_a_second_line() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "one\n{}", (), None)
    line = logs.JsonFormatter().format(record)
    assert "\n" not in line and json.loads(line)["message"] == "one\n{}"


def test_the_cache_refuses_what_json_does_not_know() -> None:
    serializer = JSONSerializer()
    assert serializer.loads(serializer.dumps({"a": [1, "b"]})) == {"a": [1, "b"]}
    assert serializer.dumps(7) == 7
    with pytest.raises(TypeError):
        serializer.dumps(object())


@pytest.mark.django_db
def test_health_says_yes_or_no(client: Client) -> None:
    assert client.get("/health/live").content == b"ok\n"
    assert client.get("/health/ready").status_code == 200
    with override_settings(
        CACHES={
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1/0",
            }
        }
    ):
        answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
