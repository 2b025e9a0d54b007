from __future__ import annotations

import pytest

from tests.withdrawals.payouts import people


@pytest.fixture
def world(db: None) -> people.World:
    return people.world()
