"""Age 55: Akaun 55, from 55 until the day before 60, as a sum, in parts, monthly or invested.

Source: EPF Act 1991 s.55A; epf-rules 5.1 row 16, 5.12, conflicts 12 and 21. A sum or a part is
applied for here, as the amount; the other ways at a counter. Applying up to 6 months before the
birthday is an older rule that is not offered. 10 working days (seed 001: 1 to 10).
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
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.spec import WithdrawalType

_ACCOUNTS = (chart.AKAUN_55,)

TYPE = WithdrawalType(
    code="AGE55",
    title=Text("Pengeluaran Umur 55 Tahun", "Age 55 withdrawal"),
    short_title=Text("Umur 55", "Age 55"),
    summary=Text(
        "Keluarkan Akaun 55 sekali gus atau sebahagian, bila-bila masa; atau secara bulanan.",
        "Take Akaun 55 at once or in part, at any time; or month by month.",
    ),
    needs=papers.ONLINE_NEEDS,
    source_accounts=_ACCOUNTS,
    who=(
        eligibility.is_living,
        eligibility.is_at_least(55),
        eligibility.is_under(60, why.AGE_60_REACHED),
        purposes.takes_all_or_may_take_a_part(*_ACCOUNTS),
    ),
    who_words=(
        Text(
            "Ahli dari umur 55 tahun hingga sehari sebelum umur 60 tahun.",
            "Members from the age of 55 until the day before 60.",
        ),
        Text(
            "Pekerja berpencen menyelesaikan syer kerajaan dahulu.",
            "Pensionable staff settle the government's share first.",
        ),
    ),
    how_much=limits.whole_available,
    options=retirement_ways.ways(*_ACCOUNTS),
    how_often=terms.ANY_TIME,
    declaration=declarations.of("AGE55", zakat=True),
    narration="withdrawal.age_55",
    pays_within=10,
)
