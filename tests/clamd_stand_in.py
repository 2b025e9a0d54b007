"""A virus scanner for tests: speaks clamd's PING and INSTREAM, and knows one virus."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def listening(folder: Path) -> Iterator[str]:
    """The path of its socket, while it listens."""
    address = str(folder / "clamd.sock")
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen()
    threading.Thread(target=_serve, args=(server,), daemon=True).start()
    try:
        yield address
    finally:
        server.close()


def _serve(server: socket.socket) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, line.makefile("rb") as read:
            line.sendall(_answer(_command(read), read))


def _command(read: object) -> bytes:
    found = b""
    while not found.endswith(b"\0"):
        piece = read.read(1)  # type: ignore[attr-defined]
        if not piece:
            break
        found += piece
    return found


def _answer(command: bytes, read: object) -> bytes:
    if command == b"zPING\0":
        return b"PONG\0"
    if command != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND\0"
    content = b""
    while size := int.from_bytes(read.read(4), "big"):  # type: ignore[attr-defined]
        content += read.read(size)  # type: ignore[attr-defined]
    return b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0"
