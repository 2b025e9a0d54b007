"""Who may withdraw: named predicates, and `decide`, which makes every check and stops at none.

Pure: facts and a date come in, findings with reason codes go out.
"""

from __future__ import annotations

from datetime import date, timedelta

from withdrawals.rules import identity_tiers, limits, reasons, restrictions
from withdrawals.rules import restriction_reasons as bars
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.ages import attains_on, months_after
from withdrawals.rules.asks import NO_ANSWERS, Answers
from withdrawals.rules.facts import Channel, MemberFacts
from withdrawals.rules.findings import Decision, Finding, Value
from withdrawals.rules.spec import Enquiry, Option, Predicate, WithdrawalType

NON_CITIZEN = "NON_CITIZEN"


def is_living(ask: Enquiry) -> Finding:
    """A dead member's savings go to nominees and heirs (EPF Act 1991 s.54(1)(a))."""
    return Finding(reasons.DECEASED, ask.facts.died_on is None)


def has_died(ask: Enquiry) -> Finding:
    """Only after the member's death (EPF Act 1991 s.54(1)(a))."""
    return Finding(why.MEMBER_LIVING, ask.facts.died_on is not None)


def is_under(years: int, code: str = reasons.AGE_REACHED) -> Predicate:
    """Until the day before the birthday on which the member attains `years`."""

    def is_under_age(ask: Enquiry) -> Finding:
        day = attains_on(ask.facts.born_on, years)
        return Finding(code, ask.on < day, {"years": years, "attains_on": day})

    return is_under_age


def is_at_least(years: int) -> Predicate:
    """From the birthday on which the member attains `years`."""

    def is_old_enough(ask: Enquiry) -> Finding:
        day = attains_on(ask.facts.born_on, years)
        return Finding(why.AGE_NOT_REACHED, ask.on >= day, {"years": years, "attains_on": day})

    return is_old_enough


def is_local(ask: Enquiry) -> Finding:
    """Citizens, permanent residents, and members since before 1 August 1998 (epf-rules 5.5)."""
    facts = ask.facts
    return Finding(why.LOCALS_ONLY, facts.citizenship != NON_CITIZEN or facts.elected_before_1998)


def is_resident(ask: Enquiry) -> Finding:
    """Citizens and permanent residents only (epf-rules 5.8)."""
    return Finding(why.RESIDENTS_ONLY, ask.facts.citizenship != NON_CITIZEN)


def has_not_used_it(ask: Enquiry) -> Finding:
    """Once only: a part uses up the right; refused and withdrawn ones do not count."""
    used = [past.submitted_on for past in ask.facts.past if past.type_code == ask.type_code]
    if not used:
        return Finding(why.ALREADY_USED, True, {"used_on": ask.on})
    return Finding(why.ALREADY_USED, False, {"used_on": min(used)})


def has_no_running_plan(ask: Enquiry) -> Finding:
    """One payment plan of a kind at a time (epf-rules 5.7, 5.12)."""
    return Finding(bars.INSTRUCTION_RUNS, ask.type_code not in ask.facts.running)


def takes_the_last_dividend(ask: Enquiry) -> Finding:
    """The yearly dividend: at most what was credited in the last twelve months (epf-rules 5.12)."""
    dividend = ask.facts.last_dividend_sen
    values = {"maximum_sen": dividend or 0}
    if dividend is None or ask.amount_sen is None:
        return Finding(bars.ABOVE_DIVIDEND, True, values, applies=False)
    return Finding(bars.ABOVE_DIVIDEND, ask.amount_sen <= dividend, values)


def has_waited(months: int, code: str) -> Predicate:
    """At least so many months since the last application of this type that stood."""

    def has_waited_long_enough(ask: Enquiry) -> Finding:
        past = [one.submitted_on for one in ask.facts.past if one.type_code == ask.type_code]
        if not past:
            return Finding(code, True, {"last_on": ask.on, "next_on": ask.on}, applies=False)
        next_on = months_after(max(past), months)
        return Finding(code, ask.on >= next_on, {"last_on": max(past), "next_on": next_on})

    return has_waited_long_enough


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
    answers: Answers = NO_ANSWERS,
) -> Decision:
    """Every check of `kind`; with an amount (sen), a bank account and answers, those too.

    The answer `option` names one of the ways to take the money; raises KeyError for an unknown one.
    """
    ask = Enquiry(kind.code, facts, on, channel, answers, amount_sen)
    option = kind.option(answers.get("option"))
    held_sen = minimum_sen = option.minimum_sen if option else kind.minimum_sen
    if option and option.least_sen is not None:
        minimum_sen = option.least_sen
    how_much = (option.how_much if option else None) or kind.how_much
    working = how_much(ask, kind.source_accounts)
    maximum_sen = working.maximum_sen
    available_sen = limits.available(ask, kind.source_accounts)
    checks = [
        Finding(reasons.NOT_OFFERED, kind.is_offered(on)),
        *(_is_safe(facts) if kind.is_online and channel == Channel.ONLINE else ()),
        *restrictions.findings(facts, kind.code, on),
        *(predicate(ask) for predicate in kind.who),
        *(predicate(ask) for predicate in (option.who if option else ())),
        kind.enough(ask)
        if kind.enough
        else _is_enough(ask, kind, held_sen, minimum_sen, maximum_sen),
    ]
    if amount_sen is not None:
        checks += [
            Finding(
                reasons.AMOUNT_TOO_LOW,
                amount_sen >= minimum_sen,
                {"minimum_sen": minimum_sen},
            ),
            Finding(
                reasons.AMOUNT_TOO_HIGH if maximum_sen >= available_sen else why.ABOVE_ENTITLEMENT,
                amount_sen <= maximum_sen,
                {"maximum_sen": maximum_sen, "accounts": kind.account_titles},
            ),
        ]
    if amount_sen is not None and facts.safety_limit_sen is not None:
        checks.append(
            Finding(
                reasons.SAFETY_LIMIT,
                amount_sen <= facts.safety_limit_sen,
                {"maximum_sen": facts.safety_limit_sen, "until": facts.safety_limit_until},
            )
        )
    if bank_account_id is not None:
        opens = dict(facts.new_bank_accounts).get(bank_account_id, "")
        checks.append(Finding(reasons.BANK_ACCOUNT_NEW, not opens, {"until": opens}))
        checks.append(
            Finding(
                reasons.BANK_ACCOUNT_NOT_VERIFIED,
                bank_account_id in facts.verified_bank_accounts,
            )
        )
    if kind.identity_tiers and amount_sen is not None and bank_account_id is not None:
        checks.append(identity_tiers.finding(amount_sen, bank_account_id, facts.identity, on))
    return Decision(tuple(checks), minimum_sen, maximum_sen, available_sen, working)


def _is_safe(facts: MemberFacts) -> tuple[Finding, ...]:
    """Nobody asks for money where the owner locked the account, or right after a reset (security 2.4)."""
    return (
        Finding(reasons.ACCOUNT_FROZEN, not facts.is_frozen),
        Finding(reasons.NOT_ME, not facts.has_reported),
        Finding(
            reasons.COOLING_OFF, not facts.cooling_off_until, {"until": facts.cooling_off_until}
        ),
    )


def _is_enough(
    ask: Enquiry, kind: WithdrawalType, held_sen: int, minimum_sen: int, maximum_sen: int
) -> Finding:
    """Enough in the accounts, and by the formula, for the smallest amount of this kind."""
    held = limits.available(ask, kind.source_accounts)
    values: dict[str, Value] = {
        "available_sen": held,
        "entitlement_sen": maximum_sen,
        "minimum_sen": held_sen if held < held_sen else minimum_sen,
        "accounts": kind.account_titles,
    }
    if not limits.exists(ask, kind.source_accounts):
        return Finding(why.NOTHING_AVAILABLE, True, values, applies=False)
    code = why.ENTITLEMENT_TOO_LOW
    enough = held >= held_sen and maximum_sen >= minimum_sen
    if held < held_sen:
        code = why.NOTHING_AVAILABLE if held_sen == 1 else reasons.TOO_LITTLE_AVAILABLE
    elif enough:
        code = reasons.TOO_LITTLE_AVAILABLE
    return Finding(code, enough, values)


def ways(
    kind: WithdrawalType, facts: MemberFacts, *, on: date, channel: Channel = Channel.ONLINE
) -> tuple[tuple[Option, Decision], ...]:
    """Every way to take the money of this kind, with what the rules say of it."""
    return tuple(
        (option, decide(kind, facts, on=on, channel=channel, answers={"option": option.code}))
        for option in kind.options
    )
