"""Incapacity: all savings, and RM5,000 from the fund, once, for who can no longer work.

Source: EPF Act 1991 s.54(1)(c), Sixth Schedule; epf-rules 5.1 row 12, 5.10 and conflict 11 (open
below 60). Medical board, interview and counter. 21 working days (seed 001).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document
from withdrawals.rules.facts import Channel
from withdrawals.rules.parameters import INCAPACITY_BENEFIT_SEN
from withdrawals.rules.spec import Benefit, WithdrawalType
from withdrawals.rules.terms import Identity

TYPE = WithdrawalType(
    code="INCAP",
    title=Text("Pengeluaran Hilang Upaya", "Incapacitation withdrawal"),
    short_title=Text("Hilang upaya", "Incapacitation"),
    summary=Text(
        "Keluarkan semua simpanan jika anda tidak lagi mampu bekerja kerana kesihatan.",
        "Take all your savings if you are no longer able to work because of your health.",
    ),
    needs=(papers.OWN_BANK,),
    source_accounts=tuple(chart.TITLES),
    who=(
        eligibility.is_living,
        eligibility.has_not_used_it,
        purposes.is_below_incapacity_age,
        purposes.answered("working", (True,), why.STILL_WORKING),
        purposes.dated_within("report_on", 1, why.REPORT_TOO_OLD),
    ),
    who_words=(Text("Ahli di bawah umur 60 tahun.", "Members under 60."),),
    conditions=(
        Text(
            "Doktor mengesahkan anda tidak mampu bekerja dan rawatan tidak dapat memulihkannya.",
            "A doctor certifies that you cannot work and that treatment will not change it.",
        ),
        Text(
            "Anda tidak bekerja, dan hadir di hadapan lembaga perubatan kami.",
            "You do not work, and appear before our medical board.",
        ),
    ),
    how_much=limits.whole_available,
    benefit=Benefit(
        Text("Bantuan hilang upaya, sekali sahaja", "Incapacitation benefit, once only"),
        INCAPACITY_BENEFIT_SEN,
    ),
    asks=(
        asks.yes_no("working", "Adakah anda masih bekerja?", "Do you still work?"),
        asks.day("report_on", "Tarikh laporan perubatan", "Date of the medical report", past=True),
        asks.text("guardian", "Nama penjaga, jika ada", "Guardian's name, if any", optional=True),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document(
            "report", Text("Laporan perubatan tidak melebihi 1 tahun",
                           "Medical report not older than 1 year"),
        ),
        Document("service", Text("Surat penamatan perkhidmatan", "Letter of end of service")),
    ),
    how_often=terms.ONCE,
    identity=Identity.THUMBPRINT,
    channel=Channel.COUNTER,
    declaration=declarations.of("INCAP"),
    narration="withdrawal.incapacity",
    pays_within=21,
)  # fmt: skip
