"""How a reference stands in an address. Importing this teaches Django the converter."""

from __future__ import annotations

from django.urls import register_converter

from withdrawals.rules.reference import PATTERN

REFERENCE = "<reference:reference>"


class ReferenceConverter:
    """`PGL-` and ten characters; anything else is no address."""

    regex = PATTERN.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")
