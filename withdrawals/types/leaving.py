"""Leaving Malaysia: all savings, for who gives up citizenship or whose work here ends.

Source: EPF Act 1991 s.54(1)(e); epf-rules 5.1 row 13 and 5.11 (foreign workers within 2 months of
the end of permit or service; closes membership). Form KWSP 9K. 21 working days (5.14, "others").
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules.asks import Document, When
from withdrawals.rules.facts import Channel
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Identity

_RENOUNCED = When("leaves_as", ("RENOUNCED",), Text("jika melepaskan", "if you gave it up"))
_WORKER = When("leaves_as", ("WORKER",), Text("jika pekerja asing", "if a foreign worker"))

TYPE = WithdrawalType(
    code="LEAVE",
    title=Text("Pengeluaran Meninggalkan Negara", "Leaving the country withdrawal"),
    short_title=Text("Meninggalkan negara", "Leaving the country"),
    summary=Text(
        "Keluarkan semua simpanan apabila anda meninggalkan Malaysia selama-lamanya.",
        "Take all your savings when you leave Malaysia for good.",
    ),
    needs=(papers.OWN_BANK,),
    source_accounts=tuple(chart.TITLES),
    who=(eligibility.is_living, purposes.leaves_soon),
    who_words=(
        Text(
            "Ahli pada mana-mana umur. Keahlian ditutup selepas bayaran.",
            "Members of any age. The membership is closed after payment.",
        ),
    ),
    conditions=(
        Text(
            "Anda melepaskan kewarganegaraan atau taraf pemastautin tetap; atau",
            "You gave up citizenship or permanent residence; or",
        ),
        Text(
            "anda pekerja asing yang berhenti bekerja, dalam 2 bulan sebelum permit atau "
            "perkhidmatan tamat.",
            "you are a foreign worker who stops working, within 2 months before permit or "
            "service ends.",
        ),
    ),
    how_much=limits.whole_available,
    asks=(
        asks.choice(
            "leaves_as", "Sebab meninggalkan negara", "Why you leave",
            ("RENOUNCED", "Melepaskan kewarganegaraan atau taraf PR", "Gave up citizenship or PR"),
            ("WORKER", "Pekerja asing berhenti bekerja", "Foreign worker stops working"),
        ),
        asks.day(
            "permit_ends_on", "Tarikh permit atau perkhidmatan tamat",
            "Day permit or service ends", only_when=_WORKER,
        ),
    ),
    documents=(
        Document("passport", Text("Pasport", "Passport")),
        Document("form_9k", Text("Borang KWSP 9K", "Form KWSP 9K")),
        Document(
            "renunciation",
            Text("Borang K, Y atau surat penyerahan", "Form K, Y or the letter of surrender"),
            _RENOUNCED,
        ),
        Document("permit", Text("Pembatalan permit kerja", "Work permit cancelled"), _WORKER),
    ),
    how_often=terms.ONCE,
    identity=Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    declaration=declarations.of("LEAVE"),
    narration="withdrawal.leaving",
    pays_within=21,
)  # fmt: skip
