"""Chong and Lim review, Devi releases; the fund's day is Monday 23 November 2026."""

from __future__ import annotations

import pytest

from members.models import Role, User
from tests.factories import make_user
from tests.withdrawals.payouts import people


@pytest.fixture
def world(db: None) -> people.World:
    return people.world()


@pytest.fixture
def lim(world: people.World) -> User:
    """A second reviewing officer."""
    return people.may(
        make_user(role=Role.STAFF, login_id="lim", display_name="Lim Siew Hwa", language="en"),
        "review_application",
    )
