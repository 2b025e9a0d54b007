"""Reducing or settling a housing loan, once a year, paid to the lender.

Source: EPF Act 1991 s.54(6)(c), (d), (e); epf-rules 5.1 row 5 and 5.6 (a year from the previous
application that stood; refinanced loans up to the original balance, which the officer sees).
15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, terms
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.asks import Document, When
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

_BALANCE = Text("Baki pinjaman perumahan", "Balance of the housing loan")

TYPE = WithdrawalType(
    code="HRED",
    title=Text(
        "Pengeluaran Mengurang atau Menyelesaikan Baki Pinjaman Perumahan",
        "Withdrawal to reduce or settle a housing loan",
    ),
    short_title=Text("Baki pinjaman perumahan", "Housing loan balance"),
    summary=Text(
        "Bayar kepada bank untuk mengurangkan atau menyelesaikan pinjaman perumahan.",
        "Pay the bank to reduce or settle a housing loan.",
    ),
    needs=(
        Text("nombor akaun pinjaman dan nama bank", "the loan account number and the bank's name"),
    ),
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        eligibility.is_local,
        eligibility.has_waited(12, why.ONCE_A_YEAR),
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Warganegara, pemastautin tetap, atau ahli sebelum 1 Ogos 1998.",
            "Citizens, permanent residents, or members before 1 August 1998.",
        ),
        Text(
            "Sekurang-kurangnya RM500 dalam Akaun Sejahtera.",
            "At least RM500 in Akaun Sejahtera.",
        ),
    ),
    conditions=(
        Text(
            "Rumah itu dibeli atau dibina dengan pinjaman, dan dicagarkan untuknya.",
            "The house was bought or built with a loan, and is its security.",
        ),
        Text(
            "Anda pemilik berdaftar, atau membantu suami atau isteri anda.",
            "You are the registered owner, or help your husband or wife.",
        ),
    ),
    how_much=limits.up_to("loan_balance_sen", _BALANCE),
    minimum_sen=50_000,
    asks=(
        asks.money("loan_balance_sen", _BALANCE.ms, _BALANCE.en),
        asks.choice(
            "borrower", "Pinjaman siapa?", "Whose loan is it?",
            ("SELF", "Saya sendiri", "Mine"), ("JOINT", "Bersama", "Joint"),
            ("SPOUSE", "Suami atau isteri saya", "My husband's or wife's"),
        ),
    ),
    documents=(
        papers.IDENTITY_CARD,
        papers.LOAN_STATEMENT,
        Document(
            "marriage",
            Text("Sijil perkahwinan", "Marriage certificate"),
            When("borrower", ("SPOUSE",), Text("jika membantu pasangan", "if helping a spouse")),
        ),
    ),
    payees=(Payee.LENDER,),
    how_often=terms.ONCE_A_YEAR,
    declaration=declarations.of("HRED", own_bank=False),
    narration="withdrawal.house_loan",
    pays_within=15,
)  # fmt: skip
