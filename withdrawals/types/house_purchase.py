"""Buying a house: the part of the price that no loan covers, and a tenth of the price.

Source: EPF Act 1991 s.54(6)(b); epf-rules 5.1 row 3 and 5.5, conflict 10 (non-citizens: the narrow
rule). A loan above the price counts as the price. Form KWSP 9C (AHL). 15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import declarations, house_questions, limits, papers, terms
from withdrawals.rules.asks import Document
from withdrawals.rules.spec import WithdrawalType

TYPE = WithdrawalType(
    code="HBUY",
    title=Text("Pengeluaran Membeli Rumah", "Withdrawal to buy a house"),
    short_title=Text("Membeli rumah", "Buying a house"),
    summary=Text(
        "Bayar harga rumah yang tidak dibiayai pinjaman, dan 10% daripada harga itu.",
        "Pay the part of the price that no loan covers, and 10% of the price.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=house_questions.WHO,
    who_words=house_questions.WHO_WORDS,
    conditions=house_questions.CONDITIONS,
    how_much=limits.house,
    minimum_sen=50_000,
    asks=house_questions.questions("Harga rumah", "Price of the house"),
    documents=(
        papers.IDENTITY_CARD,
        Document("agreement", Text("Perjanjian jual beli", "Sale and purchase agreement")),
        house_questions.LOAN,
        house_questions.DISPOSAL,
    ),
    how_often=terms.ONCE_A_HOUSE,
    declaration=declarations.of("HBUY"),
    narration="withdrawal.house_purchase",
    pays_within=15,
)
