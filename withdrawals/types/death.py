"""Death: all savings to nominees by their shares, else to heirs; RM2,500 for dependants.

Source: EPF Act 1991 s.54(1)(a), Fifth Schedule; epf-rules 5.1 row 14 and 5.11. Claimed by nominee,
heir or administrator at a counter, form KWSP 9KM. 26 working days (seed 001 says 26 days).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, purposes, terms
from withdrawals.rules.asks import Document, When
from withdrawals.rules.facts import Channel
from withdrawals.rules.parameters import DEATH_ASSISTANCE_SEN
from withdrawals.rules.spec import Benefit, WithdrawalType
from withdrawals.rules.terms import Identity, Payee

TYPE = WithdrawalType(
    code="DEATH",
    title=Text("Pengeluaran Kematian", "Death withdrawal"),
    short_title=Text("Kematian", "Death"),
    summary=Text(
        "Simpanan ahli yang meninggal dunia dibayar kepada penama atau waris.",
        "The savings of a member who has died are paid to nominees or next of kin.",
    ),
    needs=(
        Text("akaun bank atas nama penuntut", "a bank account in the claimant's own name"),
    ),
    source_accounts=tuple(chart.TITLES),
    who=(eligibility.has_died, purposes.kin_claim_without_letters),
    who_words=(
        Text(
            "Penama mengikut bahagian; tanpa penamaan, waris atau pentadbir.",
            "Nominees by their shares; without a nomination, next of kin or administrator.",
        ),
    ),
    conditions=(
        Text(
            "Tanpa penamaan: sehingga RM2,500 kepada waris; sehingga RM25,000 dengan dokumen "
            "mudah; selebihnya dengan surat pentadbiran, probet atau perintah faraid.",
            "Without a nomination: up to RM2,500 to the next of kin; up to RM25,000 with simple "
            "papers; above that with letters of administration, probate or a faraid order.",
        ),
    ),
    how_much=limits.whole_available,
    benefit=Benefit(
        Text(
            "Bantuan kematian untuk tanggungan, jika ahli meninggal sebelum umur 60 tahun dan "
            "dituntut dalam 6 bulan",
            "Death assistance for dependants, if the member died before 60 and it is claimed "
            "within 6 months",
        ),
        DEATH_ASSISTANCE_SEN,
    ),
    asks=(
        asks.choice(
            "claimant", "Siapakah yang menuntut?", "Who is claiming?",
            ("NOMINEE", "Penama", "Nominee"), ("HEIR", "Waris", "Next of kin"),
            ("ADMINISTRATOR", "Wasi atau pentadbir", "Executor or administrator"),
        ),
        asks.text("claimant_name", "Nama penuntut", "Claimant's name"),
    ),
    documents=(
        Document("claimant", Text("Kad pengenalan penuntut", "Claimant's identity card")),
        Document("certificate", Text("Sijil kematian", "Death certificate")),
        Document(
            "kinship",
            Text("Bukti hubungan dengan ahli", "Proof of the relationship"),
            When("claimant", ("HEIR",), Text("bagi waris", "for next of kin")),
        ),
        Document(
            "letters",
            Text("Surat pentadbiran, probet atau perintah", "Letters, probate or an order"),
            When("claimant", ("ADMINISTRATOR",), Text("bagi pentadbir", "for an administrator")),
        ),
    ),
    payees=(Payee.CLAIMANT,),
    how_often=terms.ONCE,
    identity=Identity.DOCUMENTS,
    channel=Channel.COUNTER,
    declaration=declarations.of("DEATH"),
    narration="withdrawal.death",
    pays_within=26,
)  # fmt: skip
