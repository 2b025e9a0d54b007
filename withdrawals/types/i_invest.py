"""i-Invest: 30% of what Akaun Persaraan holds above Basic Savings, moved to a fund manager.

Source: EPF Act 1991 s.29A; epf-rules 5.1 row 18 and 5.13 (at least RM1,000, every three months;
citizens and members before August 1998; proceeds return to Persaraan). 21 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, purposes, terms
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.papers import IDENTITY_CARD
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

MINIMUM_SEN = 100_000

TYPE = WithdrawalType(
    code="MIS",
    title=Text("i-Invest: pelaburan ahli", "i-Invest: members' investment"),
    short_title=Text("i-Invest", "i-Invest"),
    summary=Text(
        "Laburkan sebahagian Akaun Persaraan melalui institusi pengurusan dana.",
        "Invest part of Akaun Persaraan through a fund management institution.",
    ),
    needs=(
        Text("akaun dengan institusi pengurusan dana", "an account with a fund manager"),
    ),
    source_accounts=(chart.PERSARAAN,),
    who=(
        eligibility.is_living,
        eligibility.is_at_least(18),
        eligibility.is_under(55),
        eligibility.is_local,
        eligibility.has_waited(3, why.EVERY_THREE_MONTHS),
    ),
    who_words=(
        Text("Ahli dari umur 18 hingga 54 tahun.", "Members from 18 to 54."),
        Text(
            "Warganegara, pemastautin tetap, atau ahli sebelum 1 Ogos 1998.",
            "Citizens, permanent residents, or members before 1 August 1998.",
        ),
    ),
    conditions=(
        Text(
            "Dana dan institusi yang diluluskan; hasil jualan kembali ke Akaun Persaraan.",
            "An approved fund and manager; what is sold returns to Akaun Persaraan.",
        ),
    ),
    how_much=limits.investable,
    enough=purposes.has_enough_to_invest(MINIMUM_SEN),
    minimum_sen=MINIMUM_SEN,
    asks=(
        asks.text("fund", "Dana", "Fund"),
    ),
    documents=(IDENTITY_CARD,),
    payees=(Payee.FUND_MANAGER,),
    how_often=terms.EVERY_THREE_MONTHS,
    declaration=declarations.of("MIS", own_bank=False),
    narration="withdrawal.i_invest",
    pays_within=21,
)  # fmt: skip
