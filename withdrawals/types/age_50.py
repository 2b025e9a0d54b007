"""Age 50: part or all of Akaun Sejahtera, once, from 50 until the day before 55.

Source: EPF Act 1991 s.54(6)(a); epf-rules 5.1 row 1 and 5.3 (a part uses up the right; no minimum
found). 7 working days as for every kind of the portal (5.14; the older charter says 5).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, eligibility, limits, papers, terms
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="AGE50",
    title=Text("Pengeluaran Umur 50 Tahun", "Age 50 withdrawal"),
    short_title=Text("Umur 50", "Age 50"),
    summary=Text(
        "Keluarkan sebahagian atau semua Akaun Sejahtera, sekali sahaja, "
        "antara umur 50 dengan 55 tahun.",
        "Take part or all of Akaun Sejahtera, once only, between the ages of 50 and 55.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_at_least(50),
        eligibility.is_under(55),
        eligibility.has_not_used_it,
    ),
    who_words=(
        Text(
            "Ahli dari umur 50 tahun hingga sehari sebelum umur 55 tahun.",
            "Members from the age of 50 until the day before 55.",
        ),
        Text(
            "Sekali sahaja: pengeluaran sebahagian juga menghabiskan hak ini.",
            "Once only: taking a part uses up the right too.",
        ),
    ),
    how_much=limits.whole_available,
    how_often=terms.ONCE,
    declaration=declarations.of(
        "AGE50",
        purpose=Text(
            "saya faham pengeluaran ini sekali sahaja; ",
            "that I understand this withdrawal is once only; ",
        ),
        zakat=True,
    ),
    narration="withdrawal.age_50",
    pays_within=7,
)
