"""Places where a crash could matter. Nothing happens at them unless the environment arms one.

`FAULT_POINT=payout.transmit.after_upload:1:kill` kills the worker, children and all, the first time one
of them gets there, as when the machine loses power; the action `raise` raises RuntimeError instead.
`name:nth:action`; refused by `check --deploy`.
"""

from __future__ import annotations

import os
import signal

_hits: dict[str, int] = {}


def point(name: str) -> None:
    """Pass a named point; act when it is armed and this is the hit asked for."""
    armed = os.environ.get("FAULT_POINT")
    if not armed:
        return
    wanted, nth, action = armed.split(":")
    if wanted != name:
        return
    _hits[name] = _hits.get(name, 0) + 1
    if _hits[name] != int(nth):
        return
    if action == "kill":
        os.killpg(os.getpgid(0), signal.SIGKILL)
    raise RuntimeError(f"fault point {name}")
