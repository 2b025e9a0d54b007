"""Third Schedule from the wage month of October 2025: Parts B and D are deleted; Part F makes every
other non-citizen liable, 2% and 2% of the actual wages. Source: Act A1760/2025; schedule
"effective 1 October 2025", 55 pages (epf-rules 1.1 to 1.3).
"""

from __future__ import annotations

from datetime import date

from contributions.schedules.shape import Part, Schedule
from members.rules.text import Text

SCHEDULE = Schedule(
    first_month=date(2025, 10, 1),
    source=Text(
        "Akta KWSP 1991, Jadual Ketiga berkuat kuasa 1 Oktober 2025, Akta A1760/2025",
        "EPF Act 1991, Third Schedule effective 1 October 2025, Act A1760/2025",
    ),
    senior_age=60,
    parts=(
        Part("A", 1_300, 1_200, 1_100, has_bonus_rule=True),
        Part("C", 650, 600, 550, has_bonus_rule=True),
        Part("E", 400, 400, 0),
        Part("F", 200, 200, 200, is_banded=False),
    ),
    citizen=("A", "E"),
    resident=("A", "C"),
    other=("F", "F"),
    other_must_contribute=True,
)
