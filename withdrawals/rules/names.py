"""Whether two names are the same person's: letters and their order count, writing habits do not."""

from __future__ import annotations

import re
import unicodedata

_SAME = {"BINTI": "BT", "BTE": "BT", "BTI": "BT", "BIN": "B", "BN": "B", "ANAK": "AK", "A/L": "AL",
         "A/P": "AP", "MUHAMMAD": "MD", "MOHAMMAD": "MD", "MOHAMAD": "MD", "MOHD": "MD",
         "MUHD": "MD", "MUHAMAD": "MD"}  # fmt: skip
_NOT_A_LETTER = re.compile(r"[^A-Z ]")


def is_same_name(left: str, right: str) -> bool:
    """True when the names agree but for case, accents, punctuation and usual short forms."""
    return bool(_plain(left)) and _plain(left) == _plain(right)


def _plain(name: str) -> tuple[str, ...]:
    upper = unicodedata.normalize("NFKD", name).upper().replace("@", " ")
    words = (_SAME.get(word.rstrip("."), word) for word in upper.split())
    return tuple(part for part in (_NOT_A_LETTER.sub("", word) for word in words) if part)
