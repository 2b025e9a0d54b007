"""The door to the bank: files go out under a name once, files come back until we put them away.

Every bank is asked the same four things, so a sandbox bank's answers take the road of a real one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class FileRefused(Exception):
    """The bank holds another file under this name."""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file that waits for us at the bank."""

    name: str
    content: bytes


class BankGateway(Protocol):
    """A bank that exchanges files. Calls may raise OSError when it cannot be reached."""

    bic: str

    def submit(self, file_name: str, content: bytes) -> None:
        """Hand in a file. The same name with the same bytes is harmless; other bytes: FileRefused."""

    def has_file(self, msg_id: str) -> bool:
        """Whether the bank has our file with this message id, read or unread."""

    def fetch_outbox(self) -> list[BankFile]:
        """The bank's files that we have not put away, oldest first."""

    def put_away(self, file_name: str) -> None:
        """Say that we keep the file; it is not offered again. Saying so twice is harmless."""


def gateway() -> BankGateway:
    """The bank that the settings name."""
    made: BankGateway = import_string(settings.BANK_GATEWAY)()
    return made
