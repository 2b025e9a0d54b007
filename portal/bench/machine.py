"""What a figure was measured on, so that the next person knows what they compare with."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from django.db import connection


def describe() -> str:
    """Processor, cores, memory, Python and PostgreSQL with the settings that matter, in one line."""
    model = platform.processor() or "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{os.cpu_count()} cores {model}, load {load:.1f}, Python {platform.python_version()},"
        f" PostgreSQL {version} (fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers})"
    )
