"""What the dashboard costs: queries whatever the history, and requests a second beside a bare view.

The same server, the same session, in turns, the server kept busy; the figure is their ratio. One
process of it: with two, the kernel deals the connections out unevenly and the rounds do not compare.
"""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import User
from members.services import session_clock
from portal.sessions import SessionStore

QUERY_LIMIT = 8
CONNECTIONS = 4


def run(*, rounds: int, seconds: float, say: Callable[[str], None]) -> float:
    """Measure; answers the median ratio of requests a second, dashboard over bare view.

    Raises RuntimeError when the dashboard needs more than 8 queries or their number depends on the
    member's history.
    """
    counts = {
        login: _queries(login) for login in ("aminah.pelangi", "devi.matahari", "misty.ombak")
    }
    say(
        "queries of the dashboard: "
        + ", ".join(f"{name} {count}" for name, count in counts.items())
    )
    if max(counts.values()) > QUERY_LIMIT:
        raise RuntimeError(f"more than {QUERY_LIMIT} queries")
    cookie = _session("aminah.pelangi")
    ratios = []
    with _server() as port:
        home = reverse("portal:home")
        for number in range(rounds + 1):
            bare = _rate(port, "/bench/bare/", cookie, seconds)
            dashboard = _rate(port, home, cookie, seconds)
            say(
                f"{'warm-up ' if number == 0 else f'round {number} '}"
                f"bare view {bare:7.0f} requests/s   dashboard {dashboard:7.0f} requests/s"
                f"   ratio {dashboard / bare:.3f}"
            )
            if number:
                ratios.append(dashboard / bare)
    return statistics.median(ratios)


def _queries(login_id: str) -> int:
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = _session(login_id)
    address = reverse("portal:home")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"the dashboard answered {response.status_code}")
    return len(queries)


def _session(login_id: str) -> str:
    user = User.objects.get(login_id=login_id)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    now = int(time.time())
    session[session_clock.BEGAN] = now
    session[session_clock.USED] = now
    session.save()
    return str(session.session_key)


@contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "1", "--worker-class", "gthread", "--threads", "4"),
            *("--keep-alive", "30", "--log-level", "warning"),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORTAL_URLCONF": "portal.bench.urls"},
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _rate(port: int, path: str, cookie: str, seconds: float) -> float:
    """Requests a second with `CONNECTIONS` of them always under way, over connections kept open."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\n\r\n"
    ).encode()
    done = 0
    with selectors.DefaultSelector() as waiting, ExitStack() as lines:
        for _ in range(CONNECTIONS):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(request)
            waiting.register(line, selectors.EVENT_READ, bytearray())
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            for key, _events in waiting.select(timeout=1):
                line, answer = cast(socket.socket, key.fileobj), key.data
                answer += line.recv(65_536)
                if _is_whole(answer):
                    done += 1
                    answer.clear()
                    line.sendall(request)
        return done / (time.perf_counter() - started)


def _is_whole(answer: bytearray) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the server answered {head.splitlines()[0].decode()}")
    length = next(
        int(row.partition(b":")[2])
        for row in head.split(b"\r\n")
        if row.lower().startswith(b"content-length")
    )
    return len(body) >= length
