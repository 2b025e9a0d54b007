"""The declared accounts: a member's five, and the fund's control accounts.

Member accounts owe money to people and may never fall below what is held. Control accounts are
derived: their fund lines plus the contra totals of the journals that stand against them.
"""

from __future__ import annotations

from dataclasses import dataclass

PERSARAAN = "PERSARAAN"
SEJAHTERA = "SEJAHTERA"
FLEKSIBEL = "FLEKSIBEL"
AKAUN_55 = "AKAUN_55"
AKAUN_EMAS = "AKAUN_EMAS"

BANK_COLLECTION = "1100"
BANK_PAYOUT = "1110"
CONTRIB_RECEIVABLE = "1200"
LATE_RECEIVABLE = "1210"
DUE_FROM_BOOK = "1300"
CONTRIB_CLEARING = "2100"
EMPLOYER_SUSPENSE = "2110"
CTML_UNALLOCATED = "2120"
UNIDENTIFIED_RECEIPT = "2130"
DUE_TO_BOOK = "2140"
BANK_DIFFERENCE = "2150"
WITHDRAWAL_PAYABLE = "2200"
PAYOUT_IN_TRANSIT = "2210"
PAYOUT_RETURNED = "2220"
UNCLAIMED = "2230"
REFUND_PAYABLE = "2240"
DIVIDEND_POOL = "2300"
ROUNDING = "2390"
RESERVE = "3000"
LATE_CHARGE_INCOME = "4100"

DEBIT = "D"
CREDIT = "C"

BOOKS: tuple[str, ...] = ("KONV", "SHARIAH")


@dataclass(frozen=True)
class MemberAccount:
    """An account of a member: its code, its name, its column in the ledger tables."""

    code: str
    title: str
    column: str


@dataclass(frozen=True)
class FundAccount:
    """A control account: four-digit code, class, normal side, titles in Malay and English."""

    code: str
    kind: str
    normal_side: str
    title_ms: str
    title_en: str


MEMBER_ACCOUNTS: tuple[MemberAccount, ...] = (
    MemberAccount(PERSARAAN, "Akaun Persaraan", "persaraan"),
    MemberAccount(SEJAHTERA, "Akaun Sejahtera", "sejahtera"),
    MemberAccount(FLEKSIBEL, "Akaun Fleksibel", "fleksibel"),
    MemberAccount(AKAUN_55, "Akaun 55", "akaun_55"),
    MemberAccount(AKAUN_EMAS, "Akaun Emas", "akaun_emas"),
)

COLUMNS: tuple[str, ...] = tuple(account.column for account in MEMBER_ACCOUNTS)

FUND_ACCOUNTS: tuple[FundAccount, ...] = (
    FundAccount(BANK_COLLECTION, "ASSET", DEBIT, "Bank: kutipan", "Bank: collection"),
    FundAccount(BANK_PAYOUT, "ASSET", DEBIT, "Bank: bayaran", "Bank: payouts"),
    FundAccount(
        CONTRIB_RECEIVABLE, "ASSET", DEBIT, "Caruman belum terima", "Contributions receivable"
    ),
    FundAccount(
        LATE_RECEIVABLE, "ASSET", DEBIT, "Caj lewat belum terima", "Late charges receivable"
    ),
    FundAccount(
        DUE_FROM_BOOK, "ASSET", DEBIT, "Hutang daripada buku lain", "Due from the other book"
    ),
    FundAccount(
        CONTRIB_CLEARING, "LIABILITY", CREDIT, "Penjelasan caruman", "Contributions clearing"
    ),
    FundAccount(EMPLOYER_SUSPENSE, "LIABILITY", CREDIT, "Gantung majikan", "Employer suspense"),
    FundAccount(
        CTML_UNALLOCATED,
        "LIABILITY",
        CREDIT,
        "Caruman tanpa maklumat lengkap",
        "Contributions without full details",
    ),
    FundAccount(
        UNIDENTIFIED_RECEIPT,
        "LIABILITY",
        CREDIT,
        "Terimaan tidak dikenali",
        "Unidentified receipts",
    ),
    FundAccount(
        DUE_TO_BOOK, "LIABILITY", CREDIT, "Hutang kepada buku lain", "Due to the other book"
    ),
    FundAccount(
        BANK_DIFFERENCE,
        "LIABILITY",
        CREDIT,
        "Perbezaan bank belum dijelaskan",
        "Bank differences to be cleared",
    ),
    FundAccount(
        WITHDRAWAL_PAYABLE, "LIABILITY", CREDIT, "Pengeluaran belum bayar", "Withdrawals payable"
    ),
    FundAccount(
        PAYOUT_IN_TRANSIT, "LIABILITY", CREDIT, "Bayaran dalam perjalanan", "Payouts in transit"
    ),
    FundAccount(PAYOUT_RETURNED, "LIABILITY", CREDIT, "Bayaran dipulangkan", "Returned payouts"),
    FundAccount(UNCLAIMED, "LIABILITY", CREDIT, "Wang tidak dituntut", "Unclaimed money"),
    FundAccount(
        REFUND_PAYABLE,
        "LIABILITY",
        CREDIT,
        "Bayaran balik kepada majikan",
        "Refunds payable to employers",
    ),
    FundAccount(DIVIDEND_POOL, "LIABILITY", CREDIT, "Kumpulan dividen", "Dividend pool"),
    FundAccount(ROUNDING, "EQUITY", CREDIT, "Pembundaran", "Rounding"),
    FundAccount(RESERVE, "EQUITY", CREDIT, "Rizab", "Reserve"),
    FundAccount(LATE_CHARGE_INCOME, "INCOME", CREDIT, "Pendapatan caj lewat", "Late charge income"),
)

TITLES: dict[str, str] = {account.code: account.title for account in MEMBER_ACCOUNTS}
