"""Reads for the rules and for the pages. Everything of a member is asked for by that member's id.

Nothing here writes, and no money is computed here: balances come from the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import formats, timezone

from members import selectors as people
from members.ledger import days
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import BankAccount, BankAccountStatus, Member
from members.models.prepared import Prepared
from members.rules import banks
from members.rules.text import Text
from withdrawals import identity_reads, request_reads, standing, types
from withdrawals.models import Answer, Application, PayoutAttempt, Transition
from withdrawals.rules import claims, payout_states, reasons, terms
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel, MemberFacts, PastApplication
from withdrawals.rules.findings import Decision, Finding
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import COUNTS_AS_TRANSFER, HELD, OPEN, Status


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """What the dashboard says about the application a member is waiting for; amount in sen."""

    reference: str
    type_code: str
    title: Text
    amount_sen: int | None
    status: Status
    pay_by_on: date | None
    created_at: datetime

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT


class Group(IntEnum):
    """How near a kind is to a member, nearest first."""

    NOW = 0
    FOR_A_PURPOSE = 1
    NOT_YET = 2
    NO_LONGER = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of withdrawal as one member sees it today."""

    kind: WithdrawalType
    decision: Decision
    draft: Application | None

    @property
    def is_only_at_counter(self) -> bool:
        """True when nothing but the channel stands against this member."""
        return self.decision.reason_codes == (reasons.COUNTER_ONLY,)

    @property
    def group(self) -> Group:
        """Where it stands on the page of all kinds."""
        if reasons.FOR_GOOD.intersection(self.decision.reason_codes):
            return Group.NO_LONGER
        if not (self.decision.allowed or self.is_only_at_counter):
            return Group.NOT_YET
        return Group.FOR_A_PURPOSE if self.kind.is_for_a_purpose else Group.NOW


_GROUND = Subquery(
    Answer.objects.filter(application=OuterRef("pk"), question="ground").values("value")[:1]
)


def member_facts(
    member_id: int, *, on: date | None = None, excluding: Application | None = None
) -> MemberFacts:
    """A member as the rules see them on a day, the fund's own when none is given. Nine queries.

    With `excluding`, an application that already holds money: its hold counts as available again
    and it does not count as a transfer, so that it can be decided anew.
    """
    member = (
        Member.objects.only(
            "id",
            "born_on",
            "citizenship",
            "elected_before_1998",
            "is_muslim",
            "died_on",
            "scheme",
        )
        .annotate(
            has_frozen=Exists(people.frozen_members().filter(member_id=OuterRef("pk"))),
            has_reported=Exists(people.reported_members().filter(member_id=OuterRef("pk"))),
        )
        .get(pk=member_id)
    )
    today = on or days.today()
    book = excluding.book if excluding and excluding.book else str(member.scheme)
    available = next(
        (row.available for row in ledger.balances(member_id) if row.book == book), Amounts()
    )
    if excluding is not None and excluding.status in HELD:
        available += excluding.sources
    past = Application.objects.filter(
        member_id=member_id,
        of_plan__isnull=True,
        status__in=[status.value for status in COUNTS_AS_TRANSFER],
    )
    if excluding is not None:
        past = past.exclude(pk=excluding.pk)
    waits = people.Waits() if excluding else people.waits(member_id, timezone.now())
    return MemberFacts(
        member_id=member_id,
        born_on=member.born_on,
        citizenship=str(member.citizenship),
        elected_before_1998=member.elected_before_1998,
        is_muslim=member.is_muslim,
        died_on=member.died_on,
        book=book,
        available=available,
        past=tuple(
            PastApplication(code, on, sen, ground or "")
            for code, on, sen, ground in past.annotate(ground=_GROUND).values_list(
                "type_code", "submitted_on", "amount_sen", "ground"
            )
            if on is not None and sen is not None
        ),
        verified_bank_accounts=frozenset(
            bank_accounts(member_id)
            .filter(status=BankAccountStatus.VERIFIED)
            .values_list("pk", flat=True)
        ),
        cooling_off_until=_moment(waits.until),
        new_bank_accounts=tuple((pk, _moment(at)) for pk, at in waits.accounts.items()),
        safety_limit_sen=waits.limit_sen,
        safety_limit_until=_moment(waits.limit_until),
        is_frozen=member.has_frozen,
        has_reported=member.has_reported,
        running=standing.running(member_id),
        last_dividend_sen=standing.last_dividend_sen(member_id, book, on=today),
        **standing.facts(member_id, on=today),
    )


def _moment(at: datetime | None) -> str:
    """When a wait ends, as people read it; waits are judged when money is asked for."""
    return formats.date_format(timezone.localtime(at), "j F Y, H:i") if at else ""


def bank_accounts(member_id: int) -> QuerySet[BankAccount]:
    """The member's bank accounts that have not been removed, oldest first."""
    return BankAccount.objects.filter(member_id=member_id, removed_at__isnull=True).order_by("id")


def offers(member_id: int, *, on: date) -> tuple[Offer, ...]:
    """Every kind offered on the day, what the rules say, and the draft; nearest first.

    Within a group those that can be applied for online come first, then those with the fewest
    reasons against them; kinds that end a membership come after those that take one account.
    """
    facts = member_facts(member_id, on=on)
    drafts = {
        draft.type_code: draft
        for draft in Application.objects.filter(member_id=member_id, status=Status.DRAFT)
    }
    found = [
        Offer(kind, decide(kind, facts, on=on), drafts.get(kind.code)) for kind in types.offered(on)
    ]
    return tuple(
        sorted(
            found,
            key=lambda offer: (
                offer.group,
                not offer.kind.is_online,
                len(offer.decision.reasons),
                len(offer.kind.source_accounts),
            ),
        )
    )


def draft(member_id: int, type_code: str) -> Application | None:
    """The member's open draft of this type."""
    return (
        Application.objects.filter(member_id=member_id, type_code=type_code, status=Status.DRAFT)
        .select_related("bank_account", "declaration")
        .first()
    )


_OPEN_APPLICATION = Prepared(
    lambda member_id: (
        Application.objects.filter(
            member_id=member_id, status__in=[*(status.value for status in OPEN), Status.DRAFT.value]
        )
        .annotate(
            last=Case(
                When(status=Status.DRAFT, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .order_by("last", "-submitted_at", "-created_at")
        .values_list("reference", "type_code", "amount_sen", "status", "pay_by_on", "created_at")[
            :1
        ]
    )
)


def open_application(member_id: int) -> OpenApplication | None:
    """The application the member waits for, newest first; else the newest draft. One query."""
    for reference, code, amount_sen, status, pay_by_on, created_at in _OPEN_APPLICATION(member_id):
        return OpenApplication(
            reference=reference,
            type_code=code,
            title=types.get(code).title,
            amount_sen=amount_sen,
            status=Status(status),
            pay_by_on=pay_by_on,
            created_at=created_at,
        )
    return None


def applications(member_id: int) -> QuerySet[Application]:
    """What the member has submitted, newest first."""
    return Application.objects.filter(member_id=member_id, submitted_at__isnull=False).order_by(
        "-submitted_at", "-id"
    )


def drafts(member_id: int) -> QuerySet[Application]:
    """What the member has begun and not submitted."""
    return Application.objects.filter(member_id=member_id, status=Status.DRAFT).order_by("id")


def submitted(member_id: int, reference: str) -> Application | None:
    """One submitted application of this member; another member's is as good as none."""
    return (
        applications(member_id)
        .filter(reference=reference)
        .select_related("bank_account", "declaration")
        .first()
    )


def history(application: Application) -> Sequence[Transition]:
    """Everything that happened, oldest first. One query."""
    return list(application.transitions.select_related("by").order_by("id"))


@dataclass(frozen=True, slots=True)
class Payment:
    """One payee of an application, as the member reads it; amount in sen."""

    name: str
    bank_code: str
    last_four: str
    amount_sen: int
    paid_on: date | None
    failed: bool


def payments(application: Application) -> list[Payment]:
    """Who is paid, where it is not the whole to the member: one row a share. At most two queries."""
    shares = list(application.shares.all())
    if not shares:
        return []
    last = {
        row.line_no: row
        for row in PayoutAttempt.objects.filter(application=application)
        .select_related("closing_entry")
        .order_by("attempt_no")
    }
    found = []
    for share in shares:
        sent = last.get(share.line_no)
        settled = sent is not None and sent.state == payout_states.SETTLED
        entry = sent.closing_entry if settled and sent is not None else None
        found.append(
            Payment(
                name=share.guardian or share.name,
                bank_code=sent.creditor_bic if sent else share.bank_code,
                last_four=sent.account_last_four if sent else share.last_four,
                amount_sen=share.amount_sen,
                paid_on=entry.value_on if entry else None,
                failed=sent is not None and sent.state in payout_states.DEAD,
            )
        )
    return found


def review_decision(application: Application) -> Decision:
    """Every automatic check of a submitted application, as things stand now.

    Age and the day's limit are judged on the day of submission; money, life and bank account now.
    """
    on = application.submitted_on or application.created_at.date()
    facts = identity_reads.add(
        member_facts(application.member_id, excluding=application),
        application.kind,
        on=on,
        application=application,
    )
    given = request_reads.answers(application)
    share_sen = claims.government_share_sen(application.kind.payees, given)
    decision = decide(
        application.kind,
        facts,
        on=on,
        channel=Channel(application.channel),
        amount_sen=(application.amount_sen or 0) - share_sen,
        bank_account_id=application.bank_account_id,
        answers=given,
    )
    if application.pay_to != terms.Payee.MEMBER:
        return decision
    account, member = application.bank_account, application.member
    same = account is not None and banks.same_person(account.holder_name, member.name)
    return replace(decision, checks=(*decision.checks, Finding(reasons.BANK_NAME_DIFFERS, same)))
