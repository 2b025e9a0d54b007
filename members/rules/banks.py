"""Banks that a payout may go to: code (BIC), name and the lengths an account number may have.

Source: epf-rules 8.1. Where the source gives no length, 6 to 20 digits are taken.
"""

from __future__ import annotations

from dataclasses import dataclass

_UNKNOWN_LENGTHS = tuple(range(6, 21))


class NotABankAccountNumber(ValueError):
    """The number does not fit the bank; `.reason` is DIGITS, LENGTH or BANK."""

    def __init__(self, reason: str, lengths: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lengths = lengths


@dataclass(frozen=True, slots=True)
class Bank:
    code: str
    name: str
    lengths: tuple[int, ...] = _UNKNOWN_LENGTHS


BANKS: dict[str, Bank] = {
    bank.code: bank
    for bank in (
        Bank("PHBMMYKL", "Affin Bank", (12,)),
        Bank("ACDBMYK2", "AEON Bank", (13,)),
        Bank("AGOBMYKL", "Agrobank", (16,)),
        Bank("RJHIMYKL", "Al Rajhi Bank", (15,)),
        Bank("MFBBMYKL", "Alliance Bank", (15,)),
        Bank("ARBKMYKL", "AmBank", (12, 13)),
        Bank("BIMBMYKL", "Bank Islam", (13, 14)),
        Bank("BKRMMYKL", "Bank Rakyat", (10, 11, 12)),
        Bank("BMMBMYKL", "Bank Muamalat", (14,)),
        Bank("BKCHMYKL", "Bank of China", (13, 14, 15)),
        Bank("BSNAMYK1", "Bank Simpanan Nasional", (16,)),
        Bank("BOBEMYK2", "Boost Bank"),
        Bank("CIBBMYKL", "CIMB Bank", (10, 14)),
        Bank("CITIMYKL", "Citibank"),
        Bank("KCPMMYK1", "Co-opbank Pertama"),
        Bank("GXSPMYKL", "GX Bank"),
        Bank("HLBBMYKL", "Hong Leong Bank", (11, 13)),
        Bank("HBMBMYKL", "HSBC Bank", (12,)),
        Bank("ICBKMYKL", "ICBC"),
        Bank("KFHOMYKL", "Kuwait Finance House"),
        Bank("MBBEMYKL", "Maybank", (12,)),
        Bank("AFBQMYKL", "MBSB Bank"),
        Bank("BOTKMYKX", "MUFG Bank", (6,)),
        Bank("OCBCMYKL", "OCBC Bank", (10,)),
        Bank("PBBEMYKL", "Public Bank", (10,)),
        Bank("RHBBMYKL", "RHB Bank", (14,)),
        Bank("SCBLMYKX", "Standard Chartered Bank", (12,)),
        Bank("UOVBMYKL", "UOB Bank", (10,)),
    )
}


def bank_name(code: str) -> str:
    """The bank's name, or the code itself for a bank no longer declared."""
    bank = BANKS.get(code)
    return bank.name if bank else code


def account_number(bank_code: str, text: str) -> str:
    """The account number in `text`, blanks and dashes dropped.

    Raises NotABankAccountNumber for an unknown bank, other characters or a length not of this bank.
    """
    bank = BANKS.get(bank_code)
    if bank is None:
        raise NotABankAccountNumber("BANK")
    number = text.strip().replace(" ", "").replace("-", "")
    if not number.isascii() or not number.isdigit():
        raise NotABankAccountNumber("DIGITS", bank.lengths)
    if len(number) not in bank.lengths:
        raise NotABankAccountNumber("LENGTH", bank.lengths)
    return number


def same_person(first: str, second: str) -> bool:
    """Whether two spellings are one name: case, blanks and full stops do not count."""

    def plain(name: str) -> str:
        return " ".join(name.casefold().replace(".", " ").replace("'", "").split())

    return plain(first) == plain(second)
