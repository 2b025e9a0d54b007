"""Who may withdraw: named predicates, and `decide`, which makes every check and stops at none.

Pure: facts and a date come in, findings with reason codes go out.
"""

from __future__ import annotations

from datetime import date, timedelta

from members.ledger import chart
from withdrawals.rules import reasons
from withdrawals.rules.ages import attains_on
from withdrawals.rules.facts import Channel, MemberFacts
from withdrawals.rules.findings import Decision, Finding
from withdrawals.rules.spec import Enquiry, Predicate, WithdrawalType

NON_CITIZEN = "NON_CITIZEN"


def is_living(ask: Enquiry) -> Finding:
    """A dead member's savings go to nominees and heirs (EPF Act 1991 s.54(1)(a))."""
    return Finding(reasons.DECEASED, ask.facts.died_on is None)


def is_under(years: int) -> Predicate:
    """Until the day before the birthday on which the member attains `years`."""

    def is_under_age(ask: Enquiry) -> Finding:
        day = attains_on(ask.facts.born_on, years)
        return Finding(reasons.AGE_REACHED, ask.on < day, {"years": years, "attains_on": day})

    return is_under_age


def is_not_online_for_non_citizens(ask: Enquiry) -> Finding:
    """Non-citizens apply at a counter only (epf-rules 5.2); permanent residents may go online."""
    refused = ask.facts.citizenship == NON_CITIZEN and ask.channel == Channel.ONLINE
    return Finding(reasons.COUNTER_ONLY, not refused)


def has_made_no_transfer_today(ask: Enquiry) -> Finding:
    """One transfer a day of this type; refused and withdrawn ones moved nothing (epf-rules 5.2)."""
    today = any(
        past.type_code == ask.type_code and past.submitted_on == ask.on for past in ask.facts.past
    )
    return Finding(reasons.ONE_TRANSFER_A_DAY, not today, {"next_on": ask.on + timedelta(days=1)})


def decide(
    kind: WithdrawalType,
    facts: MemberFacts,
    *,
    on: date,
    channel: Channel = Channel.ONLINE,
    amount_sen: int | None = None,
    bank_account_id: int | None = None,
) -> Decision:
    """Every check of `kind`; with an amount (sen) and a bank account, those too."""
    ask = Enquiry(kind.code, facts, on, channel)
    maximum_sen = kind.how_much(facts, kind.source_accounts)
    accounts = ", ".join(chart.TITLES[code] for code in kind.source_accounts)
    checks = [
        Finding(reasons.NOT_OFFERED, kind.is_offered(on)),
        *(predicate(ask) for predicate in kind.who),
        Finding(
            reasons.TOO_LITTLE_AVAILABLE,
            maximum_sen >= kind.minimum_sen,
            {
                "available_sen": maximum_sen,
                "minimum_sen": kind.minimum_sen,
                "accounts": accounts,
            },
        ),
    ]
    if amount_sen is not None:
        checks += [
            Finding(
                reasons.AMOUNT_TOO_LOW,
                amount_sen >= kind.minimum_sen,
                {"minimum_sen": kind.minimum_sen},
            ),
            Finding(
                reasons.AMOUNT_TOO_HIGH,
                amount_sen <= maximum_sen,
                {"maximum_sen": maximum_sen, "accounts": accounts},
            ),
        ]
    if bank_account_id is not None:
        checks.append(
            Finding(
                reasons.BANK_ACCOUNT_NOT_VERIFIED,
                bank_account_id in facts.verified_bank_accounts,
            )
        )
    return Decision(tuple(checks), kind.minimum_sen, maximum_sen)
