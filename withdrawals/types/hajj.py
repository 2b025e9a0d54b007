"""Hajj: once, into the member's Tabung Haji account; the cap is dated.

Source: EPF Act 1991 s.54(6)(ga); epf-rules 5.1 row 9, 5.9 and conflict 4 (RM10,000 and no Tabung
Haji balance check from 1 January 2026; before that RM3,000 and the cost less the balance). Counter
with thumbprint. 21 working days (5.14, "others").
"""

from __future__ import annotations

from datetime import date

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Identity, Payee

_NOT_ASKED_SINCE = date(2026, 1, 1)

TYPE = WithdrawalType(
    code="HAJJ",
    title=Text("Pengeluaran Haji", "Hajj withdrawal"),
    short_title=Text("Haji", "Hajj"),
    summary=Text(
        "Bayar kos haji ke akaun Tabung Haji anda, sekali sahaja.",
        "Pay the cost of the hajj into your Tabung Haji account, once only.",
    ),
    needs=(Text("nombor akaun Tabung Haji anda", "your Tabung Haji account number"),),
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        eligibility.has_not_used_it,
        purposes.answered("selected", (False,), why.NOT_SELECTED),
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text("Belum pernah menggunakannya.", "Those who have not used it before."),
    ),
    conditions=(
        Text(
            "Surat Tabung Haji menyatakan anda terpilih mengerjakan haji.",
            "The Tabung Haji letter says that you are selected for the hajj.",
        ),
        Text(
            "Jika haji ditangguhkan atau dibatalkan, seluruh amaun dipulangkan.",
            "If the hajj is postponed or cancelled, the whole amount is returned.",
        ),
    ),
    how_much=limits.hajj,
    asks=(
        asks.yes_no("selected", "Anda telah dipilih?", "Have you been selected?"),
        asks.text("tabung_haji_no", "Nombor akaun Tabung Haji", "Tabung Haji account number"),
        asks.money("hajj_cost_sen", "Kos haji", "Cost of the hajj", until=_NOT_ASKED_SINCE),
        asks.money(
            "tabung_haji_sen", "Baki Tabung Haji", "Tabung Haji balance", until=_NOT_ASKED_SINCE
        ),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document("selected", Text("Surat terpilih Tabung Haji", "Tabung Haji selection letter")),
    ),
    payees=(Payee.TABUNG_HAJI,),
    how_often=terms.ONCE,
    identity=Identity.THUMBPRINT,
    channel=Channel.COUNTER,
    declaration=declarations.of("HAJJ", own_bank=False),
    narration="withdrawal.hajj",
    pays_within=21,
)
