"""A real bank by host-to-host folders: it writes statements to `out`; what we stored goes to `kept`."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from contributions.gateways.collection import NoDirectDebit, StatementFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)
_LARGEST_BYTES = 20 * 1024 * 1024


class CollectionFolder:
    """Folders below COLLECTION_FOLDER, usually the local end of the bank's SFTP client."""

    def __init__(self, folder: Path | None = None) -> None:
        self.bic: str = settings.COLLECTION_BANK_BIC
        root = folder or Path(settings.COLLECTION_FOLDER)
        if not root.is_absolute():
            raise OSError("COLLECTION_FOLDER must name the bank's folder by its full path")
        self._out, self._kept = root / "out", root / "kept"
        for place in (self._out, self._kept):
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
        if not _NAME.fullmatch(file_name):
            raise ValueError("not a file name that is used with the bank")
        source = self._out / file_name
        if source.exists():
            source.replace(self._kept / file_name)

    def debit(self, *, order_ref: str, amount_sen: int, text: str, payer: str) -> None:
        """Folders carry statements; employers pay by transfer."""
        raise NoDirectDebit
