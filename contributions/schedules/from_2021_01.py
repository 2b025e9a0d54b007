"""Third Schedule from the wage month of January 2021: employees below 60 pay 9%.
Source: P.U.(A) 387/2020, extended by P.U.(A) 467/2021 (epf-rules 1.7).

Parts B and D: employer RM5 flat; the employee rates of A and C are general knowledge, no printed
row was found.
"""

from __future__ import annotations

from datetime import date

from contributions.schedules.shape import Part, Schedule
from members.rules.text import Text

SCHEDULE = Schedule(
    first_month=date(2021, 1, 1),
    source=Text(
        "Akta KWSP 1991, Jadual Ketiga, P.U.(A) 387/2020 dan 467/2021",
        "EPF Act 1991, Third Schedule, P.U.(A) 387/2020 and 467/2021",
    ),
    senior_age=60,
    parts=(
        Part("A", 1_300, 1_200, 900, has_bonus_rule=True),
        Part("B", 0, 0, 900, employer_flat_sen=5_00),
        Part("C", 650, 600, 550, has_bonus_rule=True),
        Part("D", 0, 0, 550, employer_flat_sen=5_00),
        Part("E", 400, 400, 0),
    ),
    citizen=("A", "E"),
    resident=("A", "C"),
    other=("B", "D"),
    other_must_contribute=False,
)
