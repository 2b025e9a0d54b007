"""Money is a whole number of sen. Nothing here rounds except `split`, and `split` loses no sen."""

from __future__ import annotations

import re

_STRICT = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", re.ASCII)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]{1,2})?", re.ASCII)


def ringgit(sen: int) -> str:
    """Write an amount in sen as a person reads it: 123450 is `RM1,234.50`, -100 is `-RM1.00`."""
    sign = "-" if sen < 0 else ""
    whole, rest = divmod(abs(sen), 100)
    return f"{sign}RM{whole:,}.{rest:02d}"


def parse(text: str) -> int:
    """Read an amount in ringgit, as a person types it, into sen.

    `500`, `500.5`, `1,234.50`, `RM 1,234.50` are read. Anything else (signs, exponents, digits of
    other scripts, more than two decimals, misplaced commas) raises ValueError.
    """
    value = text.strip(" ")
    if value[:2].upper() == "RM":
        value = value[2:].strip(" ")
    if _GROUPED.fullmatch(value):
        value = value.replace(",", "")
    if not _STRICT.fullmatch(value):
        raise ValueError("not an amount in ringgit and sen")
    whole, _, rest = value.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or "0")


def split(amount_sen: int, weights_bps: tuple[int, ...]) -> tuple[int, ...]:
    """Share an amount in sen by weights in basis points that sum to 10,000.

    Every share but the first is rounded down to the sen; the first takes the remainder (epf-rules
    3.1: Fleksibel and Sejahtera rounded down, Persaraan takes the rest). Raises ValueError for
    weights that do not sum to 10,000 and for negative amounts.
    """
    if sum(weights_bps) != 10_000 or any(weight < 0 for weight in weights_bps):
        raise ValueError("weights must be basis points that sum to 10,000")
    if amount_sen < 0:
        raise ValueError("only an amount of nil or more can be shared")
    rest = tuple(amount_sen * weight // 10_000 for weight in weights_bps[1:])
    return (amount_sen - sum(rest), *rest)
