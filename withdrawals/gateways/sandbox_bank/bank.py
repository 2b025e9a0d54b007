"""The sandbox bank at work. It takes an EndToEndId once, pays what it accepts, and says so in files.

The last four digits of the payee's account decide, so that a person can try every answer:

    0000  refused, AC04: the account is closed
    0001  refused, AC01: the account number is wrong
    0002  refused, MD07: the account holder has died
    0003  paid, and sent back with AC06 (account blocked) on the next business date
    else  paid
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from members.gateways.iso20022 import answered, ordered, schema, written
from members.ledger import days
from withdrawals.gateways.bank import BankFile, FileRefused
from withdrawals.models.sandbox_bank import (
    SandboxBankAccount,
    SandboxBankFile,
    SandboxBankPayment,
)

REFUSES: dict[str, str] = {"0000": "AC04", "0001": "AC01", "0002": "MD07"}
SENDS_BACK: dict[str, str] = {"0003": "AC06"}
_LOCK = 0x62616E6B


class SandboxBank:
    """Files in and out through database tables of its own; `check --deploy` refuses it."""

    def __init__(self) -> None:
        self.bic: str = settings.PAYOUT_BANK_BIC

    def submit(self, file_name: str, content: bytes) -> None:
        """Take a file in. It is read when the bank next works, not now."""
        try:
            msg_id = ordered.read(content).msg_id
        except schema.Unreadable:
            msg_id = file_name.removesuffix(".xml")[:35]
        kept, _made = SandboxBankFile.objects.get_or_create(
            folder="IN",
            name=file_name,
            defaults={"msg_id": msg_id, "content": content, "put_at": timezone.now()},
        )
        if bytes(kept.content) != content:
            raise FileRefused(f"the bank holds another file named {file_name}")

    def has_file(self, msg_id: str) -> bool:
        """Whether a file with this message id was handed in."""
        return SandboxBankFile.objects.filter(folder="IN", msg_id=msg_id).exists()

    def fetch_outbox(self) -> list[BankFile]:
        """The bank works when somebody comes to its counter; then it hands over what is ready."""
        self.work(today=days.today(), now=timezone.now())
        waiting = SandboxBankFile.objects.filter(folder="OUT", done_at__isnull=True).order_by("id")
        return [BankFile(file.name, bytes(file.content)) for file in waiting]

    def put_away(self, file_name: str) -> None:
        """Do not offer the file again."""
        SandboxBankFile.objects.filter(folder="OUT", name=file_name, done_at__isnull=True).update(
            done_at=timezone.now()
        )

    @transaction.atomic
    def work(self, *, today: date, now: datetime) -> None:
        """Read what was handed in, pay or refuse, answer; then state the accounts that are due."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        for file in SandboxBankFile.objects.filter(folder="IN", done_at__isnull=True).order_by(
            "id"
        ):
            self._answer(file, today=today, now=now)
            file.done_at = now
            file.save(update_fields=["done_at"])
        for account in SandboxBankAccount.objects.order_by("id"):
            self._state(account, today=today, now=now)

    def _answer(self, file: SandboxBankFile, *, today: date, now: datetime) -> None:
        msg_id = f"STS{file.pk:09d}"

        def say(group: str, reason: str = "", items: tuple[answered.ItemStatus, ...] = ()) -> None:
            content = answered.status_report(
                msg_id=msg_id,
                at=now,
                original_msg_id=file.msg_id,
                group=group,
                reason=reason,
                items=items,
            )
            _put_out(f"{msg_id}.pain002.xml", msg_id, content, now)

        try:
            instruction = ordered.read(bytes(file.content))
        except schema.Unreadable:
            say("RJCT", "FF01")
            return
        twin = SandboxBankFile.objects.filter(folder="IN", msg_id=instruction.msg_id).exclude(
            pk=file.pk
        )
        if twin.filter(done_at__isnull=False).exists():
            say("RJCT", "DU01")
            return
        if instruction.header_n != len(instruction.orders):
            say("RJCT", "AM18")
            return
        if instruction.header_sen != sum(order.amount_sen for order in instruction.orders):
            say("RJCT", "AM10")
            return
        if instruction.debtor_account_no not in settings.PAYOUT_ACCOUNTS.values():
            say("RJCT", "AC02")
            return
        account, _made = SandboxBankAccount.objects.get_or_create(
            number=instruction.debtor_account_no,
            defaults={
                "balance_sen": settings.SANDBOX_BANK_OPENING_SEN,
                "stated_balance_sen": settings.SANDBOX_BANK_OPENING_SEN,
            },
        )
        items = tuple(self._take(account, file, order, today) for order in instruction.orders)
        account.save(update_fields=["balance_sen"])
        refused = sum(item.status == "RJCT" for item in items)
        say("ACSC" if not refused else "RJCT" if refused == len(items) else "PART", "", items)

    def _take(
        self, account: SandboxBankAccount, file: SandboxBankFile, order: ordered.Order, today: date
    ) -> answered.ItemStatus:
        if SandboxBankPayment.objects.filter(end_to_end_id=order.end_to_end_id).exists():
            return answered.ItemStatus(order.end_to_end_id, "RJCT", "DU04")
        ending = order.creditor_account_no[-4:]
        reason = REFUSES.get(ending, "")
        if not reason and order.amount_sen > account.balance_sen:
            reason = "AM04"
        if not reason:
            account.balance_sen -= order.amount_sen
        SandboxBankPayment.objects.create(
            account=account,
            file=file,
            end_to_end_id=order.end_to_end_id,
            amount_sen=order.amount_sen,
            creditor_name=order.creditor_name,
            creditor_bic=order.creditor_bic,
            creditor_account_no=order.creditor_account_no,
            outcome="REFUSED" if reason else "PAID",
            reason=reason,
            return_reason="" if reason else SENDS_BACK.get(ending, ""),
            taken_on=today,
        )
        return answered.ItemStatus(order.end_to_end_id, "RJCT" if reason else "ACSC", reason)

    def _state(self, account: SandboxBankAccount, *, today: date, now: datetime) -> None:
        """A statement when there is something to state: debits when due, returns a day later."""
        paid = SandboxBankPayment.objects.filter(account=account, outcome="PAID").order_by("id")
        debits = paid.filter(debited_in_seq__isnull=True)
        if settings.SANDBOX_BANK_STATEMENT != "AT_ONCE":
            debits = debits.filter(taken_on__lt=today)
        returns = paid.filter(
            debited_in_seq__isnull=False, returned_in_seq__isnull=True, taken_on__lt=today
        ).exclude(return_reason="")
        out, back = list(debits), list(returns)
        if not out and not back:
            return
        seq = account.statement_seq + 1
        lines = [
            written.Line(
                f"DB{payment.pk:012d}", "D", payment.amount_sen, payment.end_to_end_id, today
            )
            for payment in out
        ]
        lines += [
            written.Line(
                f"CR{payment.pk:012d}",
                "C",
                payment.amount_sen,
                payment.end_to_end_id,
                today,
                payment.return_reason,
            )
            for payment in back
        ]
        msg_id = f"STM{account.pk:04d}{seq:06d}"
        content = written.statement(
            msg_id=msg_id,
            at=now,
            on=today,
            account_no=account.number,
            seq=seq,
            opening_sen=account.stated_balance_sen,
            lines=lines,
        )
        _put_out(f"{msg_id}.camt053.xml", msg_id, content, now)
        SandboxBankPayment.objects.filter(pk__in=[p.pk for p in out]).update(debited_in_seq=seq)
        SandboxBankPayment.objects.filter(pk__in=[p.pk for p in back]).update(returned_in_seq=seq)
        account.balance_sen += sum(payment.amount_sen for payment in back)
        account.stated_balance_sen += sum(line.signed_sen for line in lines)
        account.statement_seq = seq
        account.save(update_fields=["balance_sen", "stated_balance_sen", "statement_seq"])


def _put_out(name: str, msg_id: str, content: bytes, now: datetime) -> None:
    SandboxBankFile.objects.create(
        folder="OUT", name=name, msg_id=msg_id, content=content, put_at=now
    )
