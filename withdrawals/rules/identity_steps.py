"""Which way of showing who one is suffices for a kind of withdrawal, at a counter. Pure."""

from __future__ import annotations

from withdrawals.rules.identity_ways import FROM_A_TERMINAL, Way, is_as_strong
from withdrawals.rules.terms import Identity

_LEAST = {
    Identity.TAC: Way.EKYC,
    Identity.EKYC: Way.EKYC,
    Identity.DOCUMENTS: Way.DOCUMENTS,
    Identity.THUMBPRINT: Way.THUMBPRINT,
}


def suffices(way: Way, wanted: Identity) -> bool:
    """True when this way is as strong as the kind wants, or stronger."""
    return is_as_strong(way, _LEAST[wanted])


__all__ = ["FROM_A_TERMINAL", "Way", "suffices"]
