"""The door to the bank that keeps the collection account: statements come in, debit orders and refunds go out.

Every bank is asked the same things, so a sandbox bank's statements take the road of a real one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class FileRefused(Exception):
    """The bank holds another file under this name."""


class NoDirectDebit(Exception):
    """The bank takes no debit orders from us."""


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file that waits for us at the bank."""

    name: str
    content: bytes


class CollectionBank(Protocol):
    """A bank that keeps the collection account. Calls may raise OSError when it is out of reach."""

    bic: str

    def fetch_outbox(self) -> list[StatementFile]:
        """The bank's files that we have not put away, oldest first."""

    def put_away(self, file_name: str) -> None:
        """Say that we keep the file; it is not offered again. Saying so twice is harmless."""

    def submit(self, file_name: str, content: bytes) -> None:
        """Hand in a payment file. The same name with the same bytes is harmless; other bytes: FileRefused."""

    def has_file(self, msg_id: str) -> bool:
        """Whether the bank has our file with this message id, read or unread."""

    def debit(self, *, order_ref: str, amount_sen: int, text: str, payer: str) -> None:
        """Draw money from an employer under its mandate. The same order again is harmless.

        Raises NoDirectDebit. That the order was taken is no money: only the statement is.
        """


def bank() -> CollectionBank:
    """The bank that the settings name."""
    made: CollectionBank = import_string(settings.COLLECTION_GATEWAY)()
    return made
