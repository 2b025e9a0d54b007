"""Kinds of withdrawal that exist only in tests, to show that the engine asks nothing but the spec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from withdrawals import types
from withdrawals.rules import eligibility
from withdrawals.rules.spec import WithdrawalType


@contextmanager
def extra_kinds(count: int) -> Iterator[list[WithdrawalType]]:
    """`count` more kinds that draw on Akaun Fleksibel, without the limit of one a day."""
    made = [
        replace(types.get("FLX"), code=f"UJ{number:02}", who=(eligibility.is_living,))
        for number in range(count)
    ]
    try:
        for kind in made:
            types.register(kind, types._TYPES)
        yield made
    finally:
        for kind in made:
            types._TYPES.pop(kind.code, None)
