"""Health: illness, equipment and fertility treatment, for the member and the family.

Source: EPF Act 1991 s.54(6)(f); epf-rules 5.1 row 10, 5.9 and conflict 23 (below 55). Form KWSP 9D
(AHL), reports LPP-1 and LPP-2. 21 working days (5.14, "others").
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, papers, purposes, terms
from withdrawals.rules import purpose_reasons as why
from withdrawals.rules.asks import Document, When
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

_RELATIVES = (
    papers.SPOUSE, papers.CHILD, papers.PARENT, papers.PARENT_IN_LAW, papers.SIBLING,
)  # fmt: skip
_FERTILITY = When("treatment", ("FERTILITY",), Text("bagi kesuburan", "for fertility treatment"))
_TO_MEMBER = When("pay_to", ("MEMBER",), Text("jika dibayar kepada anda", "if you are paid"))

TYPE = WithdrawalType(
    code="HEALTH",
    title=Text("Pengeluaran Kesihatan", "Health withdrawal"),
    short_title=Text("Kesihatan", "Health"),
    summary=Text(
        "Bayar rawatan penyakit, peralatan perubatan atau rawatan kesuburan.",
        "Pay for the treatment of an illness, medical equipment or fertility treatment.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=(chart.SEJAHTERA,),
    who=(
        eligibility.is_living,
        eligibility.is_under(55),
        purposes.answered("treatment", ("ALTERNATIVE",), why.TREATMENT_NOT_COVERED),
        purposes.fertility_is_for_self_or_spouse,
        purposes.fertility_is_recent,
        purposes.dated_within("receipt_on", 1, why.RECEIPT_TOO_OLD),
    ),
    who_words=(
        Text("Ahli di bawah umur 55 tahun.", "Members under 55."),
        Text(
            "Untuk diri sendiri, suami atau isteri, anak, ibu bapa, mentua atau adik-beradik.",
            "For yourself, your husband or wife, a child, parent, parent-in-law or sibling.",
        ),
    ),
    conditions=(
        Text(
            "Penyakit atau peralatan dalam senarai kami; rawatan alternatif tidak termasuk.",
            "An illness or equipment on our list; alternative treatment is not covered.",
        ),
        Text(
            "Majikan tidak menanggung semua kos.",
            "The employer does not bear the whole cost.",
        ),
        Text(
            "Rawatan kesuburan: diri sendiri atau pasangan yang sah, di Malaysia, "
            "mulai 1 Januari 2020.",
            "Fertility treatment: yourself or your lawful spouse, in Malaysia, from 1 January "
            "2020.",
        ),
    ),
    how_much=limits.treatment,
    asks=(
        papers.relation("patient", *_RELATIVES),
        asks.choice(
            "treatment", "Jenis rawatan", "Kind of treatment",
            ("ILLNESS", "Penyakit", "Illness"),
            ("EQUIPMENT", "Peralatan perubatan", "Medical equipment"),
            ("FERTILITY", "Kesuburan (IUI, IVF, ICSI)", "Fertility (IUI, IVF, ICSI)"),
            ("ALTERNATIVE", "Rawatan alternatif", "Alternative treatment"),
        ),
        asks.day("treated_on", "Tarikh rawatan", "Day of the treatment", past=True),
        asks.money("cost_sen", "Kos rawatan", "Cost of the treatment"),
        asks.money("employer_sen", "Ditanggung oleh majikan", "Borne by the employer"),
        asks.choice(
            "pay_to", "Siapakah yang dibayar?", "Who is to be paid?",
            ("MEMBER", "Saya, berdasarkan resit", "Me, against a receipt"),
            ("HOSPITAL", "Hospital atau pembekal", "The hospital or supplier"),
        ),
        asks.day("receipt_on", "Tarikh resit", "Date of the receipt", only_when=_TO_MEMBER,
            past=True),
    ),
    documents=(
        papers.IDENTITY_CARD,
        Document(
            "lpp_1",
            Text("Laporan perubatan LPP-1", "Medical report LPP-1"),
            When("treatment", ("ILLNESS", "EQUIPMENT"),
                 Text("bagi penyakit atau peralatan", "for an illness or equipment")),
        ),
        Document("lpp_2", Text("Laporan perubatan LPP-2", "Medical report LPP-2"), _FERTILITY),
        Document(
            "marriage", Text("Sijil perkahwinan", "Marriage certificate"), _FERTILITY
        ),
        Document("bill", Text("Bil rawatan", "Bill of the treatment")),
        Document(
            "receipt", Text("Resit tidak melebihi 1 tahun", "Receipt not older than 1 year"),
            _TO_MEMBER,
        ),
        Document(
            "employer", Text("Surat majikan tentang kos yang ditanggung",
                             "Employer's letter about the cost it bears"),
        ),
        papers.relationship("patient", *_RELATIVES),
    ),
    payees=(Payee.HOSPITAL, Payee.MEMBER),
    how_often=terms.EACH_BILL,
    declaration=declarations.of(
        "HEALTH", own_bank=False, purpose=declarations.MINE_OR_THE_PAYEES, version="2026-11-24"
    ),
    narration="withdrawal.health",
    pays_within=21,
)  # fmt: skip
