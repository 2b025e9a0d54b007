"""Chong approves, Devi releases. The business date begins on Monday 23 November 2026.

The clock is the real one, moved on by hand: work in the queue becomes due by it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.gateways import vault
from members.ledger import chart, days, journal
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import BankAccount, BankAccountStatus, Member, User
from members.work import queue
from tests import cast
from tests.factories import make_member, make_user
from tests.permissions import allow
from tests.withdrawals.conftest import showed
from withdrawals import selectors
from withdrawals.models import Application, PayoutAttempt, PayoutBatch
from withdrawals.services import batches, review, verify

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
_numbers = itertools.count(1)


def may(user: User, *codes: str) -> User:
    """The user with these permissions of the withdrawals app, read afresh."""
    return allow(user, *(f"withdrawals.{code}" for code in codes))


@dataclass
class World:
    """The people, and the day's clock: `at` moves on with every act."""

    chong: User
    devi: User
    at: datetime = field(default_factory=timezone.now)

    def go_to(self, day: date) -> None:
        """The fund's day moves on to `day`; no daily job runs by itself."""
        with transaction.atomic():
            days.set_today(day, at=self.tick())

    def tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def approved(
        self,
        amount_sen: int = 50_000,
        *,
        ending: str = "6789",
        book: str = "KONV",
        by: User | None = None,
        member: Member | None = None,
        login: User | None = None,
    ) -> Application:
        """An application of a new member, approved by Chong, to an account that ends in `ending`."""
        officer = by or self.chong
        application = self.submitted(
            amount_sen, ending=ending, book=book, member=member, login=login
        )
        review.take(application_id=application.pk, by=officer, at=self.tick())
        return review.approve(application_id=application.pk, by=officer, at=self.tick())

    def submitted(
        self,
        amount_sen: int = 50_000,
        *,
        ending: str = "6789",
        book: str = "KONV",
        member: Member | None = None,
        login: User | None = None,
    ) -> Application:
        """An application of a new member that waits for an officer."""
        member = member or make_member(scheme=book)
        login = login or make_user(member=member)
        account = bank_account(member, ending)
        deposit(member, book, amount_sen)
        showed(member, "THUMBPRINT")
        on = days.today()
        application = Application.objects.create(
            member=member,
            type_code="FLX",
            created_at=self.tick(),
            amount_sen=amount_sen,
            bank_account=account,
            bank_code=account.bank_code,
            last_four=account.last_four,
        )
        facts = selectors.member_facts(member.pk)
        verify.take_on(application, facts, on=on, by=login, at=self.tick())
        return application

    def sealed(self, on: date = TUESDAY) -> PayoutBatch:
        """Tuesday comes and its one file is built."""
        self.go_to(on)
        (batch,) = batches.build(business_date=on, at=self.tick())
        return batch

    def released(self, batch: PayoutBatch) -> PayoutBatch:
        """Devi releases the file."""
        assert batch.total_sen is not None and batch.n_items is not None
        return batches.release(
            batch_id=batch.pk,
            typed_total_sen=batch.total_sen,
            typed_n_items=batch.n_items,
            by=self.devi,
            at=self.tick(),
        )

    def sent(self, *amounts_sen: int, ending: str = "6789") -> PayoutBatch:
        """Approved, sealed, released and handed to the bank."""
        for amount_sen in amounts_sen or (50_000,):
            self.approved(amount_sen, ending=ending)
        batch = self.released(self.sealed())
        batches.transmit(batch_id=batch.pk, at=self.tick())
        batch.refresh_from_db()
        return batch

    def work(self) -> None:
        """Do the work that is due, as a worker would, until nothing is left for the next minutes."""
        for _turn in range(12):
            self.at += timedelta(seconds=10)
            queue.run_due(at=self.at)


def world() -> World:
    days.begin(MONDAY, at=timezone.now())
    return World(
        chong=may(cast.chong(), "review_application"),
        devi=may(cast.devi(), "release_payoutbatch"),
    )


def bank_account(member: Member, ending: str = "6789") -> BankAccount:
    """A verified account at Bank Rakyat; no two members share one."""
    number = f"77{next(_numbers):06d}{ending}"
    return BankAccount.objects.create(
        member=member,
        bank_code="BKRMMYKL",
        holder_name=member.name,
        number_encrypted=vault.encrypt(number),
        number_digest=vault.digest("bank_account", "BKRMMYKL", number),
        last_four=number[-4:],
        status=BankAccountStatus.VERIFIED,
        added_at=timezone.now() - timedelta(days=90),
    )


def deposit(member: Member, book: str, amount_sen: int) -> None:
    """Savings in Akaun Fleksibel, from nowhere in particular."""
    journal.post(
        JournalDraft(
            scope="test.opening",
            key=f"{member.pk}-{next(_numbers)}",
            kind="OPENING",
            book=book,
            effective_on=date(2026, 1, 1),
            narration="opening",
            reference="OPENING",
            by="system",
            control=chart.CONTRIB_CLEARING,
            members=(MemberLine(member.pk, Amounts.of(chart.FLEKSIBEL, amount_sen)),),
            fund=(
                FundLine(chart.RESERVE, chart.DEBIT, amount_sen),
                FundLine(chart.CONTRIB_CLEARING, chart.CREDIT, amount_sen),
            ),
        )
    )


def balances() -> dict[str, int]:
    """Sen on every control account that is not nil, all books together, credit positive."""
    from members.ledger import selectors as ledger

    found: dict[str, int] = {}
    for row in ledger.trial_balance():
        found[row.account] = found.get(row.account, 0) + row.balance_sen
    return {code: sen for code, sen in found.items() if sen}


def attempt_of(application: Application) -> PayoutAttempt:
    return PayoutAttempt.objects.filter(application=application).latest("attempt_no")


def breaches() -> list[str]:
    """Invariants of the books and of money out that do not hold."""
    from members.ledger import checks

    return [f"{r.code} {r.sentence}: {r.breach}" for r in checks.run() if not r.holds]
