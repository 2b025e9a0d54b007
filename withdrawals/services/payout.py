"""The life of one instruction to pay. Money moves in the books with the fact, never before it.

2200 to 2210 when an officer releases it, 2210 to 1110 when the statement shows the debit, 2210 back to
2200 when the bank refuses it, 1110 to 2220 when it comes back. Every step holds the application first,
then the instruction, and is harmless when it was taken before.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from members.audit import services as audit
from members.gateways import vault
from members.ledger import chart, days, journal
from members.ledger.drafts import FundLine, JournalDraft, MemberLine
from members.models import BankAccount, BankAccountStatus, User
from members.rules import banks, transfers
from members.services import bank_accounts
from withdrawals.models import Application, BankEntry, BankMessage, PayoutAttempt, Share
from withdrawals.rules import instructions, staff_reasons
from withdrawals.rules import payout_states as states
from withdrawals.rules.findings import Finding
from withdrawals.rules.states import Event, Status
from withdrawals.services import promise, transition

KIND = "PAYOUT"
MAY_PAY_AGAIN = "withdrawals.review_application"


class NotPayable(Exception):
    """The application is not approved, or an instruction for it is still alive or was paid."""


class NotAllowed(Exception):
    """The person may not ask for a payment again, or would be paid by it."""


class NotAwaited(Exception):
    """The bank speaks of an instruction that does not wait for such a word; `.state` says where it is."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def actor(by: User | None) -> str:
    """How the books name who did it."""
    return f"user:{by.pk}" if by is not None else "system"


def queue(*, application: Application, by: User | None, at: datetime) -> PayoutAttempt:
    """The live instruction of an approved application, made now when there is none.

    With shares, one for each; the first is answered. Runs in the transaction that approves. Payee and
    account are copied, so that a later change of the member's bank account touches nothing. Raises
    NotPayable.
    """
    shares = Share.objects.filter(application=application).order_by("line_no")
    found = [_queue(application, share, at=at) for share in shares]
    return found[0] if found else _queue(application, None, at=at)


def _queue(
    application: Application,
    share: Share | None,
    *,
    at: datetime,
    account: tuple[str, str] | None = None,
) -> PayoutAttempt:
    """The live instruction of a share, or of the whole; `account` is (bank, number) instead of its own."""
    line_no = share.line_no if share else 0
    last = (
        PayoutAttempt.objects.filter(application=application, line_no=line_no)
        .order_by("-attempt_no")
        .first()
    )
    if last is not None and last.state not in states.DEAD:
        return last
    if application.amount_sen is None or (last is None and application.status != Status.APPROVED):
        raise NotPayable(application.reference)
    attempt_no = last.attempt_no + 1 if last is not None else 1
    amount_sen = share.amount_sen if share else application.amount_sen
    return PayoutAttempt.objects.create(
        application=application,
        share=share,
        line_no=line_no,
        attempt_no=attempt_no,
        end_to_end_id=instructions.end_to_end_id(application.reference, attempt_no, line_no),
        book=application.book,
        rail=transfers.rail(amount_sen),
        amount_sen=amount_sen,
        queued_on=days.today(),
        queued_at=at,
        **_creditor(application, share, account),
    )


def _creditor(
    application: Application, share: Share | None, account: tuple[str, str] | None
) -> dict[str, str | bytes]:
    """Whom an instruction pays, and where."""
    if share is None:
        own = application.bank_account
        assert own is not None
        return {
            "creditor_name": transfers.plain(own.holder_name, 140),
            "creditor_bic": own.bank_code,
            "account_encrypted": bytes(own.number_encrypted),
            "account_digest": bytes(own.number_digest),
            "account_last_four": own.last_four,
        }
    name = {"creditor_name": transfers.plain(share.guardian or share.name, 140)}
    if account is None:
        return {
            **name,
            "creditor_bic": share.bank_code,
            "account_encrypted": bytes(share.number_encrypted),
            "account_digest": bytes(share.number_digest),
            "account_last_four": share.last_four,
        }
    bank_code, number = account
    return {
        **name,
        "creditor_bic": bank_code,
        "account_encrypted": vault.encrypt(number),
        "account_digest": bank_accounts.number_digest(number),
        "account_last_four": number[-4:],
    }


@transaction.atomic
def pay_again(
    *, application_id: int, bank_account: BankAccount, by: User, at: datetime
) -> PayoutAttempt:
    """After a refusal or a return: pay the same money to a verified account of the same member.

    For an officer who reviews; whoever asks cannot release the new file. Money that came back moves
    from 2220 to 2200 first. Raises NotAllowed, NotPayable.
    """
    application = transition.lock(application_id)
    if not by.has_perm(MAY_PAY_AGAIN) or application.member_id == by.member_id:
        raise NotAllowed
    last = (
        PayoutAttempt.objects.select_for_update()
        .filter(application=application)
        .order_by("-attempt_no")
        .first()
    )
    if (
        application.status != Status.PAY_FAILED
        or last is None
        or last.line_no
        or last.state not in (states.REJECTED, states.RETURNED)
        or bank_account.member_id != application.member_id
        or bank_account.status != BankAccountStatus.VERIFIED
        or bank_account.removed_at is not None
    ):
        raise NotPayable(application.reference)
    if last.state == states.RETURNED:
        _post(
            "payout.again",
            str(last.pk),
            last,
            chart.PAYOUT_RETURNED,
            chart.WITHDRAWAL_PAYABLE,
            days.today(),
            by,
        )
    application.bank_account = bank_account
    application.bank_code = bank_account.bank_code
    application.last_four = bank_account.last_four
    application.paid_on = None
    application.bank_reference = ""
    moved = _promise_again(application)
    transition.move(application, Event.PAY_AGAIN, by=by, at=at, reasons=moved)
    attempt = queue(application=application, by=by, at=at)
    _audit("payout.again", application, by=by, at=at)
    return attempt


@transaction.atomic
def pay_share_again(
    *, attempt_id: int, bank_code: str, number: str, by: User, at: datetime
) -> PayoutAttempt:
    """After a refusal or a return of one share: pay it to another account of the same payee.

    Four eyes as for `pay_again`: whoever asks cannot release the file. Raises NotAllowed, NotPayable,
    NotABankAccountNumber.
    """
    application, last = _lock(attempt_id)
    if not by.has_perm(MAY_PAY_AGAIN) or application.member_id == by.member_id:
        raise NotAllowed
    number = banks.account_number(bank_code, number)
    if (
        application.status != Status.PAY_FAILED
        or last.share is None
        or last.state not in (states.REJECTED, states.RETURNED)
        or _latest(application)[last.line_no].pk != last.pk
    ):
        raise NotPayable(application.reference)
    if last.state == states.RETURNED:
        _post(
            "payout.again",
            str(last.pk),
            last,
            chart.PAYOUT_RETURNED,
            chart.WITHDRAWAL_PAYABLE,
            days.today(),
            by,
        )
    application.paid_on = None
    application.bank_reference = ""
    attempt = _queue(application, last.share, at=at, account=(bank_code, number))
    others = {one.state for one in _latest(application).values()}
    event = Event.PAY_AGAIN if others <= {states.QUEUED} else Event.PAY_REST
    moved = _promise_again(application)
    transition.move(application, event, by=by, at=at, reasons=moved)
    if event == Event.PAY_REST and others & states.DEAD:
        transition.move(application, Event.FAIL_PAYMENT, by=None, at=at)
    _audit("payout.again", application, by=by, at=at)
    return attempt


def may_credit_back(application: Application) -> bool:
    """True when every instruction of a failed payment was refused or came back."""
    return application.state == Status.PAY_FAILED and all(
        one.state in (states.REJECTED, states.RETURNED) for one in _latest(application).values()
    )


@transaction.atomic
def credit_back(*, application_id: int, reason_code: str, by: User, at: datetime) -> int:
    """Put the money of a failed payment back into the accounts it came from. Answers the journal.

    For services.remedies, which has asked two people. Raises NotPayable.
    """
    application = transition.lock(application_id)
    if not may_credit_back(application):
        raise NotPayable(application.reference)
    on = days.today()
    for last in _latest(application).values():
        if last.state == states.RETURNED:
            _post(
                "payout.unpaid",
                str(last.pk),
                last,
                chart.PAYOUT_RETURNED,
                chart.WITHDRAWAL_PAYABLE,
                on,
                by,
            )
    posted = journal.post(
        JournalDraft(
            scope="wd.credit_back",
            key=str(application.pk),
            kind="ADJUSTMENT",
            book=application.book,
            effective_on=on,
            narration="withdrawal.credited_back",
            reference=application.reference,
            by=actor(by),
            control=chart.WITHDRAWAL_PAYABLE,
            members=(MemberLine(application.member_id, application.sources),),
        )
    )
    application.paid_on = None
    application.bank_reference = ""
    why = promise.stored(Finding(reason_code, False))
    transition.move(application, Event.CREDIT_BACK, by=by, at=at, reasons=[why])
    _audit("payout.credited_back", application, by=by, at=at)
    return posted.journal_id


def why_failed(application: Application) -> str:
    """The bank's own reason code for a payment that failed; empty when it gave none."""
    failed = PayoutAttempt.objects.filter(
        application=application, state__in=(states.REJECTED, states.RETURNED)
    )
    return failed.order_by("-attempt_no").values_list("reason_code", flat=True).first() or ""


def _promise_again(application: Application) -> list[dict[str, object]]:
    """A new promise with its reason, where the first one has passed."""
    found = promise.restate(application, on=days.today(), because=staff_reasons.PAID_AGAIN)
    return [promise.stored(finding) for finding in found]


def _latest(application: Application) -> dict[int, PayoutAttempt]:
    """The last instruction of each line."""
    rows = PayoutAttempt.objects.filter(application=application).order_by("attempt_no")
    return {row.line_no: row for row in rows}


def _fail(application: Application, *, at: datetime, note: str) -> None:
    """The bank refused or returned an instruction: said once, however many shares it happens to."""
    if application.state != Status.PAY_FAILED:
        transition.move(application, Event.FAIL_PAYMENT, by=None, at=at, note=note)


def accounts_to_pay_again(attempt: PayoutAttempt) -> list[BankAccount]:
    """The member's verified accounts, when this instruction is the last and its money is with us."""
    application = attempt.application
    later = PayoutAttempt.objects.filter(
        application=application, attempt_no__gt=attempt.attempt_no
    ).exists()
    if (
        later
        or attempt.line_no
        or application.status != Status.PAY_FAILED
        or attempt.state not in (states.REJECTED, states.RETURNED)
    ):
        return []
    return list(
        BankAccount.objects.filter(
            member_id=application.member_id,
            status=BankAccountStatus.VERIFIED,
            removed_at__isnull=True,
        ).order_by("-added_at")
    )


def send(*, attempt: PayoutAttempt, by: User, at: datetime) -> None:
    """Move a released instruction's money into transit; its application is being paid.

    For the release of a batch alone, inside its transaction.
    """
    application = transition.lock(attempt.application_id)
    _post(
        "payout.send",
        str(attempt.pk),
        attempt,
        chart.WITHDRAWAL_PAYABLE,
        chart.PAYOUT_IN_TRANSIT,
        days.today(),
        by,
    )
    if application.status == Status.APPROVED:
        transition.move(application, Event.SEND_PAYMENT, by=by, at=at)


@transaction.atomic
def acknowledge(*, attempt_id: int, at: datetime) -> None:
    """The bank holds the instruction. It says nothing about money, and nothing after the fact."""
    _application, attempt = _lock(attempt_id)
    if attempt.state in (states.SENT, states.UNKNOWN):
        attempt.state = states.ACKED
        attempt.save(update_fields=["state"])


@transaction.atomic
def lose_sight(*, attempt_id: int, reason: str, at: datetime) -> None:
    """Nobody can say whether the bank will pay. It stays alive: there is never a second instruction."""
    _application, attempt = _lock(attempt_id)
    if attempt.state in (states.SENT, states.ACKED):
        attempt.state = states.UNKNOWN
        attempt.reason_code = reason
        attempt.save(update_fields=["state", "reason_code"])


@transaction.atomic
def reject(*, attempt_id: int, message: BankMessage, reason: str, at: datetime) -> None:
    """The bank refused before any debit: the money is payable again. Raises NotAwaited."""
    application, attempt = _lock(attempt_id)
    if attempt.state == states.REJECTED:
        return
    if attempt.state not in states.AWAITING_BANK:
        raise NotAwaited(attempt.state)
    on = days.today()
    _post(
        "payout.reject",
        str(attempt.pk),
        attempt,
        chart.PAYOUT_IN_TRANSIT,
        chart.WITHDRAWAL_PAYABLE,
        on,
        None,
    )
    _close(attempt, states.REJECTED, message, None, reason, at)
    _fail(application, at=at, note=f"{attempt.end_to_end_id} {reason}")
    _audit("payout.failed", application, by=None, at=at, reason=reason)


@transaction.atomic
def settle(*, attempt_id: int, entry: BankEntry, at: datetime) -> int:
    """The statement shows the debit: it is paid, and with the last share the application. Answers the
    journal. Raises NotAwaited.

    The entry must be of the exact amount; the caller has compared it.
    """
    application, attempt = _lock(attempt_id)
    if attempt.state not in states.AWAITING_BANK:
        raise NotAwaited(attempt.state)
    posted = _post(
        "payout.settle",
        str(entry.pk),
        attempt,
        chart.PAYOUT_IN_TRANSIT,
        chart.BANK_PAYOUT,
        entry.value_on,
        None,
    )
    _close(attempt, states.SETTLED, entry.statement.message, entry, "", at)
    if all(one.state == states.SETTLED for one in _latest(application).values()):
        application.paid_on = entry.value_on
        application.bank_reference = entry.servicer_ref or attempt.end_to_end_id
        transition.move(application, Event.PAY, by=None, at=at)
        _audit("payout.paid", application, by=None, at=at)
    return posted


@transaction.atomic
def take_back(*, attempt_id: int, entry: BankEntry, at: datetime) -> int:
    """The payee's bank sent the money back after the debit. Answers the journal. Raises NotAwaited."""
    application, attempt = _lock(attempt_id)
    if attempt.state != states.SETTLED:
        raise NotAwaited(attempt.state)
    posted = _post(
        "payout.return",
        str(entry.pk),
        attempt,
        chart.BANK_PAYOUT,
        chart.PAYOUT_RETURNED,
        entry.value_on,
        None,
    )
    _close(attempt, states.RETURNED, entry.statement.message, entry, entry.return_reason, at)
    _fail(application, at=at, note=f"{attempt.end_to_end_id} {entry.return_reason}")
    _audit("payout.failed", application, by=None, at=at, reason=entry.return_reason)
    return posted


def _lock(attempt_id: int) -> tuple[Application, PayoutAttempt]:
    application_id = PayoutAttempt.objects.values_list("application_id", flat=True).get(
        pk=attempt_id
    )
    application = transition.lock(application_id)
    return application, PayoutAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)


def _close(
    attempt: PayoutAttempt,
    state: str,
    message: BankMessage,
    entry: BankEntry | None,
    reason: str,
    at: datetime,
) -> None:
    attempt.state = state
    attempt.closing_message = message
    attempt.closing_entry = entry
    attempt.reason_code = reason
    attempt.closed_at = at
    attempt.save(
        update_fields=["state", "closing_message", "closing_entry", "reason_code", "closed_at"]
    )


def _post(
    scope: str,
    key: str,
    attempt: PayoutAttempt,
    debit: str,
    credit: str,
    on: date,
    by: User | None,
) -> int:
    posted = journal.post(
        JournalDraft(
            scope=scope,
            key=key,
            kind=KIND,
            book=attempt.book,
            effective_on=on,
            narration=scope,
            reference=attempt.end_to_end_id,
            by=actor(by),
            fund=(
                FundLine(debit, chart.DEBIT, attempt.amount_sen),
                FundLine(credit, chart.CREDIT, attempt.amount_sen),
            ),
        )
    )
    return posted.journal_id


def _audit(
    action: str, application: Application, *, by: User | None, at: datetime, **detail: str
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference, **detail},
    )
