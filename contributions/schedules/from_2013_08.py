"""Third Schedule from the wage month of August 2013: the age limit moves from 55 to 60.
Source: list of schedules on the fund's Third Schedule page (epf-rules 1.7).

Parts B and D: employer RM5 flat; the employee rates of A and C are general knowledge, no printed
row was found.
"""

from __future__ import annotations

from datetime import date

from contributions.schedules.shape import Part, Schedule
from members.rules.text import Text

SCHEDULE = Schedule(
    first_month=date(2013, 8, 1),
    source=Text(
        "Akta KWSP 1991, Jadual Ketiga berkuat kuasa bulan upah Ogos 2013",
        "EPF Act 1991, Third Schedule in force from the wage month of August 2013",
    ),
    senior_age=60,
    parts=(
        Part("A", 1_300, 1_200, 1_100, has_bonus_rule=True),
        Part("B", 0, 0, 1_100, employer_flat_sen=5_00),
        Part("C", 650, 600, 550, has_bonus_rule=True),
        Part("D", 0, 0, 550, employer_flat_sen=5_00),
    ),
    citizen=("A", "C"),
    resident=("A", "C"),
    other=("B", "D"),
    other_must_contribute=False,
)
