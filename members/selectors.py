"""Reads for a member's own pages. Each starts from the member, so nobody sees another's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from members.models import BankAccount, BankAccountStatus, CoolingOff, Member, Notice, Role, User
from members.rules import banks, masking


@dataclass(frozen=True, slots=True)
class BankAccountRow:
    """A bank account as a page may show it."""

    pk: int
    bank: str
    number: str
    holder_name: str
    status: str
    status_words: str
    colour: str


_COLOURS = {
    BankAccountStatus.VERIFIED: "green",
    BankAccountStatus.PENDING: "amber",
    BankAccountStatus.REJECTED: "red",
}


def bank_accounts(member: Member) -> QuerySet[BankAccount]:
    """The member's accounts that were not removed, oldest first."""
    return BankAccount.objects.filter(member=member, removed_at__isnull=True).order_by("pk")


def bank_account(member: Member, pk: int) -> BankAccount | None:
    """One of the member's own accounts."""
    return bank_accounts(member).filter(pk=pk).first()


def bank_account_row(account: BankAccount) -> BankAccountRow:
    """Bank, last four digits and status, in words."""
    status = BankAccountStatus(account.status)
    return BankAccountRow(
        pk=account.pk,
        bank=banks.bank_name(account.bank_code),
        number=f"{masking.DOT * 4} {account.last_four}",
        holder_name=account.holder_name,
        status=status.value,
        status_words=str(status.label),
        colour=_COLOURS[status],
    )


def notices(member: Member) -> QuerySet[Notice]:
    """What the member was told, newest first."""
    return Notice.objects.filter(member=member).order_by("-at", "-pk")


def unread_notices(member: Member) -> int:
    """How many of them the member has not opened."""
    return Notice.objects.filter(member=member, read_at__isnull=True).count()


def cooling_off(member_id: int, at: datetime) -> datetime | None:
    """Until when no money of the member may be asked for; None when it may at `at`."""
    ends: datetime | None = CoolingOff.objects.filter(
        member_id=member_id, ends_at__gt=at
    ).aggregate(last=Max("ends_at"))["last"]
    return ends


def frozen(member_id: int) -> bool:
    """Whether the member has locked their own account: nothing of theirs should be paid."""
    return User.objects.filter(
        member_id=member_id, role=Role.MEMBER, frozen_at__isnull=False
    ).exists()


def frozen_members() -> QuerySet[User, int | None]:
    """The ids of members who have locked their own account, for a query to leave out."""
    return User.objects.filter(role=Role.MEMBER, frozen_at__isnull=False).values_list(
        "member_id", flat=True
    )


def phone_tail(user: User) -> str:
    """The last four digits of the phone on record; empty when there is none."""
    return user.phone[-4:] if user.phone else ""
