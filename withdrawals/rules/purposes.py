"""Predicates of particular kinds: houses, study, health, hajj, leaving, options at 55 and 60.

Each looks at one thing. What is not answered yet does not apply, and so refuses nobody before the
application; records of ours (age, past applications, balances) are always looked at.
"""

from __future__ import annotations

from datetime import date

from members.ledger import chart
from withdrawals.rules import limits, parameters
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules import standing_reasons as standing
from withdrawals.rules.ages import age_on, attains_on, months_after, years_before
from withdrawals.rules.asks import Answer
from withdrawals.rules.findings import Finding
from withdrawals.rules.spec import Enquiry, Predicate

HOUSING = frozenset({"HBUY", "HBLD"})
FERTILITY_SINCE = date(2020, 1, 1)
LAST_MONTHLY_AGE = 100
GROUNDS = frozenset({"PENSIONABLE", "OPTIONAL"})


def has_used_at_most_one_house(ask: Enquiry) -> Finding:
    """No third house (epf-rules 5.5)."""
    return Finding(why.TWO_HOUSES, len(_houses(ask)) < 2)


def has_given_up_the_earlier_house(ask: Enquiry) -> Finding:
    """A second house only when the first is sold or disposed of (epf-rules 5.5). Our records say that
    there was a first, whatever is answered; a purchase that was cancelled gave no house.
    """
    if (
        _houses(ask)
        and ask.answers.get("second_house") is False
        and not ask.number("cancelled_sen")
    ):
        return Finding(why.EARLIER_HOUSE, False)
    given_up = ask.answers.get("earlier_house_sold")
    if not _houses(ask) or given_up is None:
        return Finding.not_applicable(why.EARLIER_HOUSE)
    return Finding(why.EARLIER_HOUSE, given_up is True)


def answered(question: str, refused: tuple[Answer, ...], code: str) -> Predicate:
    """None of these answers to the question."""

    def is_answered_well(ask: Enquiry) -> Finding:
        answer = ask.answers.get(question)
        if answer is None:
            return Finding.not_applicable(code)
        return Finding(code, answer not in refused)

    return is_answered_well


def dated_within(question: str, years: int, code: str) -> Predicate:
    """The day answered is at most so many years before the application."""

    def is_recent(ask: Enquiry) -> Finding:
        day, oldest = ask.day(question), years_before(ask.on, years)
        if day is None:
            return Finding(code, True, {"oldest_on": oldest}, applies=False)
        return Finding(code, day >= oldest, {"oldest_on": oldest})

    return is_recent


def studies_abroad_full_time(ask: Enquiry) -> Finding:
    """Abroad only full-time (epf-rules 5.4)."""
    where, mode = ask.answers.get("where"), ask.answers.get("mode")
    if where is None or mode is None:
        return Finding.not_applicable(why.ABROAD_FULL_TIME_ONLY)
    return Finding(why.ABROAD_FULL_TIME_ONLY, where != "ABROAD" or mode == "FULL_TIME")


def fertility_is_for_self_or_spouse(ask: Enquiry) -> Finding:
    """IUI, IVF, ICSI for the member or the lawful spouse only (epf-rules 5.9)."""
    who = ask.answers.get("patient")
    if ask.answers.get("treatment") != "FERTILITY" or who is None:
        return Finding.not_applicable(why.FERTILITY_OWN_OR_SPOUSE)
    return Finding(why.FERTILITY_OWN_OR_SPOUSE, who in ("SELF", "SPOUSE"))


def fertility_is_recent(ask: Enquiry) -> Finding:
    """Fertility treatment from 1 January 2020 (epf-rules 5.9)."""
    day, values = ask.day("treated_on"), {"first_on": FERTILITY_SINCE}
    if ask.answers.get("treatment") != "FERTILITY" or day is None:
        return Finding(why.TREATED_TOO_EARLY, True, values, applies=False)
    return Finding(why.TREATED_TOO_EARLY, day >= FERTILITY_SINCE, values)


def is_below_incapacity_age(ask: Enquiry) -> Finding:
    """Open below the age in force, 60 (epf-rules 5.10, conflict 11)."""
    years = parameters.INCAPACITY_UNDER_AGE.on(ask.on)
    day = attains_on(ask.facts.born_on, years)
    return Finding(standing.AGE_60_REACHED, ask.on < day, {"years": years, "attains_on": day})


def has_not_used_this_ground(ask: Enquiry) -> Finding:
    """54C(1) and 54C(2) once each (epf-rules 5.11); before the ground is named, while one is left."""
    used = {
        past.ground: past.submitted_on for past in ask.facts.past if past.type_code == ask.type_code
    }
    ground = ask.answers.get("ground")
    if ground is None:
        last = max(used.values(), default=ask.on)
        return Finding(standing.ALREADY_USED, not used.keys() >= GROUNDS, {"used_on": last})
    used_on = used.get(str(ground))
    values = {"used_on": used_on or ask.on}
    if used.keys() >= GROUNDS:
        return Finding(standing.ALREADY_USED, False, values)
    return Finding(why.GROUND_USED, used_on is None, values)


def kin_claim_without_letters(ask: Enquiry) -> Finding:
    """Next of kin up to the limit; above it an executor or administrator claims (epf-rules 5.11)."""
    limit = parameters.HEIR_WITHOUT_LETTERS_SEN.on(ask.on)
    values = {"maximum_sen": limit}
    if ask.answers.get("claimant") != "HEIR" or ask.amount_sen is None:
        return Finding(why.LETTERS_NEEDED, True, values, applies=False)
    return Finding(why.LETTERS_NEEDED, ask.amount_sen <= limit, values)


def leaves_soon(ask: Enquiry) -> Finding:
    """Foreign workers: at most two months before permit or service ends (epf-rules 5.11)."""
    ends = ask.day("permit_ends_on")
    if ends is None:
        return Finding(why.LEAVING_TOO_EARLY, True, {"first_on": ask.on}, applies=False)
    first = months_after(ends, -2)
    return Finding(why.LEAVING_TOO_EARLY, ask.on >= first, {"first_on": first})


def monthly_at_least(sen: int) -> Predicate:
    """The monthly payment is at least so many sen."""

    def is_at_least(ask: Enquiry) -> Finding:
        monthly, values = ask.number("monthly_sen"), {"least_sen": sen}
        if monthly is None:
            return Finding(why.MONTHLY_TOO_LOW, True, values, applies=False)
        return Finding(why.MONTHLY_TOO_LOW, monthly >= sen, values)

    return is_at_least


def months_between(least: int, most: int | None = None) -> tuple[Predicate, Predicate]:
    """At least, and at most, so many months; without `most`, until the age of 100."""

    def is_long_enough(ask: Enquiry) -> Finding:
        months, values = ask.number("months"), {"least": least}
        if months is None:
            return Finding(why.TOO_FEW_MONTHS, True, values, applies=False)
        return Finding(why.TOO_FEW_MONTHS, months >= least, values)

    def is_short_enough(ask: Enquiry) -> Finding:
        months = ask.number("months")
        limit = 12 * max(LAST_MONTHLY_AGE - age_on(ask.facts.born_on, ask.on), 0)
        values = {"most": limit if most is None else most}
        if months is None:
            return Finding(why.TOO_MANY_MONTHS, True, values, applies=False)
        return Finding(why.TOO_MANY_MONTHS, months <= values["most"], values)

    return is_long_enough, is_short_enough


def monthly_is_within_instalment(ask: Enquiry) -> Finding:
    """The member's and a joint applicant's payments do not pass the instalment (epf-rules 5.7)."""
    monthly, instalment = ask.number("monthly_sen"), ask.number("instalment_sen")
    if monthly is None or instalment is None:
        return Finding(why.MONTHLY_TOO_HIGH, True, {"most_sen": 0}, applies=False)
    together = monthly + (ask.number("joint_monthly_sen") or 0)
    return Finding(why.MONTHLY_TOO_HIGH, together <= instalment, {"most_sen": instalment})


def is_over_threshold(ask: Enquiry) -> Finding:
    """Total savings above the threshold of the year; what is held does not count (5.9)."""
    working = limits.over_threshold(ask, ())
    total, threshold = working.lines[0].amount_sen, working.lines[1].amount_sen
    return Finding(
        standing.BELOW_THRESHOLD,
        total > threshold,
        {"total_sen": total, "threshold_sen": threshold},
    )


def has_enough_to_invest(minimum_sen: int) -> Predicate:
    """30% of what exceeds Basic Savings reaches the minimum (epf-rules 5.13)."""

    def has_enough(ask: Enquiry) -> Finding:
        entitlement = limits.investable(ask, (chart.PERSARAAN,)).maximum_sen
        basic = parameters.basic_savings_sen(age_on(ask.facts.born_on, ask.on), ask.on)
        return Finding(
            standing.TOO_LITTLE_TO_INVEST,
            entitlement >= minimum_sen,
            {
                "entitlement_sen": entitlement,
                "minimum_sen": minimum_sen,
                "needed_sen": basic - (-minimum_sen * 100 // 30),
            },
        )

    return has_enough


def takes_all(*accounts: str) -> Predicate:
    """The whole balance of these accounts and nothing less."""

    def is_the_whole(ask: Enquiry) -> Finding:
        whole = limits.available(ask, accounts)
        values = {"maximum_sen": whole}
        if ask.amount_sen is None:
            return Finding(standing.WHOLE_AMOUNT_ONLY, True, values, applies=False)
        return Finding(standing.WHOLE_AMOUNT_ONLY, ask.amount_sen >= whole, values)

    return is_the_whole


def may_take_a_part(ask: Enquiry) -> Finding:
    """Non-citizens may take a part from April 2026 (epf-rules 5.12, conflict 21)."""
    local = ask.facts.citizenship != "NON_CITIZEN" or ask.facts.elected_before_1998
    return Finding(standing.PARTIAL_NOT_YET, local or parameters.NON_CITIZEN_PARTIAL.on(ask.on))


def takes_all_or_may_take_a_part(*accounts: str) -> Predicate:
    """A part only for those who may; before an amount is named nobody is refused."""

    def is_allowed(ask: Enquiry) -> Finding:
        part = may_take_a_part(ask)
        if ask.amount_sen is None or ask.amount_sen >= limits.available(ask, accounts):
            return Finding.not_applicable(part.code)
        return part

    return is_allowed


def _houses(ask: Enquiry) -> list[str]:
    return [past.type_code for past in ask.facts.past if past.type_code in HOUSING]
