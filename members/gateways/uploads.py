"""What comes from outside as a file: scanned when a scanner is named, then rewritten elsewhere.

The parsers run in a process of their own (clean_upload.py) without our environment; whatever happens
to it, the file is refused and this process goes on. A named scanner that does not answer refuses too.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from members.gateways import apart

MOST_BYTES = 5 * 1024 * 1024
PATIENCE_SECONDS = 30
"""For the scanner."""
_ENDINGS = {".pdf": "PDF", ".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
_PROGRAM = Path(__file__).with_name("clean_upload.py")
_CHUNK = 64 * 1024


class Refused(Exception):
    """The file is not taken. `.reason`: LARGE, TYPE, UNREADABLE, ENCRYPTED, ACTIVE, TOO_BIG, VIRUS, NO_SCAN."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as we wrote it: its kind (PDF, JPEG, PNG), bytes, and number of pages."""

    kind: str
    content: bytes
    pages: int = 1


def take_in(name: str, data: bytes) -> Clean:
    """Measure, scan and rewrite a file; what its name says must be what it is. Raises Refused."""
    if not data:
        raise Refused("UNREADABLE")
    if len(data) > MOST_BYTES:
        raise Refused("LARGE")
    wanted = _ENDINGS.get(PurePosixPath(name.lower()).suffix)
    if wanted is None:
        raise Refused("TYPE")
    scan(data)
    found = clean(data)
    if found.kind != wanted:
        raise Refused("TYPE")
    if len(found.content) > 2 * MOST_BYTES:
        raise Refused("TOO_BIG")
    return found


def clean(data: bytes) -> Clean:
    """The same pages or picture, written anew. Raises Refused."""
    try:
        answer, content = apart.run(_PROGRAM, data)
    except apart.NoAnswer:
        raise Refused("UNREADABLE") from None
    if "type" not in answer:
        raise Refused(str(answer.get("refused", "UNREADABLE")))
    return Clean(answer["type"], content, int(answer.get("pages", 1)))


def ping() -> None:
    """Ask clamd whether it is there. Raises Refused: NO_SCAN when it is silent."""
    try:
        with _connect(settings.CLAMD_ADDRESS) as line:
            line.sendall(b"zPING\0")
            answer = line.recv(100)
    except (OSError, ValueError) as error:
        raise Refused("NO_SCAN") from error
    if answer.rstrip(b"\0") != b"PONG":
        raise Refused("NO_SCAN")


def scan(data: bytes) -> None:
    """Ask clamd over its socket (INSTREAM). Raises Refused: VIRUS, or NO_SCAN when it is silent."""
    address: str = settings.CLAMD_ADDRESS
    if not address:
        return
    try:
        with _connect(address) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                piece = data[start : start + _CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 1000:
                part = line.recv(1000)
                if not part:
                    break
                answer += part
    except (OSError, ValueError) as error:
        raise Refused("NO_SCAN") from error
    said = answer.rstrip(b"\0").decode("ascii", "replace")
    if said.endswith(" FOUND"):
        raise Refused("VIRUS")
    if said != "stream: OK":
        raise Refused("NO_SCAN")


def _connect(address: str) -> socket.socket:
    """`/path/of/the.socket` or `host:port`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)
