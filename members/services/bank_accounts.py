"""Where a member's money may be sent. Only the member's own account, checked with the bank.

The number is encrypted at rest and leaves this module in clear through `reveal` alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.gateways import name_check, vault
from members.models import BankAccount, BankAccountStatus, Member, User
from members.rules import banks, cooling_off, masking

from . import cooling, notices

NotABankAccountNumber = banks.NotABankAccountNumber


class AlreadyAdded(Exception):
    """The member has this account already."""


class NotTheMembersOwn(Exception):
    """The bank says that the account is not in the member's name alone."""


def number_digest(number: str) -> bytes:
    """32 bytes that find an equal account number without showing it."""
    return vault.digest("bank_account.number", number)


def add(
    *,
    member: Member,
    bank_code: str,
    number: str,
    holder_name: str,
    by: User | None,
    at: datetime,
    address: str = "",
    device: str = "",
) -> BankAccount:
    """A new account of the member's: VERIFIED when the bank confirms the name, else PENDING.

    Raises NotABankAccountNumber, NotTheMembersOwn and AlreadyAdded. For loading; a member signs with
    a TAC (profile_changes), which asks `check` and later `write`.
    """
    number, status = check(
        member=member,
        bank_code=bank_code,
        number=number,
        holder_name=holder_name,
        by=by,
        at=at,
        address=address,
        device=device,
    )
    with transaction.atomic():
        return write(
            member=member,
            bank_code=bank_code,
            number=number,
            holder_name=holder_name,
            status=status,
            by=by,
            at=at,
            address=address,
            device=device,
        )


def check(
    *,
    member: Member,
    bank_code: str,
    number: str,
    holder_name: str,
    by: User | None,
    at: datetime,
    address: str = "",
    device: str = "",
) -> tuple[str, BankAccountStatus]:
    """The number's one spelling, and what the bank says of the name. Writes only a refusal.

    Raises NotABankAccountNumber, NotTheMembersOwn and AlreadyAdded.
    """
    number = banks.account_number(bank_code, number)
    if BankAccount.objects.filter(
        member=member,
        bank_code=bank_code,
        number_digest=number_digest(number),
        removed_at__isnull=True,
    ).exists():
        raise AlreadyAdded
    answer = name_check.gateway().check(
        bank_code=bank_code, number=number, holder_name=holder_name, member_name=member.name
    )
    if answer is name_check.NameAnswer.NO_MATCH:
        audit.record(
            "bank_account.refused",
            by=by,
            at=at,
            member_id=member.pk,
            detail={"bank": shown(bank_code, number)},
            address=address,
            device=device,
        )
        raise NotTheMembersOwn
    verified = answer is name_check.NameAnswer.MATCH
    return number, BankAccountStatus.VERIFIED if verified else BankAccountStatus.PENDING


def write(
    *,
    member: Member,
    bank_code: str,
    number: str,
    holder_name: str,
    status: BankAccountStatus,
    by: User | None,
    at: datetime,
    address: str = "",
    device: str = "",
) -> BankAccount:
    """Add a checked account, begin its waits and tell the member. Raises AlreadyAdded."""
    words = shown(bank_code, number)
    try:
        with transaction.atomic():
            account = BankAccount.objects.create(
                member=member,
                bank_code=bank_code,
                holder_name=" ".join(holder_name.split())[:120],
                number_encrypted=vault.encrypt(number),
                number_digest=number_digest(number),
                last_four=number[-4:],
                status=status,
                added_at=at,
            )
    except IntegrityError as error:
        if "one_live_row_per_member_and_bank_account" in str(error):
            raise AlreadyAdded from error
        raise
    until = cooling.begin(cooling_off.BANK_ACCOUNT, member_id=member.pk, at=at, account=account)
    limit_until = cooling.begin(cooling_off.BANK_ACCOUNT_LIMIT, member_id=member.pk, at=at)
    _record("bank_account.added", account, by, at, address, device)
    notices.tell_member(
        member.pk,
        about="bank_account.added",
        at=at,
        key=f"bank_account:{account.pk}:added",
        bank=words,
        until=until,
        limit=cooling_off.WAITS[cooling_off.BANK_ACCOUNT_LIMIT].limit_sen,
        limit_until=limit_until,
    )
    return account


def remove(
    *, account: BankAccount, by: User | None, at: datetime, address: str = "", device: str = ""
) -> None:
    """Take the account off the member's list. What was sent there stays in the books."""
    with transaction.atomic():
        changed = BankAccount.objects.filter(pk=account.pk, removed_at__isnull=True).update(
            removed_at=at
        )
        if changed:
            _record("bank_account.removed", account, by, at, address, device)
            notices.tell_member(
                account.member_id,
                about="bank_account.removed",
                at=at,
                key=f"bank_account:{account.pk}:removed",
                bank=_shown_of(account),
            )


def _record(
    action: str, account: BankAccount, by: User | None, at: datetime, address: str, device: str
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=account.member_id,
        entity="bank_account",
        entity_id=str(account.pk),
        detail={"bank": _shown_of(account)},
        address=address,
        device=device,
    )


def shown(bank_code: str, number: str) -> str:
    """Bank and last four digits, as a message or the log may say it."""
    return f"{banks.bank_name(bank_code)} {masking.DOT * 2}{number[-4:]}"


def _shown_of(account: BankAccount) -> str:
    return shown(account.bank_code, account.last_four)


def reveal(account: BankAccount) -> str:
    """The whole account number, for the file that pays into it. Never for a page."""
    return vault.decrypt(account.number_encrypted)
