"""The contribution files the employers of the demonstration send: CSV, or Form A."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from contributions.files import form_a
from contributions.models import Employer
from contributions.rules import months
from members.ledger import money
from portal.demo import people, schedule

MONTHS = 24


def employer_file(
    employer: Employer, wage_month: date, *, seed: int, today: date, is_form_a: bool = False
) -> bytes:
    """The contribution file an employer of the demonstration would send: CSV, or Form A."""
    made = list(people.people(seed, today=today, months=MONTHS))
    place = [firm.employer_no for firm in people.firms(seed)].index(employer.employer_no)
    first_month = months.add(months.first_of(today), -MONTHS)
    count = (wage_month.year - first_month.year) * 12 + wage_month.month - first_month.month
    rows = of_month((one for one in made if place in one.employers), place, count, wage_month)
    if not is_form_a:
        return as_csv(rows)
    lines = (
        form_a.Line(
            number, identity, name, money.parse(wages), money.parse(employer), money.parse(employee)
        )
        for number, identity, name, wages, employer, employee in rows
    )
    return b"".join(
        form_a.write(
            employer_no=employer.employer_no,
            contribution_month=months.contribution_month(wage_month),
            lines=lines,
            file_date=today,
        )
    )


def of_month(
    staff: Iterable[people.Person], which: int, place: int, wage_month: date
) -> Iterator[tuple[str, ...]]:
    """The rows of a firm for a month: `which` of the firms, `place` of the months, its staff."""
    for person in staff:
        if place in person.gap_months:
            continue
        wages = (
            person.wages_sen if person.employers[0] == which else person.wages_sen // 3 // 100 * 100
        )
        employer, employee = schedule.shares(
            wages, citizenship=person.citizenship, born_on=person.born_on, wage_month=wage_month
        )
        yield (
            person.member_no,
            person.ic_no,
            person.name,
            f"{wages // 100}.{wages % 100:02d}",
            f"{employer}.00",
            f"{employee}.00",
        )


def as_csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    """The file of these rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Member No", "IC No", "Name", "Salary", "EM Share", "EMP Share"])
    writer.writerows(rows)
    return text.getvalue().encode()
