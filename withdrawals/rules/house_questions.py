"""What buying and building a house ask, conditions and papers alike (epf-rules 5.5)."""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules import asks, eligibility, papers, purposes
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document, Question, When
from withdrawals.rules.spec import Predicate

WITH_LOAN = When("financing", ("LOAN",), Text("jika ada pinjaman", "if there is a loan"))
_SECOND = When("second_house", (True,), Text("bagi rumah kedua", "for a second house"))

WHO: tuple[Predicate, ...] = (
    eligibility.is_living,
    eligibility.is_under(55),
    eligibility.is_local,
    purposes.has_used_at_most_one_house,
    purposes.has_given_up_the_earlier_house,
    purposes.answered("dwelling", ("LAND", "RENOVATION", "ABROAD"), why.DWELLING_NOT_COVERED),
    purposes.dated_within("agreement_on", 3, why.AGREEMENT_TOO_OLD),
)

WHO_WORDS = (
    Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
    Text(
        "Warganegara, pemastautin tetap, atau ahli sebelum 1 Ogos 1998.",
        "Citizens, permanent residents, or members before 1 August 1998.",
    ),
    Text(
        "Sekurang-kurangnya RM500 dalam Akaun Sejahtera.",
        "At least RM500 in Akaun Sejahtera.",
    ),
)

CONDITIONS = (
    Text(
        "Rumah pertama, atau rumah kedua selepas yang pertama dijual atau dilupuskan.",
        "A first house, or a second after the first is sold or given up.",
    ),
    Text(
        "Rumah kediaman di Malaysia: bukan tanah sahaja, ubah suai atau overdraf.",
        "A dwelling in Malaysia: not land only, a renovation or an overdraft.",
    ),
    Text(
        "Perjanjian tidak melebihi 3 tahun pada hari permohonan.",
        "The agreement is not older than 3 years on the day of application.",
    ),
)


def questions(price_ms: str, price_en: str) -> tuple[Question, ...]:
    """The questions about the house, the price named for the kind."""
    return (
        asks.choice(
            "dwelling", "Jenis rumah", "Kind of house",
            ("HOUSE", "Rumah teres, berkembar, banglo atau bandar",
             "Terrace, semi-detached, bungalow or townhouse"),
            ("FLAT", "Pangsapuri, kondominium atau studio", "Apartment, condominium or studio"),
            ("SHOP", "Rumah kedai dengan kediaman, atau SOHO", "Shop with dwelling, or SOHO"),
            ("LAND", "Tanah sahaja", "Land only"),
            ("RENOVATION", "Ubah suai", "Renovation"),
            ("ABROAD", "Rumah di luar negara", "A house abroad"),
        ),
        asks.day("agreement_on", "Tarikh perjanjian", "Date of the agreement", past=True),
        asks.money("price_sen", price_ms, price_en),
        asks.choice(
            "financing", "Pembiayaan", "Financing",
            ("LOAN", "Pinjaman", "A loan"), ("CASH", "Tunai", "Cash"),
        ),
        asks.money("loan_sen", "Pinjaman yang diluluskan", "Loan approved", only_when=WITH_LOAN),
        asks.yes_no("second_house", "Adakah ini rumah kedua?", "Is this a second house?"),
        asks.yes_no(
            "earlier_house_sold", "Rumah pertama telah dijual atau dilupuskan?",
            "Is the first house sold or given up?", only_when=_SECOND,
        ),
        asks.money(
            "cancelled_sen", "Pengeluaran bagi pembelian yang dibatalkan, jika ada",
            "Withdrawn for a purchase that was cancelled, if any", optional=True,
        ),
        asks.money(
            "joint_sen", "Pengeluaran pembeli bersama bagi rumah ini, jika ada",
            "Withdrawn by a joint buyer for this house, if any", optional=True,
        ),
    )  # fmt: skip


LOAN = Document("loan_letter", papers.LOAN_LETTER.title, WITH_LOAN)
DISPOSAL = Document(
    "disposal", Text("Bukti pelupusan rumah pertama", "Proof that the first house is gone"), _SECOND
)
