"""Amounts, shares and identity tiers that officers set: dated, with a source, by two people.

Above one amount a second officer must agree. Below another, for kinds that need no paper and no
eye, a rule approves what passes every check, and a share of those is looked at afterwards. Until two
officers say otherwise no rule approves anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from members import parameters as dated
from members.models import ChangeState, DatedParameter
from members.rules.parameters import Declared, Part, declare
from members.rules.text import Text
from withdrawals import types
from withdrawals.rules.facts import Channel
from withdrawals.rules.identity_tiers import Tiers
from withdrawals.rules.parameters import ACCOUNTS_SINCE
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

SECOND_OFFICER_ABOVE_SEN = 20_000_000
RULE_AT_MOST_SEN = 1_000_000
"""However officers set it, no rule approves more than this."""
LEAST_SECOND_LOOK_BPS = 100
"""However officers set it, one approval by rule in a hundred is looked at afterwards."""

SECOND_OFFICER = declare(
    Declared(
        code="withdrawal-second-officer",
        title=Text(
            "Kelulusan pengeluaran oleh pegawai kedua", "Withdrawals that a second officer approves"
        ),
        parts=(Part("above_sen", Text("Melebihi amaun", "Above the amount"), "sen", 1, 10**10),),
        history=((ACCOUNTS_SINCE, {"above_sen": SECOND_OFFICER_ABOVE_SEN}, "Operational choice"),),
    )
)


def _in_order(numbers: Mapping[str, int]) -> Text | None:
    """The three amounts rise."""
    if numbers["free_sen"] <= numbers["new_sen"] <= numbers["known_sen"]:
        return None
    return Text(
        "Setiap amaun mesti sama dengan atau melebihi amaun sebelumnya",
        "Each amount must be equal to or above the one before",
    )


_DEFAULT = Tiers()
IDENTITY_TIERS = declare(
    Declared(
        code="fleksibel-identity",
        title=Text("Langkah identiti bagi Akaun Fleksibel", "Identity steps for Akaun Fleksibel"),
        parts=(
            Part(
                "free_sen",
                Text("Tanpa langkah, sehingga", "Without a step, up to"),
                "sen",
                0,
                10**9,
            ),
            Part(
                "new_sen",
                Text(
                    "Kali pertama atau akaun bank lain: tanpa cap ibu jari, sehingga",
                    "First time or another bank account: without a thumbprint, up to",
                ),
                "sen",
                0,
                10**9,
            ),
            Part(
                "known_sen",
                Text(
                    "Akaun bank yang dibayar kali terakhir: tanpa cap ibu jari, sehingga",
                    "Bank account paid last: without a thumbprint, up to",
                ),
                "sen",
                0,
                10**9,
            ),
            Part(
                "face_days",
                Text("Pengesahan wajah sah selama", "A face check stands for"),
                "days",
                1,
                730,
            ),
            Part(
                "thumbprint_days",
                Text("Cap ibu jari sah selama", "A thumbprint stands for"),
                "days",
                1,
                90,
            ),
        ),
        history=(
            (
                ACCOUNTS_SINCE,
                asdict(_DEFAULT),
                "KWSP: Akaun Fleksibel; operational choice for the days",
            ),
        ),
        check=_in_order,
    )
)


def tiers(day: date) -> Tiers:
    """The identity tiers in force. One query."""
    return Tiers(**dated.on(IDENTITY_TIERS.code, day))


def may_have_a_rule(kind: WithdrawalType) -> bool:
    """True when nothing about the kind needs a person: no paper, no proof, paid to the member."""
    return (
        kind.channel == Channel.ONLINE
        and not kind.documents
        and not kind.conditions
        and kind.payees == (Payee.MEMBER,)
    )


def rule_code(kind: WithdrawalType) -> str:
    """The parameter that holds a kind's rule."""
    return f"approval-rule-{kind.slug}"


for _kind in types.every():
    if may_have_a_rule(_kind):
        declare(
            Declared(
                code=rule_code(_kind),
                title=Text(
                    f"Kelulusan melalui peraturan: {_kind.short_title.ms}",
                    f"Approval by rule: {_kind.short_title.en}",
                ),
                parts=(
                    Part(
                        "upto_sen",
                        Text("Sehingga amaun (kosong bermaksud tiada)", "Up to (nil means none)"),
                        "sen",
                        0,
                        RULE_AT_MOST_SEN,
                    ),
                    Part(
                        "second_look_bps",
                        Text("Bahagian yang disemak kemudian", "Share looked at afterwards"),
                        "bps",
                        LEAST_SECOND_LOOK_BPS,
                        10_000,
                    ),
                ),
                history=(
                    (
                        ACCOUNTS_SINCE,
                        {"upto_sen": 0, "second_look_bps": 10_000},
                        "Operational choice",
                    ),
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that two officers put in force: its row, the most it approves (sen), the share seen later."""

    id: int
    upto_sen: int
    second_look_bps: int


def second_above_sen(day: date) -> int:
    """Above this a second officer must agree. One query."""
    return dated.on(SECOND_OFFICER.code, day)["above_sen"]


def rule_on(kind: WithdrawalType, day: date) -> Rule | None:
    """The rule in force for a kind; None when there is none, or it approves nothing. One query."""
    row = (
        DatedParameter.objects.filter(
            code=rule_code(kind), state=ChangeState.CONFIRMED, effective_on__lte=day
        )
        .order_by("-effective_on")
        .values_list("pk", "numbers")
        .first()
    )
    if row is None or not may_have_a_rule(kind):
        return None
    pk, numbers = row
    if not numbers["upto_sen"]:
        return None
    return Rule(pk, numbers["upto_sen"], numbers["second_look_bps"])
