"""Flexible housing: part of Akaun Sejahtera is set aside for a loan; nobody is paid until used.

Source: epf-rules 5.1 row 7 and 5.8 (citizens and permanent residents under 54; through the bank,
form KWSP 9Q; at least a year; cancelled with the bank's consent). 15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, terms
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.asks import Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.recurrence import Later
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Identity, Payee

TYPE = WithdrawalType(
    code="HFLEX",
    title=Text("Pengeluaran Fleksibel Perumahan", "Flexible housing withdrawal"),
    short_title=Text("Fleksibel perumahan", "Flexible housing"),
    summary=Text(
        "Asingkan sebahagian Akaun Sejahtera supaya bank meluluskan pinjaman yang lebih besar.",
        "Set part of Akaun Sejahtera aside, so that the bank lends you more.",
    ),
    needs=(
        Text("permohonan melalui bank anda (KWSP 9Q)", "an application through your bank (9Q)"),
    ),
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(54, why.AGE_54_REACHED),
        eligibility.is_resident,
        eligibility.has_no_running_plan,
    ),
    who_words=(
        Text("Ahli di bawah umur 54 tahun.", "Members under 54."),
        Text("Warganegara atau pemastautin tetap.", "Citizens or permanent residents."),
    ),
    conditions=(
        Text(
            "Pinjaman dengan institusi yang diluluskan, bagi satu rumah.",
            "A loan with an approved institution, for one house.",
        ),
        Text(
            "Amaun diasingkan sekurang-kurangnya setahun, dan tidak boleh digunakan bagi rumah "
            "lain, pendidikan, kesihatan atau umur 50.",
            "The amount is set aside for at least a year, and cannot be used for other housing, "
            "education, health or age 50.",
        ),
    ),
    how_much=limits.whole_available,
    asks=(
        asks.text("lender", "Bank atau pemberi pinjaman", "Bank or lender"),
        asks.money("monthly_sen", "Amaun sebulan untuk diasingkan", "Amount a month to set aside"),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document("form_9q", Text("Borang KWSP 9Q daripada bank", "Form KWSP 9Q from the bank")),
        papers.LOAN_LETTER,
    ),
    payees=(Payee.NOBODY_YET,),
    how_often=terms.ONE_HOUSE,
    identity=Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    later=Later.SET_ASIDE,
    declaration=declarations.of("HFLEX", own_bank=False),
    narration="withdrawal.house_flexible",
    pays_within=15,
)
