"""Building a house on the member's or the spouse's land: cost not lent, and a tenth of the cost.

Source: EPF Act 1991 s.54(6)(b); epf-rules 5.1 row 4 and 5.5 (the price of the land counts when its
agreement is within 2 years of the construction agreement; that sum is the officer's to see).
15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, house_questions, limits, papers, terms
from withdrawals.rules.asks import Document
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="HBLD",
    title=Text("Pengeluaran Membina Rumah", "Withdrawal to build a house"),
    short_title=Text("Membina rumah", "Building a house"),
    summary=Text(
        "Bayar kos membina rumah yang tidak dibiayai pinjaman, dan 10% daripada kos itu.",
        "Pay the part of the building cost that no loan covers, and 10% of the cost.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=house_questions.WHO,
    who_words=house_questions.WHO_WORDS,
    conditions=(
        *house_questions.CONDITIONS,
        Text("Tanah milik anda atau pasangan anda.", "The land is yours or your spouse's."),
    ),
    how_much=limits.house,
    minimum_sen=50_000,
    asks=house_questions.questions("Kos membina rumah", "Cost of building the house"),
    documents=(
        papers.IDENTITY_CARD,
        Document("title", Text("Geran tanah", "Title of the land")),
        Document(
            "construction",
            Text("Perjanjian pembinaan atau surat akuan", "Construction agreement or oath"),
        ),
        Document(
            "plan", Text("Pelan bangunan atau surat ketua kampung",
                         "Building plan or the village head's letter"),
        ),
        house_questions.LOAN,
        house_questions.DISPOSAL,
    ),
    how_often=terms.ONCE_A_HOUSE,
    declaration=declarations.of("HBLD"),
    narration="withdrawal.house_building",
    pays_within=15,
)  # fmt: skip
