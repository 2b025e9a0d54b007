"""The ways to take savings from 55 on, and who may choose them (epf-rules 5.12).

The table: citizens and members before August 1998 may choose any; other non-citizens the whole
balance, and from April 2026 a part. Pure.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules import asks, eligibility, limits, purposes
from withdrawals.rules.facts import Channel
from withdrawals.rules.recurrence import Later
from withdrawals.rules.spec import Option
from withdrawals.rules.terms import Payee

MONTHLY = (
    asks.money("monthly_sen", "Bayaran sebulan", "Payment a month"),
    asks.count("months", "Bilangan bulan", "Number of months"),
)


def ways(*accounts: str) -> tuple[Option, ...]:
    """Every way to take the balance of these accounts."""
    return (
        Option(
            code="FULL",
            title=Text("Pengeluaran penuh", "Full withdrawal"),
            terms=Text("Seluruh baki sekali gus.", "The whole balance at once."),
            who=(purposes.takes_all(*accounts),),
            takes_all=True,
            channel=Channel.ONLINE,
        ),
        Option(
            code="PARTIAL",
            title=Text("Pengeluaran sebahagian", "Partial withdrawal"),
            terms=Text("Apa-apa amaun, bila-bila masa.", "Any amount, at any time."),
            who=(purposes.may_take_a_part,),
            channel=Channel.ONLINE,
        ),
        Option(
            code="MONTHLY",
            title=Text("Bayaran bulanan", "Monthly payment"),
            terms=Text(
                "RM100 sebulan atau lebih, sekurang-kurangnya 12 bulan, sehingga umur 100 tahun. "
                "Dibayar pada 25 hari bulan.",
                "RM100 a month or more, for at least 12 months, until the age of 100. Paid on "
                "the 25th.",
            ),
            who=(
                eligibility.is_local,
                eligibility.has_no_running_plan,
                purposes.monthly_at_least(10_000),
                *purposes.months_between(12),
            ),
            later=Later.MONTHLY,
            minimum_sen=120_000,
            asks=MONTHLY,
        ),
        Option(
            code="COMBINED",
            title=Text("Sebahagian dan bulanan", "Partial and monthly"),
            terms=Text(
                "Sebahagian sekarang, dan baki selebihnya sebagai bayaran bulanan.",
                "A part now, and the rest as a monthly payment.",
            ),
            who=(
                eligibility.is_local,
                eligibility.has_no_running_plan,
                purposes.monthly_at_least(10_000),
                *purposes.months_between(12),
            ),
            later=Later.PART_AND_MONTHLY,
            minimum_sen=120_001,
            least_sen=1,
            how_much=limits.all_but_monthly,
            asks=MONTHLY,
            channel=Channel.ONLINE,
        ),
        Option(
            code="YEARLY",
            title=Text("Dividen tahunan", "Yearly dividend"),
            terms=Text(
                "Dividen tahun lepas sekali gus; simpanan pokok kekal.",
                "Last year's dividend in one sum; the savings themselves stay.",
            ),
            who=(
                eligibility.is_local,
                eligibility.has_no_running_plan,
                eligibility.takes_the_last_dividend,
            ),
            later=Later.DIVIDEND,
        ),
        Option(
            code="DIVIDEND",
            title=Text("Dividen bulanan", "Monthly dividend"),
            terms=Text(
                "Dividen sebagai bayaran RM100 sebulan atau lebih, 6 hingga 12 bulan.",
                "The dividend as RM100 a month or more, for 6 to 12 months.",
            ),
            who=(
                eligibility.is_local,
                eligibility.has_no_running_plan,
                purposes.monthly_at_least(10_000),
                *purposes.months_between(6, 12),
            ),
            later=Later.MONTHLY,
            minimum_sen=60_000,
            asks=MONTHLY,
        ),
        Option(
            code="INVEST",
            title=Text("Pelaburan dengan institusi dana", "Investment with a fund institution"),
            terms=Text(
                "RM1,000 atau lebih, dan sekurang-kurangnya RM1,000 kekal di sini. Dibayar kepada "
                "institusi itu.",
                "RM1,000 or more, and at least RM1,000 stays here. Paid to the institution.",
            ),
            who=(eligibility.is_local,),
            pays=Payee.FUND_MANAGER,
            minimum_sen=100_000,
            how_much=limits.all_but(100_000),
        ),
    )
