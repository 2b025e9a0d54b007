"""Pensionable or optional retirement: the government's share to the pension fund, the rest paid.

Source: EPF Act 1991 s.54C, s.56; epf-rules 5.1 row 15 and 5.11 (under 55; each of 54C(1) and (2)
once, told apart by the question `ground`; not for the military). Form KWSP 9J. 21 working days (5.14, "others").
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Identity, Payee

TYPE = WithdrawalType(
    code="PENS",
    title=Text(
        "Pengeluaran Pekerja Awam Berpencen atau Bersara Pilihan",
        "Pensionable or optional retirement withdrawal",
    ),
    short_title=Text("Berpencen atau bersara pilihan", "Pensionable or optional retirement"),
    summary=Text(
        "Bagi penjawat awam yang diberi taraf berpencen, atau bersara pilihan.",
        "For public servants granted pensionable status, or who retire by choice.",
    ),
    needs=(papers.OWN_BANK,),
    source_accounts=tuple(chart.TITLES),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        purposes.has_not_used_this_ground,
        purposes.answered("service", ("MILITARY",), why.MILITARY),
    ),
    who_words=(Text("Ahli di bawah umur 55 tahun.", "Members under 55."),),
    conditions=(
        Text(
            "Surat taraf berpencen atau kelulusan persaraan pilihan daripada JPA.",
            "The letter of pensionable status, or JPA's approval of optional retirement.",
        ),
        Text(
            "Syer kerajaan dibayar dahulu kepada kumpulan wang pencen; selebihnya kepada anda.",
            "The government's share goes to the pension fund first; the rest is yours.",
        ),
        Text(
            "Sekali bagi setiap jenis; persaraan pilihan tentera tidak termasuk.",
            "Once for each kind; optional retirement from the military is not covered.",
        ),
    ),
    how_much=limits.after_government_share,
    asks=(
        asks.choice(
            "ground", "Jenis", "Kind",
            ("PENSIONABLE", "Taraf berpencen", "Pensionable status"),
            ("OPTIONAL", "Persaraan pilihan", "Optional retirement"),
        ),
        asks.choice(
            "service", "Perkhidmatan", "Service",
            ("CIVIL", "Awam", "Civil"), ("MILITARY", "Tentera", "Military"),
        ),
        asks.money("government_share_sen", "Syer kerajaan", "Government's share"),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document("form_9j", Text("Borang KWSP 9J dan Lampiran A", "Form KWSP 9J and Appendix A")),
        Document("letter", Text("Surat JPA", "JPA's letter")),
    ),
    payees=(Payee.PENSION_FUND, Payee.MEMBER),
    how_often=terms.ONCE_A_GROUND,
    identity=Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    declaration=declarations.of("PENS"),
    narration="withdrawal.pensionable",
    pays_within=21,
)  # fmt: skip
