"""What a log-in costs beside the one Argon2 hash that it cannot do without: CPU of the application.

Both steps as a browser makes them (each page, each post), in turns with the bare hash in the same
process; the figure is the ratio of processor seconds. The picture of the code is drawn by a request
of its own and measured apart.
"""

from __future__ import annotations

import functools
import re
import secrets
import statistics
import time
from collections.abc import Callable

from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import User
from portal.demo.logins import PASSWORD

LOGIN = "aminah.pelangi"
QUERY_LIMIT = 12
EACH = 5


def run(*, rounds: int, say: Callable[[str], None]) -> float:
    """Measure; answers the median ratio. Raises RuntimeError when nobody gets in or too much is asked."""
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2Hasher"):
        raise RuntimeError("the hash must be the real one: run with other settings than the tests'")
    encoded = User.objects.get(login_id=LOGIN).password
    with CaptureQueriesContext(connection) as queries:
        _log_in()
    asked = len(queries) - 1  # one is ours: what the picture says
    say(f"queries of both steps: {asked}")
    if asked > QUERY_LIMIT:
        raise RuntimeError(f"more than {QUERY_LIMIT} queries")
    ratios = []
    for number in range(rounds + 1):
        hashes = _seconds(lambda: check_password(PASSWORD, encoded))
        drawn = _picture_seconds()
        log_ins = _seconds(_log_in)
        say(
            f"{'warm-up ' if number == 0 else f'round {number} '}"
            f"one hash {hashes * 1000:6.1f} ms   log-in {log_ins * 1000:6.1f} ms"
            f"   ratio {log_ins / hashes:.2f}   (picture {drawn * 1000:.1f} ms)"
        )
        if number:
            ratios.append(log_ins / hashes)
    return statistics.median(ratios)


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one, the mean of a few."""
    started = time.process_time()
    for _ in range(EACH):
        work()
    return (time.process_time() - started) / EACH


@functools.cache
def _browser() -> Client:
    return Client(HTTP_HOST="127.0.0.1")


def _second_page() -> tuple[Client, str]:
    """A browser that was never here, on the application that was started once."""
    client = _browser()
    client.cookies.clear()
    client.defaults["REMOTE_ADDR"] = ".".join(
        ["127", *(str(secrets.randbelow(250)) for _ in "123")]
    )
    client.get(reverse("members:sign_in"))
    client.post(reverse("members:sign_in"), {"login_id": LOGIN})
    page = client.get(reverse("members:password")).content.decode()
    found = re.search(r'name="picture" value="([0-9a-f]{40})"', page)
    if not found:
        raise RuntimeError("the second page shows no picture code")
    return client, found.group(1)


def _log_in() -> None:
    client, picture = _second_page()
    code = CaptchaStore.objects.values_list("response", flat=True).get(hashkey=picture)
    answer = client.post(
        reverse("members:password"), {"password": PASSWORD, "picture": picture, "code": code}
    )
    if answer.status_code != 302:
        raise RuntimeError(f"the log-in answered {answer.status_code}")


def _picture_seconds() -> float:
    client, picture = _second_page()
    return _seconds(lambda: client.get(reverse("members:code_image", args=[picture])))
