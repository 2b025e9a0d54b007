"""Akaun Fleksibel: the member's own money, for any purpose, until the age of 55.

Source: EPF Act 1991 s.54(6)(ja), P.U.(A) 119/2024; epf-rules 5.1 row 0 and 5.2.
"""

from __future__ import annotations

from datetime import date

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import eligibility, limits
from withdrawals.rules.spec import Declaration, WithdrawalType

TYPE = WithdrawalType(
    code="FLX",
    title=Text("Pengeluaran Akaun Fleksibel", "Akaun Fleksibel withdrawal"),
    short_title=Text("Akaun Fleksibel", "Akaun Fleksibel"),
    summary=Text(
        "Keluarkan wang untuk apa-apa keperluan, bila-bila masa sebelum umur 55 tahun.",
        "Take money out for any need, at any time before the age of 55.",
    ),
    needs=(
        Text("akaun bank atas nama anda sendiri", "a bank account in your own name"),
        Text("telefon bimbit anda, untuk menerima TAC", "your mobile phone, to receive a TAC"),
    ),
    source_accounts=(chart.FLEKSIBEL,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        eligibility.is_not_online_for_non_citizens,
        eligibility.has_made_no_transfer_today,
    ),
    how_much=limits.whole_available,
    minimum_sen=5_000,
    declaration=Declaration(
        code="FLX",
        version="2026-11",
        text=Text(
            "Saya mengaku bahawa maklumat dan dokumen yang saya berikan adalah benar dan lengkap; "
            "akaun bank itu milik saya seorang; saya faham amaun ini mengurangkan simpanan "
            "persaraan saya; dan permohonan yang telah diluluskan tidak boleh dibatalkan.",
            "I declare that the information and documents I have given are true and complete; "
            "that the bank account is mine alone; that I understand this amount reduces my "
            "retirement savings; and that an approved application cannot be cancelled.",
        ),
        zakat_note=Text(
            "Bagi ahli Islam, zakat dikenakan ke atas baki simpanan dan ke atas pengeluaran yang "
            "bukan untuk keperluan asas, mengikut ketetapan pihak berkuasa agama negeri.",
            "For Muslim members, zakat is due on the balance and on withdrawals that are not for "
            "basic needs, as the religious authority of the state determines.",
        ),
    ),
    tac_purpose="withdrawal",
    narration="withdrawal.fleksibel",
    pays_within=7,
    effective_from=date(2024, 5, 11),
)
