"""Age 60: Akaun 55, then Akaun Emas, from 60 on, in the same ways as at 55.

Source: EPF Act 1991 s.55B; epf-rules 5.1 row 17, 5.12, conflicts 12 and 21. A sum or a part is
applied for here, as the amount; the other ways at a counter. 10 working days (seed 001: 1 to 10).
"""

from __future__ import annotations

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules import (
    declarations,
    eligibility,
    limits,
    papers,
    purposes,
    retirement_ways,
    terms,
)
from withdrawals.rules.spec import WithdrawalType

_ACCOUNTS = (chart.AKAUN_55, chart.AKAUN_EMAS)

TYPE = WithdrawalType(
    code="AGE60",
    title=Text("Pengeluaran Umur 60 Tahun", "Age 60 withdrawal"),
    short_title=Text("Umur 60", "Age 60"),
    summary=Text(
        "Keluarkan Akaun 55 dan Akaun Emas sekali gus atau sebahagian; atau secara bulanan.",
        "Take Akaun 55 and Akaun Emas at once or in part; or month by month.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=_ACCOUNTS,
    who=(
        eligibility.is_living,
        eligibility.is_at_least(60),
        purposes.takes_all_or_may_take_a_part(*_ACCOUNTS),
    ),
    who_words=(Text("Ahli dari umur 60 tahun.", "Members from the age of 60."),),
    how_much=limits.whole_available,
    options=retirement_ways.ways(*_ACCOUNTS),
    how_often=terms.ANY_TIME,
    declaration=declarations.of("AGE60", zakat=True),
    narration="withdrawal.age_60",
    pays_within=10,
)
