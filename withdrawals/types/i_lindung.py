"""i-Lindung: the premium of an insurance or takaful policy, at most the accounts.

Source: EPF Act 1991 s.54(6)(j), s.58B; epf-rules 5.1 row 19 (Sejahtera, or Akaun 55 and Emas, of
which RM100 stays from 55 on; each policy year). 21 working days (5.14, "others").
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import asks, declarations, eligibility, limits, terms
from withdrawals.rules.papers import IDENTITY_CARD
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee

TYPE = WithdrawalType(
    code="MPP",
    title=Text("i-Lindung: perlindungan insurans", "i-Lindung: insurance cover"),
    short_title=Text("i-Lindung", "i-Lindung"),
    summary=Text(
        "Bayar premium insurans hayat atau penyakit kritikal daripada simpanan anda.",
        "Pay the premium of life or critical illness cover from your savings.",
    ),
    needs=(
        Text("tawaran polisi daripada penanggung", "the offer of a policy from an insurer"),
    ),
    source_accounts=(chart.SEJAHTERA, chart.AKAUN_55, chart.AKAUN_EMAS),
    who=(eligibility.is_living,),
    who_words=(
        Text(
            "Ahli pada mana-mana umur; mulai umur 55 tahun, RM100 kekal dalam akaun.",
            "Members of any age; from 55 on, RM100 stays in the account.",
        ),
    ),
    conditions=(
        Text(
            "Produk perlindungan yang diluluskan, atas nama anda sendiri.",
            "An approved product, in your own name.",
        ),
    ),
    how_much=limits.premium,
    asks=(
        asks.money("premium_sen", "Premium setahun", "Premium a year"),
    ),
    documents=(IDENTITY_CARD,),
    payees=(Payee.INSURER,),
    how_often=terms.EACH_POLICY_YEAR,
    declaration=declarations.of("MPP", own_bank=False),
    narration="withdrawal.i_lindung",
    pays_within=21,
)  # fmt: skip
