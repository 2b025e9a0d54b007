"""What counts as wages. A wage is a list of typed payments; every type counts or does not.

Source: Employees Provident Fund Act s.2 ("wages") and the employers' guide (epf-rules 1.5).
Arrears count in the month in which they are paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from members.rules.text import Text

BONUS = "BONUS"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of payment: whether contributions are due on it, and its name."""

    is_liable: bool
    title: Text


KINDS = MappingProxyType(
    {
        "SALARY": Kind(True, Text("gaji", "salary")),
        "UNUSED_LEAVE": Kind(
            True,
            Text(
                "bayaran cuti tahunan atau cuti sakit yang tidak digunakan",
                "pay for unused annual or medical leave",
            ),
        ),
        BONUS: Kind(True, Text("bonus", "bonus")),
        "ALLOWANCE": Kind(True, Text("elaun", "allowance")),
        "COMMISSION": Kind(True, Text("komisen", "commission")),
        "INCENTIVE": Kind(True, Text("insentif", "incentive")),
        "ARREARS": Kind(True, Text("tunggakan upah", "arrears of wages")),
        "MATERNITY": Kind(True, Text("upah cuti bersalin", "maternity-leave wages")),
        "STUDY_LEAVE": Kind(True, Text("upah cuti belajar", "study-leave wages")),
        "HALF_DAY_LEAVE": Kind(
            True, Text("upah cuti setengah hari atau separuh gaji", "half-day or half-pay leave")
        ),
        "OTHER_CONTRACT": Kind(
            True,
            Text("bayaran lain di bawah kontrak perkhidmatan", "other payments under the contract"),
        ),
        "OVERTIME": Kind(
            False,
            Text(
                "bayaran kerja lebih masa, hari rehat dan hari kelepasan",
                "overtime, and work on rest days and holidays",
            ),
        ),
        "SERVICE_CHARGE": Kind(False, Text("caj perkhidmatan", "service charge")),
        "GRATUITY": Kind(False, Text("ganjaran (gratuiti)", "gratuity")),
        "RETIREMENT": Kind(False, Text("faedah persaraan", "retirement benefit")),
        "TERMINATION": Kind(
            False,
            Text(
                "faedah pemberhentian kerja atau penamatan perkhidmatan",
                "retrenchment, lay-off or termination benefit",
            ),
        ),
        "TRAVEL": Kind(False, Text("elaun perjalanan", "travelling allowance")),
        "EXEMPT": Kind(
            False,
            Text("bayaran yang dikecualikan oleh Menteri", "payments exempted by the Minister"),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a month, in sen; `kind` is a code of KINDS."""

    kind: str
    amount_sen: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A month's payments, in sen: wages without bonus, bonus, and what does not count."""

    wages_sen: int
    bonus_sen: int
    left_out_sen: int


def count(payments: Iterable[Payment]) -> Counted:
    """Sort payments; raises ValueError for an unknown kind and for an amount below nil."""
    wages = bonus = left_out = 0
    for payment in payments:
        kind = KINDS.get(payment.kind)
        if kind is None:
            raise ValueError(f"no payment is of the kind {payment.kind!r}")
        if payment.amount_sen < 0:
            raise ValueError("a payment is nil or more")
        if not kind.is_liable:
            left_out += payment.amount_sen
        elif payment.kind == BONUS:
            bonus += payment.amount_sen
        else:
            wages += payment.amount_sen
    return Counted(wages, bonus, left_out)
