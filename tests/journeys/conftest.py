"""Journeys run in a real browser on a real server with a real worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys import fund as funds


@pytest.fixture
def fund(transactional_db: None) -> Callable[[str], Any]:
    """`fund("ms")` builds the small fund with every page in Malay."""
    return funds.build
