"""Monthly housing instalments: at least RM100 a month for at least 6 months.

Source: EPF Act 1991 s.54(6)(c); epf-rules 5.1 row 6 and 5.7 (RM600 in Sejahtera; member and joint
applicant together not above the instalment; instalments have started). 15 working days (5.14).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.facts import Channel
from withdrawals.rules.recurrence import Later
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

_BALANCE = Text("Baki pinjaman perumahan", "Balance of the housing loan")

TYPE = WithdrawalType(
    code="HMON",
    title=Text(
        "Pengeluaran Ansuran Bulanan Pinjaman Perumahan",
        "Withdrawal for monthly housing instalments",
    ),
    short_title=Text("Ansuran bulanan rumah", "Monthly housing instalments"),
    summary=Text(
        "Bayar ansuran pinjaman perumahan setiap bulan daripada Akaun Sejahtera.",
        "Pay the instalments of a housing loan every month from Akaun Sejahtera.",
    ),
    needs=(papers.OWN_BANK,),
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        eligibility.is_local,
        eligibility.has_no_running_plan,
        purposes.answered("started", (False,), why.INSTALMENTS_NOT_STARTED),
        purposes.monthly_at_least(10_000),
        purposes.monthly_is_within_instalment,
        purposes.months_between(6)[0],
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Warganegara, pemastautin tetap, atau ahli sebelum 1 Ogos 1998.",
            "Citizens, permanent residents, or members before 1 August 1998.",
        ),
        Text(
            "Sekurang-kurangnya RM600 dalam Akaun Sejahtera.",
            "At least RM600 in Akaun Sejahtera.",
        ),
    ),
    conditions=(
        Text(
            "Bayaran ansuran telah bermula; sekurang-kurangnya RM100 sebulan selama 6 bulan.",
            "The instalments have started; at least RM100 a month for 6 months.",
        ),
        Text(
            "Bayaran anda dan pemohon bersama tidak melebihi ansuran.",
            "Your payment and a joint applicant's are together within the instalment.",
        ),
    ),
    how_much=limits.up_to("loan_balance_sen", _BALANCE),
    minimum_sen=60_000,
    asks=(
        asks.money("loan_balance_sen", _BALANCE.ms, _BALANCE.en),
        asks.yes_no("started", "Ansuran telah bermula?", "Have the instalments started?"),
        asks.money("instalment_sen", "Ansuran sebulan", "Instalment a month"),
        asks.money("monthly_sen", "Bayaran sebulan yang dimohon", "Payment a month asked for"),
        asks.money(
            "joint_monthly_sen", "Bayaran sebulan pemohon bersama, jika ada",
            "Payment a month of a joint applicant, if any", optional=True,
        ),
        asks.count("months", "Bilangan bulan", "Number of months"),
        asks.choice(
            "pay_to", "Siapakah yang dibayar?", "Who is to be paid?",
            ("MEMBER", "Saya", "Me"), ("LENDER", "Bank atau pemberi pinjaman", "Bank or lender"),
        ),
    ),
    documents=(papers.IDENTITY_CARD, papers.LOAN_LETTER, papers.LOAN_STATEMENT),
    payees=(Payee.MEMBER, Payee.LENDER),
    how_often=terms.ONE_HOUSE,
    identity=terms.Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    later=Later.MONTHLY,
    declaration=declarations.of("HMON"),
    narration="withdrawal.house_monthly",
    pays_within=15,
)  # fmt: skip
