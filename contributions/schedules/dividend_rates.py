"""Declared dividends a year, in basis points: what late money is charged by.

Source: the fund's dividend page to 2024; the press of 28 February 2026 for 2025 (epf-rules 4.1).
"""

from __future__ import annotations

from types import MappingProxyType

# year: (conventional, Shariah); one rate was declared before 2017.
DIVIDENDS_BPS: MappingProxyType[int, tuple[int, int | None]] = MappingProxyType(
    {
        2011: (600, None),
        2012: (615, None),
        2013: (635, None),
        2014: (675, None),
        2015: (640, None),
        2016: (570, None),
        2017: (690, 640),
        2018: (615, 590),
        2019: (545, 500),
        2020: (520, 490),
        2021: (610, 565),
        2022: (535, 475),
        2023: (550, 540),
        2024: (630, 630),
        2025: (615, 615),
    }
)
LOWER_BPS: MappingProxyType[int, int] = MappingProxyType(
    {
        year: conventional if shariah is None else min(conventional, shariah)
        for year, (conventional, shariah) in DIVIDENDS_BPS.items()
    }
)
