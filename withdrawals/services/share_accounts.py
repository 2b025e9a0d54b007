"""A share that the bank refused or sent back is paid to another account of the same payee.

One officer says which account and what shows that it is the payee's; another confirms after a wait.
Only then is there a new instruction, and a third person releases its file.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from members.audit import services as audit
from members.gateways import vault
from members.models import User
from members.rules import banks, cooling_off
from withdrawals import standing
from withdrawals.models import Application, PayoutAttempt, RemedyState, ShareAccount
from withdrawals.rules import payout_states as states
from withdrawals.rules.states import Status
from withdrawals.services import payout, transition

PERMISSION = payout.MAY_PAY_AGAIN


class NotAllowed(Exception):
    """The person may not do this, or the money is their own or a relative's."""


class SamePerson(Exception):
    """Who named the account cannot confirm it."""


class TooEarly(Exception):
    """The wait is not over; `.until` says when."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class NotNow(Exception):
    """The share was paid or is being paid, or an account has been named already."""


class SameAccount(Exception):
    """The account is the one that failed."""


def failed(application: Application) -> list[PayoutAttempt]:
    """The shares whose last instruction failed, whose money is with us."""
    if application.status != Status.PAY_FAILED:
        return []
    rows = PayoutAttempt.objects.filter(application=application).select_related("share")
    latest = {row.line_no: row for row in rows.order_by("attempt_no")}
    return [
        row
        for line_no, row in sorted(latest.items())
        if line_no and row.state in (states.REJECTED, states.RETURNED)
    ]


@transaction.atomic
def propose(
    *, attempt_id: int, bank_code: str, number: str, evidence: str, by: User, at: datetime
) -> ShareAccount:
    """Name another account. Raises NotAllowed, NotNow, SameAccount, NotABankAccountNumber."""
    attempt = PayoutAttempt.objects.select_related("application").get(pk=attempt_id)
    _may(by, attempt.application)
    number = banks.account_number(bank_code, number)
    application = transition.lock(attempt.application_id)
    if attempt not in failed(application):
        raise NotNow
    if vault.decrypt(bytes(attempt.account_encrypted)) == number and (
        attempt.creditor_bic == bank_code
    ):
        raise SameAccount
    try:
        with transaction.atomic():
            made = ShareAccount.objects.create(
                attempt=attempt,
                bank_code=bank_code,
                number_encrypted=vault.encrypt(number),
                last_four=number[-4:],
                evidence=" ".join(evidence.split()),
                proposed_by=by,
                proposed_at=at,
                waits_until=cooling_off.ends_at(cooling_off.BANK_ACCOUNT, at),
            )
    except IntegrityError as error:
        raise NotNow from error
    _audit("payout.account_named", application, by=by, at=at)
    return made


@transaction.atomic
def confirm(*, pk: int, by: User, at: datetime, note: str = "") -> PayoutAttempt:
    """Pay the share to the account another officer named. Raises NotAllowed, SamePerson, TooEarly, NotNow."""
    found = _waiting(pk, by)
    if found.proposed_by_id == by.pk:
        raise SamePerson
    if at < found.waits_until:
        raise TooEarly(found.waits_until)
    try:
        attempt = payout.pay_share_again(
            attempt_id=found.attempt_id,
            bank_code=found.bank_code,
            number=vault.decrypt(bytes(found.number_encrypted)),
            by=by,
            at=at,
        )
    except payout.NotPayable:
        raise NotNow from None
    _finish(found, RemedyState.DONE, by, at, note, attempt)
    return attempt


@transaction.atomic
def refuse(*, pk: int, by: User, at: datetime, note: str) -> ShareAccount:
    """Turn the account down; who named it may take it back. Raises NotAllowed, NotNow."""
    found = _waiting(pk, by)
    _finish(found, RemedyState.REFUSED, by, at, note, None)
    _audit("payout.account_refused", found.attempt.application, by=by, at=at)
    return found


def _waiting(pk: int, by: User) -> ShareAccount:
    found = ShareAccount.objects.select_related("attempt__application").get(pk=pk)
    _may(by, found.attempt.application)
    transition.lock(found.attempt.application_id)
    found.refresh_from_db(fields=["state"])
    if found.state != RemedyState.PROPOSED:
        raise NotNow
    return found


def _finish(
    found: ShareAccount,
    state: RemedyState,
    by: User,
    at: datetime,
    note: str,
    attempt: PayoutAttempt | None,
) -> None:
    found.state, found.decided_by, found.decided_at = state, by, at
    found.decided_note, found.paid_by = note, attempt
    found.save(update_fields=["state", "decided_by", "decided_at", "decided_note", "paid_by"])


def _may(by: User, application: Application) -> None:
    if (
        not by.has_perm(PERMISSION)
        or application.member_id == by.member_id
        or application.member_id in standing.relatives(by)
    ):
        raise NotAllowed


def _audit(action: str, application: Application, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
