"""Runs one of our file programs in a process of its own: no shell, no secret, nothing of our environment.

What a file does to its parser ends that process and no other.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30


class NoAnswer(Exception):
    """The program took too long, died, or said nothing that can be read."""


def run(program: Path, data: bytes, arguments: Sequence[int] = ()) -> tuple[dict[str, Any], bytes]:
    """The program's line of JSON and the bytes after it, for a file on its standard input. Raises NoAnswer."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell, numbers for arguments
            [sys.executable, "-I", str(program), *(str(one) for one in arguments)],
            input=data,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer from None
    head, _, content = done.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError:
        raise NoAnswer from None
    if not isinstance(answer, dict):
        raise NoAnswer
    return answer, content
