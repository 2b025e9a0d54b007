"""PR1MA housing: step-up financing; the amount is the scheme's, at most Akaun Sejahtera.

Source: EPF Act 1991 s.54(6)(db), (da)(ii), P.U.(A) 372/2016; epf-rules 5.1 row 8, 5.8 and 11 (no
amount rule is published, so an officer decides it). 15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, terms
from withdrawals.rules.asks import Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Identity, Payee

TYPE = WithdrawalType(
    code="PR1MA",
    title=Text("Pengeluaran Perumahan PR1MA", "PR1MA housing withdrawal"),
    short_title=Text("PR1MA", "PR1MA"),
    summary=Text(
        "Bayar pinjaman rumah PR1MA daripada Akaun Sejahtera mengikut terma skim.",
        "Pay a PR1MA house loan from Akaun Sejahtera on the terms of the scheme.",
    ),
    needs=(
        Text("surat tawaran PR1MA dan pinjaman anda", "your PR1MA offer and your loan"),
    ),
    source_accounts=(chart.SEJAHTERA,),
    who=(eligibility.is_living, eligibility.is_under(55), eligibility.is_resident),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text("Warganegara atau pemastautin tetap.", "Citizens or permanent residents."),
    ),
    conditions=(
        Text(
            "Anda pembeli rumah PR1MA dengan pembiayaan khas skim itu.",
            "You buy a PR1MA house with the scheme's own financing.",
        ),
    ),
    how_much=limits.whole_available,
    asks=(
        asks.text("lender", "Bank atau pemberi pinjaman", "Bank or lender"),
        asks.text("loan_account", "Nombor akaun pinjaman", "Loan account number"),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document("offer", Text("Surat tawaran PR1MA", "PR1MA offer letter")),
        papers.LOAN_LETTER,
    ),
    payees=(Payee.LENDER,),
    how_often=terms.ONE_HOUSE,
    identity=Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    declaration=declarations.of("PR1MA", own_bank=False),
    narration="withdrawal.house_pr1ma",
    pays_within=15,
)  # fmt: skip
