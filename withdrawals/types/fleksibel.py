"""Akaun Fleksibel: the member's own money, for any purpose, until the age of 55.

Source: EPF Act 1991 s.54(6)(ja), P.U.(A) 119/2024; epf-rules 5.1 row 0 and 5.2 (minimum RM50, one
transfer a day, non-citizens at a counter only, identity steps by amount, 7 working days).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, eligibility, limits, papers, terms
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="FLX",
    title=Text("Pengeluaran Akaun Fleksibel", "Akaun Fleksibel withdrawal"),
    short_title=Text("Akaun Fleksibel", "Akaun Fleksibel"),
    summary=Text(
        "Keluarkan wang untuk apa-apa keperluan, bila-bila masa sebelum umur 55 tahun.",
        "Take money out for any need, at any time before the age of 55.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.FLEKSIBEL,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        eligibility.is_not_online_for_non_citizens,
        eligibility.has_made_no_transfer_today,
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Ahli bukan warganegara memohon di kaunter.",
            "Members who are not citizens apply at a counter.",
        ),
    ),
    how_much=limits.whole_available,
    minimum_sen=5_000,
    how_often=terms.ONCE_A_DAY,
    identity_tiers=True,
    declaration=declarations.of("FLX", zakat=True),
    narration="withdrawal.fleksibel",
    pays_within=7,
)
