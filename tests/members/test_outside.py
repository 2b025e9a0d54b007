"""What we ask of services outside: over HTTPS alone, and no redirect takes a token elsewhere."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from members.gateways import name_check, outside, sms
from withdrawals.gateways import identity_terminal


class Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to another address of its own, and remembers who came with what."""

    asked: list[tuple[str, str]]

    def do_POST(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))  # type: ignore[attr-defined]
        self.send_response(307 if self.path == "/" else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def redirecting() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_no_redirect_is_followed(redirecting: HTTPServer, method: str) -> None:
    address = f"http://127.0.0.1:{redirecting.server_port}/"
    request = urllib.request.Request(
        address, headers={"Authorization": "Bearer secret"}, method=method
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(outside._NoRedirect).open(request, timeout=5)
    refused.value.close()
    assert redirecting.asked == [("/", "Bearer secret")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "file:///etc/passwd", "ftp://x/", "gopher://x/", ""]
)
def test_nothing_but_https_is_asked(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        outside.post(address, {}, token="x", timeout_seconds=1)


def test_every_gateway_asks_by_that_door() -> None:
    for module in (sms, name_check, identity_terminal):
        assert vars(module)["outside"] is outside
        assert "urllib" not in vars(module)
