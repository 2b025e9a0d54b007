"""What a bank's answer means for us. A status is never money: at most it says the bank has the order.

Reasons of the duplicate family mean that the bank already holds the instruction, so its fate is not
known and there is no second one (ledger-and-payouts 3e).
"""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    ACKED = "ACKED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"
    CHANGED = "CHANGED"
    NOTHING = "NOTHING"


ACCEPTED: frozenset[str] = frozenset({"RCVD", "ACTC", "ACCP", "ACSP", "ACSC", "ACCC", "PDNG"})
DUPLICATE_REASONS: frozenset[str] = frozenset(
    {"DU01", "DU02", "DU03", "DU04", "DU05", "DUPL", "AM05"}
)


def meaning(status: str, reason: str) -> Meaning:
    """What one ISO 20022 status with its reason code says about one instruction."""
    if status in ACCEPTED:
        return Meaning.ACKED
    if status == "RJCT":
        return Meaning.UNKNOWN if reason in DUPLICATE_REASONS else Meaning.REJECTED
    if status == "ACWC":
        return Meaning.CHANGED
    return Meaning.NOTHING


# (Malay, English): what staff and, in our own words, the member read about a reason code.
REASONS: dict[str, tuple[str, str]] = {
    "AC01": ("Nombor akaun tidak betul", "The account number is not correct"),
    "AC03": ("Nombor akaun penerima tidak sah", "The payee's account number is not valid"),
    "AC04": ("Akaun telah ditutup", "The account is closed"),
    "AC06": ("Akaun disekat", "The account is blocked"),
    "AG01": ("Akaun tidak boleh menerima bayaran ini", "The account may not take this payment"),
    "AM04": ("Baki akaun pembayar tidak mencukupi", "The paying account lacks the money"),
    "AM05": ("Bank sudah memegang arahan ini", "The bank holds this instruction already"),
    "BE01": ("Nama tidak sepadan dengan akaun", "The name does not match the account"),
    "BE05": ("Pihak pengarah tidak dikenali", "The initiating party is not recognised"),
    "DU01": ("Bank sudah memegang fail ini", "The bank holds this file already"),
    "DU04": ("Bank sudah memegang arahan ini", "The bank holds this instruction already"),
    "FF01": ("Fail tidak mengikut format", "The file does not follow the format"),
    "MD07": ("Pemegang akaun telah meninggal dunia", "The account holder has died"),
}

OTHER_REASON: tuple[str, str] = ("Sebab lain daripada bank", "Another reason given by the bank")


def reason_words(code: str) -> tuple[str, str]:
    """A reason code in Malay and English."""
    return REASONS.get(code, OTHER_REASON)
