"""Savings above the threshold of the year: what exceeds it, from Sejahtera first, then Persaraan.

Source: EPF Act 1991 s.54(6)(i); epf-rules 5.1 row 11, 5.9 and 11 (1.0 million to 2025, then 1.1,
1.2 and 1.3 million; what stays is not below the threshold; no minimum and no interval).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, eligibility, limits, papers, purposes
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="OVER1M",
    title=Text("Pengeluaran Simpanan Melebihi Ambang", "Savings above the threshold withdrawal"),
    short_title=Text("Simpanan melebihi ambang", "Savings above the threshold"),
    summary=Text(
        "Keluarkan simpanan yang melebihi ambang tahun semasa.",
        "Take what exceeds the threshold of the year.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA, chart.PERSARAAN),
    who=(eligibility.is_living, eligibility.is_under(55)),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Jumlah simpanan melebihi ambang tahun ini, dan tidak jatuh di bawahnya selepas "
            "pengeluaran.",
            "Total savings above the threshold of the year, and not below it afterwards.",
        ),
    ),
    how_much=limits.over_threshold,
    enough=purposes.is_over_threshold,
    declaration=declarations.of("OVER1M", zakat=True),
    narration="withdrawal.over_threshold",
    pays_within=7,
)
