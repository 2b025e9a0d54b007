"""Where a member's money may be sent. Only the member's own account, checked with the bank.

The number is encrypted at rest and leaves this module in clear through `reveal` alone.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.gateways import name_check, sms, vault
from members.models import BankAccount, BankAccountStatus, Member, Role, User
from members.rules import banks, masking

logger = logging.getLogger(__name__)

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

    Raises NotABankAccountNumber, NotTheMembersOwn and AlreadyAdded. The bank is asked before
    anything is written, and the member is told by text message.
    """
    number = banks.account_number(bank_code, number)
    shown = f"{banks.bank_name(bank_code)} {masking.DOT * 2}{number[-4:]}"
    answer = name_check.gateway().check(
        bank_code=bank_code, number=number, holder_name=holder_name, member_name=member.name
    )
    if answer is name_check.NameAnswer.NO_MATCH:
        audit.record(
            "bank_account.refused",
            by=by,
            at=at,
            member_id=member.pk,
            detail={"bank": shown},
            address=address,
            device=device,
        )
        raise NotTheMembersOwn
    verified = answer is name_check.NameAnswer.MATCH
    try:
        with transaction.atomic():
            account = BankAccount.objects.create(
                member=member,
                bank_code=bank_code,
                holder_name=" ".join(holder_name.split())[:120],
                number_encrypted=vault.encrypt(number),
                number_digest=number_digest(number),
                last_four=number[-4:],
                status=BankAccountStatus.VERIFIED if verified else BankAccountStatus.PENDING,
                added_at=at,
            )
            audit.record(
                "bank_account.added",
                by=by,
                at=at,
                member_id=member.pk,
                entity="bank_account",
                entity_id=str(account.pk),
                detail={"bank": shown},
                address=address,
                device=device,
            )
            _tell(member, shown, at)
    except IntegrityError as error:
        if "one_live_row_per_member_and_bank_account" in str(error):
            raise AlreadyAdded from error
        raise
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
            audit.record(
                "bank_account.removed",
                by=by,
                at=at,
                member_id=account.member_id,
                entity="bank_account",
                entity_id=str(account.pk),
                detail={
                    "bank": f"{banks.bank_name(account.bank_code)}"
                    f" {masking.DOT * 2}{account.last_four}"
                },
                address=address,
                device=device,
            )


def reveal(account: BankAccount) -> str:
    """The whole account number, for the file that pays into it. Never for a page."""
    return vault.decrypt(account.number_encrypted)


def _tell(member: Member, shown: str, at: datetime) -> None:
    login = User.objects.filter(member=member, role=Role.MEMBER, is_active=True).first()
    if login is None or not login.phone:
        return
    if login.language == "en":
        text = f"New bank account {shown} was added. Not you? Contact us at once."
    else:
        text = (
            f"Akaun bank baharu {shown} ditambah pada rekod anda. Bukan anda? Hubungi kami segera."
        )
    phone = login.phone

    def send() -> None:
        try:
            sms.gateway().send(to=phone, text=text, at=at)
        except sms.SmsNotSent as error:
            logger.error("text message not taken by the gateway: %s", error)

    transaction.on_commit(send)
