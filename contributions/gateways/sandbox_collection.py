"""The sandbox's collection bank: it takes deposits and debit orders and states them in camt.053 files.

It states its account whenever somebody fetches, so that a person can watch. `check --deploy` refuses it.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from contributions.gateways.collection import StatementFile
from contributions.models.sandbox_collection import (
    SandboxCollectionAccount,
    SandboxCollectionFile,
    SandboxDeposit,
)
from members.gateways.iso20022 import written
from members.ledger import days

_LOCK = 0x636F6C6C


class SandboxCollection:
    """A bank in database tables of its own."""

    def __init__(self) -> None:
        self.bic: str = settings.COLLECTION_BANK_BIC

    def debit(self, *, order_ref: str, amount_sen: int, text: str, payer: str) -> None:
        """Every mandate is good here, and every employer has the money."""
        self.pay_in(order_ref=order_ref, amount_sen=amount_sen, text=text, payer=payer)

    @transaction.atomic
    def pay_in(
        self, *, order_ref: str, amount_sen: int, text: str, payer: str, on: date | None = None
    ) -> None:
        """Somebody pays: as from a bank's counter or its pages. The same order again is harmless.

        `on` is the value date, the business date when none is given.
        """
        self._lock()
        SandboxDeposit.objects.get_or_create(
            order_ref=order_ref,
            defaults={
                "account": self._account(),
                "amount_sen": amount_sen,
                "text": text[:140],
                "payer": payer[:140],
                "paid_on": on or days.today(),
            },
        )

    def fetch_outbox(self) -> list[StatementFile]:
        """Write a statement if there is something to state, and offer what was not put away."""
        self._state()
        waiting = SandboxCollectionFile.objects.filter(done_at__isnull=True).order_by("id")
        return [StatementFile(file.name, bytes(file.content)) for file in waiting]

    def put_away(self, file_name: str) -> None:
        """Do not offer the file again."""
        SandboxCollectionFile.objects.filter(name=file_name, done_at__isnull=True).update(
            done_at=timezone.now()
        )

    def _lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])

    def _account(self) -> SandboxCollectionAccount:
        found, _made = SandboxCollectionAccount.objects.get_or_create(
            number=settings.COLLECTION_ACCOUNT
        )
        return found

    @transaction.atomic
    def _state(self) -> None:
        self._lock()
        account = self._account()
        new = list(
            SandboxDeposit.objects.filter(account=account, stated_in_seq__isnull=True).order_by(
                "id"
            )
        )
        if not new:
            return
        now, today, seq = timezone.now(), days.today(), account.statement_seq + 1
        lines = [
            written.Line(
                servicer_ref=f"DP{deposit.pk:012d}",
                side="C",
                amount_sen=deposit.amount_sen,
                end_to_end_id="",
                value_on=deposit.paid_on,
                text=deposit.text,
                payer=deposit.payer,
            )
            for deposit in new
        ]
        msg_id = f"COL{account.pk:04d}{seq:06d}"
        SandboxCollectionFile.objects.create(
            name=f"{msg_id}.camt053.xml",
            content=written.statement(
                msg_id=msg_id,
                at=now,
                on=today,
                account_no=account.number,
                seq=seq,
                opening_sen=account.stated_balance_sen,
                lines=lines,
            ),
            put_at=now,
        )
        SandboxDeposit.objects.filter(pk__in=[deposit.pk for deposit in new]).update(
            stated_in_seq=seq
        )
        account.statement_seq = seq
        account.stated_balance_sen += sum(line.signed_sen for line in lines)
        account.save(update_fields=["statement_seq", "stated_balance_sen"])
