"""How much, in sen, with the working; and which accounts give it. Nothing here makes money.

A formula reads the facts and whatever has been answered; what is not answered yet does not lower
the amount, so that before an application the result is the most that can be taken.
"""

from __future__ import annotations

from members.ledger import chart
from members.ledger.drafts import Amounts
from members.rules.text import Text
from withdrawals.rules import parameters
from withdrawals.rules.ages import age_on, attains_on
from withdrawals.rules.spec import Enquiry, Limit
from withdrawals.rules.working import Working


class NotEnough(Exception):
    """The accounts of this type together hold less than the amount asked."""


_BALANCE = {
    code: Text(f"Boleh dikeluarkan dalam {title}", f"Available in {title}")
    for code, title in chart.TITLES.items()
}
_TOTAL = Text("Jumlah simpanan yang boleh dikeluarkan", "Total savings available")
_IN_ACCOUNTS = Text("Tidak melebihi baki akaun", "Not more than the accounts hold")
_THRESHOLD = Text("Ambang simpanan tahun ini", "This year's savings threshold")
_CAP = Text("Had pengeluaran ini", "The limit of this withdrawal")
_BASIC = Text("Simpanan Asas pada umur anda", "Basic Savings at your age")
_THIRTY = Text("30% daripada baki itu", "30% of the rest")
_FOR_MONTHLY = Text("Kekal untuk bayaran bulanan", "Stays for the monthly payments")
_STAYS = Text("Mesti kekal dalam akaun", "Must stay in the account")
_PRICE = Text("Harga atau kos rumah", "Price or cost of the house")
_LOAN = Text("Pinjaman yang diluluskan", "Loan approved")
_TENTH = Text("10% daripada harga atau kos", "10% of the price or cost")
_CANCELLED = Text(
    "Pengeluaran bagi pembelian yang dibatalkan", "Withdrawn for a purchase that was cancelled"
)
_JOINT = Text("Pengeluaran pembeli bersama", "Withdrawn by a joint buyer")
_HAJJ = Text("Kos haji", "Cost of the hajj")
_TABUNG_HAJI = Text("Baki Tabung Haji", "Tabung Haji balance")
_EMPLOYER = Text("Ditanggung oleh majikan", "Borne by the employer")
_PREMIUM = Text("Premium atau caruman polisi", "Premium or contribution of the policy")
_TREATMENT = Text("Kos rawatan", "Cost of the treatment")
_GOVERNMENT = Text(
    "Syer kerajaan kepada kumpulan wang pencen", "Government's share, to the pension fund"
)


def available(ask: Enquiry, source_accounts: tuple[str, ...]) -> int:
    """All that is available in these accounts, in sen."""
    return sum(max(ask.facts.available.account(code), 0) for code in source_accounts)


def exists(ask: Enquiry, source_accounts: tuple[str, ...]) -> bool:
    """False while none of the accounts is open: Akaun 55 and Akaun Emas open at 55, and then the
    other three are merged into them (epf-rules 3.3); what is still in those counts.
    """
    later = {chart.AKAUN_55, chart.AKAUN_EMAS}
    if ask.on < attains_on(ask.facts.born_on, 55):
        return not set(source_accounts) <= later
    return bool(set(source_accounts) & later) or available(ask, source_accounts) > 0


def whole_available(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """All that is available in the source accounts (epf-rules 5.1)."""
    working = Working()
    for code in source_accounts:
        working = working.plus(_BALANCE[code], max(ask.facts.available.account(code), 0))
    return working


def up_to(question: str, words: Text) -> Limit:
    """The lower of the amount answered and the accounts: min(fees, loan balance..., Sejahtera)."""

    def the_lower(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
        working = whole_available(ask, source_accounts)
        asked = ask.number(question)
        return working if asked is None else working.at_most(words, asked)

    return the_lower


def house(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """(price - loan) + 10% of the price, less what a cancelled purchase and a joint buyer took (all
    buyers together not above it), then the lower of that and the accounts (epf-rules 5.5).
    A loan above the price counts as the price.
    """
    price = ask.number("price_sen")
    if price is None:
        return whole_available(ask, source_accounts)
    working = Working().plus(_PRICE, price).less(_LOAN, ask.number("loan_sen") or 0)
    working = working.plus(_TENTH, price // 10)
    cancelled = ask.number("cancelled_sen")
    if cancelled:
        working = working.less(_CANCELLED, cancelled)
    joint = ask.number("joint_sen")
    if joint:
        working = working.less(_JOINT, joint)
    return working.at_most(_IN_ACCOUNTS, available(ask, source_accounts))


def hajj(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """The dated cap; before 2026 also the cost less the Tabung Haji balance (epf-rules 5.9)."""
    working = whole_available(ask, source_accounts).at_most(
        _CAP, parameters.HAJJ_CAP_SEN.on(ask.on)
    )
    cost = ask.number("hajj_cost_sen")
    if cost is None or parameters.HAJJ_WITHOUT_BALANCE_CHECK.on(ask.on):
        return working
    short = Working().plus(_HAJJ, cost).less(_TABUNG_HAJI, ask.number("tabung_haji_sen") or 0)
    for line in working.lines:
        short = short.at_most(line.words, line.amount_sen)
    return short


def treatment(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """The cost that the employer does not bear, at most the accounts (epf-rules 5.9)."""
    cost = ask.number("cost_sen")
    if cost is None:
        return whole_available(ask, source_accounts)
    working = Working().plus(_TREATMENT, cost)
    working = working.less(_EMPLOYER, ask.number("employer_sen") or 0)
    return working.at_most(_IN_ACCOUNTS, available(ask, source_accounts))


def over_threshold(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """Total savings less the threshold of the year, at most the source accounts (epf-rules 5.9)."""
    working = Working().plus(_TOTAL, available(ask, tuple(chart.TITLES)))
    working = working.less(_THRESHOLD, parameters.OVER_THRESHOLD_SEN.on(ask.on))
    return working.at_most(_IN_ACCOUNTS, available(ask, source_accounts))


def investable(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """30% of what exceeds Basic Savings at the member's age (epf-rules 5.13)."""
    basic = parameters.basic_savings_sen(age_on(ask.facts.born_on, ask.on), ask.on)
    return whole_available(ask, source_accounts).less(_BASIC, basic).share(_THIRTY, 30)


def premium(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """The premium, at most the accounts; from 55 a hundred ringgit stays (epf-rules 5.1 row 19)."""
    working = whole_available(ask, source_accounts)
    if age_on(ask.facts.born_on, ask.on) >= 55:
        working = working.less(_STAYS, 10_000)
    asked = ask.number("premium_sen")
    return working if asked is None else working.at_most(_PREMIUM, asked)


def after_government_share(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """Everything less the government's share, which goes first (s.56; epf-rules 5.11)."""
    working = whole_available(ask, source_accounts)
    share = ask.number("government_share_sen")
    return working if share is None else working.less(_GOVERNMENT, share)


def all_but(stays_sen: int) -> Limit:
    """All but an amount (sen) that must stay in the accounts."""

    def all_but_this(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
        return whole_available(ask, source_accounts).less(_STAYS, stays_sen)

    return all_but_this


def all_but_monthly(ask: Enquiry, source_accounts: tuple[str, ...]) -> Working:
    """What can be taken now when the monthly payments must stay (epf-rules 5.12, part and monthly)."""
    working = whole_available(ask, source_accounts)
    monthly, months = ask.number("monthly_sen"), ask.number("months")
    if monthly is None or months is None:
        return working
    return working.less(_FOR_MONTHLY, monthly * months)


def sources(amount_sen: int, available: Amounts, source_accounts: tuple[str, ...]) -> Amounts:
    """Which accounts give how much: each is emptied before the next is touched.

    Raises NotEnough when they cannot give the whole amount, ValueError for nil or less.
    """
    if amount_sen <= 0:
        raise ValueError("an amount above nil is taken")
    taken = Amounts()
    rest = amount_sen
    for code in source_accounts:
        part = min(rest, max(available.account(code), 0))
        taken += Amounts.of(code, part)
        rest -= part
    if rest:
        raise NotEnough(f"{rest} sen short")
    return taken
