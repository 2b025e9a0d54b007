"""What is kept in the cache is JSON. Whoever can write to the cache server cannot run code here."""

from __future__ import annotations

import json
from typing import Any


class JSONSerializer:
    """Django's RedisCache calls it. Whole numbers stay bare, so that `incr` works on them."""

    def dumps(self, obj: Any) -> int | bytes:
        """Raises TypeError on what JSON does not know; nothing is ever pickled."""
        if type(obj) is int:
            return obj
        return json.dumps(obj, separators=(",", ":")).encode()

    def loads(self, data: bytes | str) -> Any:
        return json.loads(data)
