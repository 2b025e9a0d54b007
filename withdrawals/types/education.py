"""Education: fees or an education loan, for the member, spouse, child or parent.

Source: EPF Act 1991 s.54(6)(g), P.U.(A) 177/2021; epf-rules 5.1 row 2 and 5.4. Form KWSP 9H (AHL).
21 working days (5.14, "others").
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import (
    asks,
    declarations,
    eligibility,
    limits,
    papers,
    purposes,
    terms,
)
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document, When
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

_RELATIVES = (papers.SPOUSE, papers.CHILD, papers.PARENT)
_TO_MEMBER = When("pay_to", ("MEMBER",), Text("jika dibayar kepada anda", "if you are paid"))

TYPE = WithdrawalType(
    code="EDU",
    title=Text("Pengeluaran Pendidikan", "Education withdrawal"),
    short_title=Text("Pendidikan", "Education"),
    summary=Text(
        "Bayar yuran pengajian atau baki pinjaman pendidikan diri sendiri atau keluarga.",
        "Pay fees or the balance of an education loan, for yourself or your family.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        purposes.answered("level", ("BELOW",), why.LEVEL_NOT_COVERED),
        purposes.answered("sponsored", ("FULLY",), why.FULLY_SPONSORED),
        purposes.studies_abroad_full_time,
        purposes.dated_within("ended_on", 3, why.STUDY_ENDED_LONG_AGO),
        purposes.dated_within("receipt_on", 1, why.RECEIPT_TOO_OLD),
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Untuk diri sendiri, suami atau isteri, anak atau ibu bapa.",
            "For yourself, your husband or wife, a child or a parent.",
        ),
    ),
    conditions=(
        Text(
            "Pengajian Sijil Tahap 3 (yuran sahaja), diploma atau lebih tinggi.",
            "Study for Certificate Level 3 (fees only), a diploma or higher.",
        ),
        Text(
            "Di luar negara, sepenuh masa sahaja; tidak ditaja atau dipinjami sepenuhnya.",
            "Abroad, full-time only; not fully sponsored or fully lent.",
        ),
        Text(
            "Bagi tunggakan, dalam 3 tahun selepas pengajian tamat.",
            "For arrears, within 3 years of the end of the study.",
        ),
    ),
    how_much=limits.up_to(
        "cost_sen", Text("Yuran atau baki pinjaman", "Fees or balance of the loan")
    ),
    asks=(
        papers.relation("student", *_RELATIVES),
        asks.choice(
            "level", "Peringkat pengajian", "Level of study",
            ("BELOW", "Di bawah Sijil Tahap 3", "Below Certificate Level 3"),
            ("CERTIFICATE", "Sijil Tahap 3", "Certificate Level 3"),
            ("DIPLOMA", "Diploma", "Diploma"),
            ("DEGREE", "Ijazah atau lebih tinggi", "Degree or higher"),
        ),
        asks.choice(
            "where", "Tempat pengajian", "Place of study",
            ("LOCAL", "Dalam negara", "In Malaysia"), ("ABROAD", "Luar negara", "Abroad"),
        ),
        asks.choice(
            "mode", "Cara pengajian", "Mode of study",
            ("FULL_TIME", "Sepenuh masa", "Full-time"),
            ("PART_TIME", "Separuh masa", "Part-time"),
            ("DISTANCE", "Jarak jauh", "Distance learning"),
        ),
        asks.choice(
            "sponsored", "Tajaan atau pinjaman pengajian", "Sponsorship or study loan",
            ("NONE", "Tiada", "None"), ("PARTLY", "Sebahagian", "Part"),
            ("FULLY", "Sepenuhnya", "All of it"),
        ),
        asks.money("cost_sen", "Yuran atau baki pinjaman", "Fees or balance of the loan"),
        asks.choice(
            "pay_to", "Siapakah yang dibayar?", "Who is to be paid?",
            ("MEMBER", "Saya, berdasarkan resit", "Me, against a receipt"),
            ("INSTITUTION", "Institusi pendidikan", "The place of study"),
            ("LENDER", "Pemberi pinjaman", "The lender"),
        ),
        asks.day("receipt_on", "Tarikh resit", "Date of the receipt", only_when=_TO_MEMBER,
            past=True),
        asks.yes_no(
            "continues", "Adakah pengajian masih berjalan?", "Does the study still go on?"
        ),
        asks.day(
            "ended_on", "Tarikh pengajian tamat", "Day the study ended", past=True,
            only_when=When("continues", (False,), Text("jika telah tamat", "if it has ended")),
        ),
        asks.yes_no("later_year", "Tahun kedua atau seterusnya?", "Second year or later?"),
        asks.yes_no("flight", "Tuntut tiket penerbangan?", "Claim a flight ticket?"),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document("fees", Text("Bil atau resit yuran", "Bill or receipt of the fees")),
        Document("enrolment", Text("Surat tawaran atau pendaftaran", "Offer or enrolment letter")),
        Document(
            "recognition", Text("Surat pengiktirafan institusi", "Recognition of the institution")
        ),
        Document(
            "results",
            Text("Keputusan peperiksaan", "Examination results"),
            When("later_year", (True,), Text("mulai tahun kedua", "from the second year")),
        ),
        papers.relationship("student", *_RELATIVES),
        Document(
            "loan_statement",
            papers.LOAN_STATEMENT.title,
            When("pay_to", ("LENDER",), Text("jika pinjaman dibayar", "if a loan is paid")),
        ),
        Document(
            "flight",
            Text("Tiket penerbangan sehala", "One-way flight ticket"),
            When("flight", (True,), Text("jika tiket dituntut", "if a ticket is claimed")),
        ),
    ),
    payees=(Payee.INSTITUTION, Payee.LENDER, Payee.MEMBER),
    how_often=terms.EACH_TERM,
    declaration=declarations.of(
        "EDU", own_bank=False, purpose=declarations.MINE_OR_THE_PAYEES, version="2026-11-24"
    ),
    narration="withdrawal.education",
    pays_within=21,
)  # fmt: skip
