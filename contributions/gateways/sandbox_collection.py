"""The sandbox's collection bank: it takes deposits, debit orders and payment files, and states its account.

It works and states its account whenever somebody fetches, so that a person can watch. The last four digits
of a payee's account decide: 0001 is refused (AC01), 0003 is paid and sent back (AC06), any other is paid.
`check --deploy` refuses it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from contributions.gateways.collection import FileRefused, StatementFile
from contributions.models.sandbox_collection import (
    SandboxCollectionAccount,
    SandboxCollectionFile,
    SandboxDeposit,
)
from members.gateways.iso20022 import answered, ordered, schema, written
from members.ledger import days

REFUSES: dict[str, str] = {"0001": "AC01"}
SENDS_BACK: dict[str, str] = {"0003": "AC06"}
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
        self._pay_out()
        self._state()
        waiting = SandboxCollectionFile.objects.filter(folder="OUT", done_at__isnull=True).order_by(
            "id"
        )
        return [StatementFile(file.name, bytes(file.content)) for file in waiting]

    def put_away(self, file_name: str) -> None:
        """Do not offer the file again."""
        SandboxCollectionFile.objects.filter(
            folder="OUT", name=file_name, done_at__isnull=True
        ).update(done_at=timezone.now())

    def submit(self, file_name: str, content: bytes) -> None:
        """Take a payment file in. It is read when the bank next works, not now."""
        kept, _made = SandboxCollectionFile.objects.get_or_create(
            name=file_name,
            defaults={"folder": "IN", "content": content, "put_at": timezone.now()},
        )
        if bytes(kept.content) != content:
            raise FileRefused(f"the bank holds another file named {file_name}")

    def has_file(self, msg_id: str) -> bool:
        """Whether a file with this message id was handed in."""
        return SandboxCollectionFile.objects.filter(folder="IN", name=f"{msg_id}.xml").exists()

    @transaction.atomic
    def _pay_out(self) -> None:
        """Read what was handed in, pay or refuse each order once, and answer."""
        self._lock()
        now = timezone.now()
        for file in SandboxCollectionFile.objects.filter(
            folder="IN", done_at__isnull=True
        ).order_by("id"):
            msg_id = f"CST{file.pk:09d}"
            SandboxCollectionFile.objects.create(
                name=f"{msg_id}.pain002.xml", content=self._answer(file, msg_id, now), put_at=now
            )
            file.done_at = now
            file.save(update_fields=["done_at"])

    def _answer(self, file: SandboxCollectionFile, msg_id: str, now: datetime) -> bytes:
        original = file.name.removesuffix(".xml")
        try:
            instruction = ordered.read(bytes(file.content))
        except schema.Unreadable:
            return answered.status_report(
                msg_id=msg_id, at=now, original_msg_id=original, group="RJCT", reason="FF01"
            )
        items = tuple(self._order(one) for one in instruction.orders)
        refused = sum(item.status == "RJCT" for item in items)
        return answered.status_report(
            msg_id=msg_id,
            at=now,
            original_msg_id=instruction.msg_id,
            group="RJCT" if refused == len(items) else "PART" if refused else "ACSC",
            items=items,
        )

    def _order(self, order: ordered.Order) -> answered.ItemStatus:
        """Pay one order; a reference is taken once, for ever."""
        ending = order.creditor_account_no[-4:]
        if ending in REFUSES:
            return answered.ItemStatus(order.end_to_end_id, "RJCT", REFUSES[ending])
        facts = {
            "account": self._account(),
            "amount_sen": order.amount_sen,
            "end_to_end_id": order.end_to_end_id,
            "paid_on": days.today(),
        }
        _paid, is_new = SandboxDeposit.objects.get_or_create(
            order_ref=f"OUT-{order.end_to_end_id}", defaults={**facts, "side": "D"}
        )
        if not is_new:
            return answered.ItemStatus(order.end_to_end_id, "RJCT", "DU04")
        if ending in SENDS_BACK:
            SandboxDeposit.objects.create(
                order_ref=f"BACK-{order.end_to_end_id}",
                return_reason=SENDS_BACK[ending],
                **facts,
            )
        return answered.ItemStatus(order.end_to_end_id, "ACSC")

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
                side=deposit.side,
                amount_sen=deposit.amount_sen,
                end_to_end_id=deposit.end_to_end_id,
                value_on=deposit.paid_on,
                return_reason=deposit.return_reason,
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
