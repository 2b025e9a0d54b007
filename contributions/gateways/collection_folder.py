"""A real bank by host-to-host folders: it writes statements to `out`; what we stored goes to `kept`.

Our payment files go to `in`, and the bank moves what it read to `taken`. A name is written once.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings

from contributions.gateways.collection import FileRefused, NoDirectDebit, StatementFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)
_LARGEST_BYTES = 20 * 1024 * 1024


class CollectionFolder:
    """Folders below COLLECTION_FOLDER, usually the local end of the bank's SFTP client."""

    def __init__(self, folder: Path | None = None) -> None:
        self.bic: str = settings.COLLECTION_BANK_BIC
        root = folder or Path(settings.COLLECTION_FOLDER)
        if not root.is_absolute():
            raise OSError("COLLECTION_FOLDER must name the bank's folder by its full path")
        self._in, self._taken = root / "in", root / "taken"
        self._out, self._kept = root / "out", root / "kept"
        for place in (self._in, self._taken, self._out, self._kept):
            place.mkdir(parents=True, exist_ok=True)

    def fetch_outbox(self) -> list[StatementFile]:
        """Whole files only: names that begin with a dot or end in .part are still being written."""
        found = []
        waiting = [path for path in self._out.iterdir() if path.is_file() and not path.is_symlink()]
        for path in sorted(waiting, key=lambda path: (path.stat().st_mtime_ns, path.name)):
            if _NAME.fullmatch(path.name) and not path.name.endswith(".part"):
                with path.open("rb") as handle:
                    # One byte more than the reader accepts, so that it can say that it is too large.
                    found.append(StatementFile(path.name, handle.read(_LARGEST_BYTES + 1)))
        return found

    def put_away(self, file_name: str) -> None:
        """Move from `out` to `kept`."""
        source = self._out / _checked(file_name)
        if source.exists():
            source.replace(self._kept / file_name)

    def submit(self, file_name: str, content: bytes) -> None:
        """Write beside, then link under the name: the bank never sees half a file, and no name twice."""
        target = self._in / _checked(file_name)
        taken = self._taken / file_name
        if taken.exists():
            _same(taken, content)
            return
        part = self._in / f".{file_name}.{os.getpid()}.part"
        with part.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(part, target)
        except FileExistsError:
            _same(target, content)
        finally:
            part.unlink(missing_ok=True)

    def has_file(self, msg_id: str) -> bool:
        """In `in` (unread) or in `taken` (read). Asked in the order in which a file moves."""
        name = _checked(f"{msg_id}.xml")
        return (self._in / name).exists() or (self._taken / name).exists()

    def debit(self, *, order_ref: str, amount_sen: int, text: str, payer: str) -> None:
        """Folders carry statements; employers pay by transfer."""
        raise NoDirectDebit


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a file name that is used with the bank")
    return name


def _same(path: Path, content: bytes) -> None:
    if path.read_bytes() != content:
        raise FileRefused(f"the bank holds another file named {path.name}")
