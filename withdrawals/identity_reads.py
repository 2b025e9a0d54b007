"""What the identity tiers look at: the account paid last, and the steps that stand. Reads only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from members.models import BankAccount
from withdrawals import parameters
from withdrawals.models import Application, GoodFor, IdentityStep, IdentityUse, Intake
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.identity_tiers import IdentityFacts, Shown
from withdrawals.rules.identity_ways import Way
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.states import Status
from withdrawals.rules.terms import Payee


def add(
    facts: MemberFacts, kind: WithdrawalType, *, on: date, application: Application | None = None
) -> MemberFacts:
    """The facts with what the tiers of this kind look at; unchanged where it has none.

    With an application that is submitted, the step it stands on counts, whatever became of it since.
    Four queries.
    """
    if not kind.identity_tiers:
        return facts
    return replace(facts, identity=of(facts.member_id, kind, on=on, application=application))


def of(
    member_id: int, kind: WithdrawalType, *, on: date, application: Application | None = None
) -> IdentityFacts:
    """What the tiers of a kind look at on a day."""
    paid = (
        Application.objects.filter(
            member_id=member_id,
            type_code=kind.code,
            status=Status.PAID,
            pay_to=Payee.MEMBER,
            of_plan__isnull=True,
        )
        .order_by("-paid_on", "-submitted_at")
        .values_list("bank_code", "bank_account__number_digest")
    )
    if application is not None:
        paid = paid.exclude(pk=application.pk)
    last = paid.first()
    accounts: frozenset[int] = frozenset()
    if last is not None:
        bank_code, digest = last
        accounts = frozenset(
            BankAccount.objects.filter(
                member_id=member_id, bank_code=bank_code, number_digest=digest
            ).values_list("pk", flat=True)
        )
    return IdentityFacts(
        tiers=parameters.tiers(on),
        was_paid=last is not None,
        last_accounts=accounts,
        shown=_shown(member_id, on=on, application=application),
    )


def _shown(member_id: int, *, on: date, application: Application | None) -> tuple[Shown, ...]:
    """Steps that stand on the day; of an application that is submitted, the one it stands on."""
    if application is not None and application.submitted_at is not None:
        return tuple(
            Shown(Way(way), max(on, until_on or on), step_id=pk)
            for pk, way, until_on in IdentityStep.objects.filter(
                pk__in=_step_of(application)
            ).values_list("pk", "way", "good_until_on")
        )
    rows = IdentityStep.objects.filter(
        member_id=member_id, good_for=GoodFor.ONLINE, good_until_on__gte=on
    ).prefetch_related("uses")
    return tuple(
        Shown(
            Way(row.way),
            row.good_until_on or on,
            is_used=any(use.spends_it for use in row.uses.all()),
            step_id=row.pk,
        )
        for row in rows
    )


def _step_of(application: Application) -> list[int]:
    """The step named when the application was submitted, online or at a counter."""
    at_counter = Intake.objects.filter(application=application)
    online = IdentityUse.objects.filter(application=application)
    return [
        *at_counter.values_list("identity_step_id", flat=True),
        *online.values_list("identity_step_id", flat=True),
    ]
