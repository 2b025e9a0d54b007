"""Load the demonstration fund through the same services everybody uses, month by month.

The fund begins two years back on its own business date and lives through every month to today, so the
books, the statements and the employers' files are what they would have been. The first employer has
not yet sent the last month: that file is for whoever tries the portal.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from contributions.files import form_a
from contributions.models import (
    BalanceConsent,
    Employer,
    EmployerUser,
    PaysBy,
    Purpose,
)
from contributions.rules import months
from contributions.services import credited, receive, submit, validate
from members.ledger import calendar, chart, days, journal, money
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import AuthenticatorApp, Member, Role, User
from members.services import bank_accounts, second_factor, staff_groups
from members.work import queue
from portal.demo import logins, people, schedule, transfers

MONTHS = 24
OFFICE = "office.records"

Progress = Callable[[int, int, str], None]


def load(*, seed: int, today: date, progress: Progress) -> None:
    """Make the whole fund. Raises ValueError when the database already has a business date."""
    with connection.cursor() as cursor:
        # Should the machine stop half-way, the whole is loaded again.
        cursor.execute("set synchronous_commit = off")
    first_month = months.add(months.first_of(today), -MONTHS)
    begin_on = first_month.replace(day=1)
    days.begin(begin_on, at=_noon(begin_on))
    made = list(people.people(seed, today=today, months=MONTHS))
    firms = people.firms(seed)
    steps = MONTHS + 3
    progress(0, steps, "people")
    with transaction.atomic():
        employers = _employers(firms, begin_on)
        members = _members(made)
        _open_accounts(made, members, begin_on)
        _fund_the_payout_account(begin_on)
    progress(1, steps, "log-ins")
    users = _logins(members, employers, at=_noon(begin_on))
    progress(2, steps, "contributions")
    for place, wage_month in enumerate(
        months.between(first_month, months.add(first_month, MONTHS - 1))
    ):
        last = place == MONTHS - 1
        _live_through(wage_month, place, made, employers, users, today=today, skip_first=last)
        progress(3 + place, steps, f"{wage_month:%m/%Y}")
    _reach(today)
    _finishing_touches(members, employers, users)
    with connection.cursor() as cursor:
        cursor.execute("reset synchronous_commit")
    progress(steps, steps, "")


def employer_file(
    employer: Employer, wage_month: date, *, seed: int, today: date, is_form_a: bool = False
) -> bytes:
    """The contribution file an employer of the demonstration would send: CSV, or Form A."""
    made = list(people.people(seed, today=today, months=MONTHS))
    place = [firm.employer_no for firm in people.firms(seed)].index(employer.employer_no)
    first_month = months.add(months.first_of(today), -MONTHS)
    count = (wage_month.year - first_month.year) * 12 + wage_month.month - first_month.month
    rows = _rows(made, place, count, wage_month)
    if not is_form_a:
        return _csv(rows)
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


# ── people ──────────────────────────────────────────────────────────────────────────────────────


def _employers(firms: list[people.Firm], on: date) -> list[Employer]:
    return Employer.objects.bulk_create(
        Employer(
            employer_no=firm.employer_no,
            name=firm.name,
            town=firm.town,
            postcode=firm.postcode,
            state_code=firm.state_code,
            address="Lot contoh",
            registered_on=on - timedelta(days=2_000),
            pays_by=PaysBy.TRANSFER if firm is firms[-1] else PaysBy.DIRECT_DEBIT,
        )
        for firm in firms
    )


def _members(made: list[people.Person]) -> list[Member]:
    return Member.objects.bulk_create(
        Member(
            member_no=person.member_no,
            ic_no=person.ic_no,
            name=person.name,
            born_on=person.born_on,
            citizenship=person.citizenship,
            is_muslim=person.is_muslim,
            scheme=person.scheme,
            state_code=person.state_code,
            address=person.address,
            postcode=person.postcode,
            town=person.town,
            joined_on=person.joined_on,
        )
        for person in made
    )


def _open_accounts(made: list[people.Person], members: list[Member], on: date) -> None:
    """What each had when the fund began, one event for each book, out of the reserve."""
    for book in chart.BOOKS:
        lines = tuple(
            MemberLine(member.pk, _opening(person, on))
            for person, member in zip(made, members, strict=True)
            if person.scheme == book and person.opening_sen
        )
        journal.post(
            JournalDraft(
                scope="demo.opening",
                key=book,
                kind="OPENING",
                book=book,
                effective_on=on - timedelta(days=1),
                narration="opening",
                reference="BAKI-AWAL",
                by="system",
                control=chart.RESERVE,
                members=lines,
            )
        )


def _fund_the_payout_account(on: date) -> None:
    """What the sandbox bank says it keeps for us is what our books say it keeps."""
    for book in chart.BOOKS:
        journal.post(
            JournalDraft(
                scope="demo.bank",
                key=book,
                kind="OPENING",
                book=book,
                effective_on=on - timedelta(days=1),
                narration="opening",
                reference="BAKI-AWAL",
                by="system",
                fund=(
                    FundLine(chart.BANK_PAYOUT, chart.DEBIT, settings.SANDBOX_BANK_OPENING_SEN),
                    FundLine(chart.RESERVE, chart.CREDIT, settings.SANDBOX_BANK_OPENING_SEN),
                ),
            )
        )


def _opening(person: people.Person, on: date) -> Amounts:
    age = (
        on.year
        - person.born_on.year
        - ((on.month, on.day) < (person.born_on.month, person.born_on.day))
    )
    if age >= 55:
        return Amounts(akaun_55=person.opening_sen)
    fleksibel = person.opening_sen * 6 // 100
    sejahtera = person.opening_sen * 24 // 100
    return Amounts(person.opening_sen - sejahtera - fleksibel, sejahtera, fleksibel)


def _logins(members: list[Member], employers: list[Employer], *, at: datetime) -> dict[str, User]:
    groups = staff_groups.ensure_groups()
    password = make_password(logins.PASSWORD)
    users: dict[str, User] = {}
    with transaction.atomic():
        for place, login in enumerate(logins.LOGINS):
            user = User.objects.create(
                login_id=login.login_id,
                password=password,
                display_name=login.name,
                role=login.role,
                is_staff=login.role == Role.STAFF,
                member=members[login.person] if login.person is not None else None,
                email=f"{login.login_id}@contoh.example",
                phone=f"+601155500{place:02d}",
            )
            if user.is_staff:
                AuthenticatorApp.objects.create(
                    user=user,
                    name="TOTP",
                    confirmed=True,
                    secret_encrypted=second_factor.new_secret(),
                )
            if login.group:
                user.groups.add(groups[login.group])
            if login.firm is not None:
                EmployerUser.objects.create(user=user, employer=employers[login.firm])
            users[login.login_id] = user
        # History needs somebody who sent the files of the employers nobody logs in for.
        users[OFFICE] = User.objects.create(
            login_id=OFFICE,
            password=make_password(None),
            display_name="Rekod pejabat",
            role=Role.EMPLOYER,
            is_active=False,
        )
    return users


def _finishing_touches(
    members: list[Member], employers: list[Employer], users: dict[str, User]
) -> None:
    """Bank accounts for the cast, and Aminah's consent to her employer."""
    at = timezone.now()
    for place, (bank, number) in enumerate(_BANKS):
        bank_accounts.add(
            member=members[place],
            bank_code=bank,
            number=number,
            holder_name=members[place].name,
            by=None,
            at=at - timedelta(days=40),
        )
    BalanceConsent.objects.create(
        employer=employers[0],
        member=members[0],
        purpose=Purpose.RETIREMENT_PLANNING,
        asked_at=at - timedelta(days=9),
        asked_by=users["hr.bakeri"],
        given_at=at - timedelta(days=8),
        expires_on=days.today() + timedelta(days=180),
    )


_BANKS = (
    ("MBBEMYKL", "114400227788"),
    ("BIMBMYKL", "12040033557799"),
    ("PBBEMYKL", "3166448822"),
    ("CIBBMYKL", "8001122334"),
    ("RHBBMYKL", "21230066114455"),
)


# ── months ──────────────────────────────────────────────────────────────────────────────────────


def _live_through(
    wage_month: date,
    place: int,
    made: list[people.Person],
    employers: list[Employer],
    users: dict[str, User],
    *,
    today: date,
    skip_first: bool,
) -> None:
    """Every employer sends the month's file on a working day before the 15th and is debited, but for one
    that pays by transfer; the worker takes the statement in and credits the members.
    """
    due = months.due_on(wage_month)
    sent_on = calendar.add_working_days(due.replace(day=4), 2, days.holidays(due.year, due.year))
    if sent_on > today:
        sent_on = today
    _reach(sent_on)
    at = _noon(sent_on)
    with transaction.atomic():
        for which, employer in enumerate(employers):
            if which == 0 and skip_first:
                continue
            rows = list(_rows(made, which, place, wage_month))
            if not rows:
                continue
            by = users["hr.bakeri"] if which == 0 else users[OFFICE]
            remittance = receive.receive_bytes(
                employer=employer,
                wage_month=wage_month,
                content=[_csv(iter(rows))],
                file_name=f"caruman-{wage_month:%Y%m}.csv",
                by=by,
                at=at,
            )
            validate.validate(remittance_id=remittance.pk, at=at)
            submit.submit(remittance_id=remittance.pk, by=by, at=at)
    # Only the last of these months is news to anybody.
    with nullcontext() if skip_first else credited.untold():
        while queue.run_due(at=timezone.now()):
            pass
        transfers.arrive(employers, left=MONTHS - 1 - place, at=at)
        while queue.run_due(at=timezone.now()):
            pass


def _rows(
    made: list[people.Person], which: int, place: int, wage_month: date
) -> Iterator[tuple[str, ...]]:
    for person in made:
        if which not in person.employers or place in person.gap_months:
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


def _csv(rows: Iterator[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Member No", "IC No", "Name", "Salary", "EM Share", "EMP Share"])
    writer.writerows(rows)
    return text.getvalue().encode()


def _reach(day: date) -> None:
    at = _noon(day)
    with transaction.atomic():
        if days.lock_today(at=at) < day:
            days.set_today(day, at=at)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
