"""The ways in which a person shows who they are in front of us, weakest first. Pure."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """Weakest first."""

    EKYC = "EKYC"
    DOCUMENTS = "DOCUMENTS"
    THUMBPRINT = "THUMBPRINT"


FROM_A_TERMINAL = frozenset({Way.EKYC, Way.THUMBPRINT})
"""A terminal made the check and gave a receipt; for DOCUMENTS an officer's eyes did."""

_ORDER = tuple(Way)


def is_as_strong(way: Way, wanted: Way) -> bool:
    """True when `way` says at least as much as `wanted`."""
    return _ORDER.index(way) >= _ORDER.index(wanted)
