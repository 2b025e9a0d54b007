"""How a person shows who they are in front of us, and which of these suffices for a kind. Pure."""

from __future__ import annotations

from enum import StrEnum

from withdrawals.rules.terms import Identity


class Way(StrEnum):
    """Weakest first."""

    EKYC = "EKYC"
    DOCUMENTS = "DOCUMENTS"
    THUMBPRINT = "THUMBPRINT"


FROM_A_TERMINAL = frozenset({Way.EKYC, Way.THUMBPRINT})
"""A terminal made the check and gave a receipt; for DOCUMENTS an officer's eyes did."""

_ORDER = tuple(Way)
_LEAST = {
    Identity.TAC: Way.EKYC,
    Identity.EKYC: Way.EKYC,
    Identity.DOCUMENTS: Way.DOCUMENTS,
    Identity.THUMBPRINT: Way.THUMBPRINT,
}


def suffices(way: Way, wanted: Identity) -> bool:
    """True when this way is as strong as the kind wants, or stronger."""
    return _ORDER.index(way) >= _ORDER.index(_LEAST[wanted])
