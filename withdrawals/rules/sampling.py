"""Which approvals by rule a person looks at afterwards: decided by the reference, so that nobody chooses.

The same reference and share always give the same answer; over many references the share is met.
"""

from __future__ import annotations

import hashlib

WHOLE_BPS = 10_000


def is_sampled(reference: str, share_bps: int) -> bool:
    """True for `share_bps` of ten thousand references, always the same ones."""
    digest = hashlib.sha256(f"second look {reference}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % WHOLE_BPS < share_bps
