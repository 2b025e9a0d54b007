"""A real worker on the real broker: it takes work, and work of a killed one is done by the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.processes import Worker


@pytest.mark.django_db(transaction=True)
def test_a_worker_starts_on_the_test_database_and_stops_politely(
    worker: Callable[..., Worker],
) -> None:
    process = worker()
    process.stop()
    assert "Warm shutdown" in process.log.read_text()
