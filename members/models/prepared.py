"""A query whose SQL is written once for each process. The ORM says what it is; running it costs
little more than the round trip.

For reads on the pages that everybody opens. Arguments are whole numbers, such as keys; rows come
back as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_SLOT = 8_070_060_050_040_030_000


class Prepared:
    """`Prepared(lambda key: Thing.objects.filter(pk=key).values_list("name"))`, then call it."""

    def __init__(self, build: Callable[..., QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._build = build
        self._kept: tuple[str, tuple[Any, ...]] | None = None

    def __call__(self, *arguments: int) -> list[tuple[Any, ...]]:
        """The rows for these arguments."""
        if self._kept is None:
            query = self._build(*(_SLOT + place for place in range(len(arguments))))
            self._kept = query.query.sql_with_params()
        sql, parameters = self._kept
        values = [
            arguments[value - _SLOT]
            if type(value) is int and 0 <= value - _SLOT < len(arguments)
            else value
            for value in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
