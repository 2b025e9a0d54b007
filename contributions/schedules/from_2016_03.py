"""Third Schedule from the wage month of March 2016: employees 8%, and 4% from 60 on.
Source: P.U.(A) of 2016; the rates from the press of the time; all 28 printed rows that were found
follow the band rule (epf-rules 1.7).

Parts B and D: employer RM5 flat; the employee rates of A and C are general knowledge, no printed
row was found.
"""

from __future__ import annotations

from datetime import date

from contributions.schedules.shape import Part, Schedule
from members.rules.text import Text

SCHEDULE = Schedule(
    first_month=date(2016, 3, 1),
    source=Text(
        "Akta KWSP 1991, Jadual Ketiga berkuat kuasa bulan upah Mac 2016, P.U.(A) 2016",
        "EPF Act 1991, Third Schedule in force from the wage month of March 2016, P.U.(A) of 2016",
    ),
    senior_age=60,
    parts=(
        Part("A", 1_300, 1_200, 800, has_bonus_rule=True),
        Part("B", 0, 0, 800, employer_flat_sen=5_00),
        Part("C", 650, 600, 400, has_bonus_rule=True),
        Part("D", 0, 0, 400, employer_flat_sen=5_00),
    ),
    citizen=("A", "C"),
    resident=("A", "C"),
    other=("B", "D"),
    other_must_contribute=False,
)
