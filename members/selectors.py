"""Reads for a member's own pages. Each starts from the member, so nobody sees another's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, QuerySet

from members.models import (
    BankAccount,
    BankAccountStatus,
    CoolingOff,
    Member,
    Notice,
    Role,
    SecurityReport,
    User,
)
from members.models.report import STOPS as REPORT_STOPS
from members.rules import banks, masking
from members.rules import cooling_off as cooling_off_rules


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
        member_id=member_id, ends_at__gt=at, bank_account__isnull=True, limit_sen=0
    ).aggregate(last=Max("ends_at"))["last"]
    return ends


@dataclass(frozen=True, slots=True)
class Waits:
    """What cooling-offs stop at a moment: everything `until`, an account until its moment, or all
    above `limit_sen` until `limit_until`.
    """

    until: datetime | None = None
    limit_sen: int | None = None
    limit_until: datetime | None = None
    accounts: Mapping[int, datetime] = field(default_factory=dict)


def waits(member_id: int, at: datetime) -> Waits:
    """Every wait of the member that is running at `at`. One query."""
    until: datetime | None = None
    limit_sen: int | None = None
    limit_until: datetime | None = None
    accounts: dict[int, datetime] = {}
    for row in CoolingOff.objects.filter(member_id=member_id, ends_at__gt=at).order_by("ends_at"):
        if row.bank_account_id is not None:
            accounts[row.bank_account_id] = row.ends_at
        elif row.limit_sen:
            limit_sen = row.limit_sen if limit_sen is None else min(limit_sen, row.limit_sen)
            limit_until = row.ends_at
        else:
            until = row.ends_at
    return Waits(until, limit_sen, limit_until, accounts)


def reported(member_id: int) -> bool:
    """Whether the member has said "not me" of something that staff have not settled yet."""
    return SecurityReport.objects.filter(member_id=member_id, state__in=REPORT_STOPS).exists()


def reported_members() -> QuerySet[SecurityReport, int]:
    """The ids of members of whom nothing is paid until staff have settled their report."""
    found = SecurityReport.objects.filter(state__in=REPORT_STOPS)
    return found.values_list("member_id", flat=True)


def held_back_members(at: datetime) -> QuerySet[CoolingOff, int]:
    """The ids of members of whom nothing is paid at `at`, because a contact changed just now."""
    return CoolingOff.objects.filter(
        reason__in=cooling_off_rules.STOPS_PAYOUTS, ends_at__gt=at, began_at__lte=at
    ).values_list("member_id", flat=True)


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
