"""Load the demonstration fund through the same services everybody uses, month by month.

The fund begins two years back on its own business date and lives through every month to today, so the
books, the statements and the employers' files are what they would have been. The first employer has
not yet sent the last month: that file is for whoever tries the portal.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from contributions.models import (
    BalanceConsent,
    Employer,
    EmployerUser,
    Employment,
    PaysBy,
    Purpose,
)
from contributions.rules import months
from contributions.services import company, registration
from members.ledger import chart, days, journal
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import AuthenticatorApp, Member, Role, User
from members.services import bank_accounts, second_factor, staff_groups
from portal.demo import counter, files, hands, history, logins, people
from portal.demo.history import noon, reach
from withdrawals.rules.identity_ways import Way
from withdrawals.services import identity_steps

Progress = Callable[[int, int, str], None]


def load(*, seed: int, today: date, progress: Progress) -> None:
    """Make the whole fund. Raises ValueError when the database already has a business date."""
    first_month = months.add(months.first_of(today), -files.MONTHS)
    steps = files.MONTHS + 3
    with hands.second_hand(seed=seed, today=today) as other, history.careless():
        days.begin(first_month, at=noon(first_month))
        progress(0, steps, "people")
        made = list(people.people(seed, today=today, months=files.MONTHS))
        _holidays(first_month.year, today.year)
        with transaction.atomic():
            employers = _employers(people.firms(seed), first_month)
            members = _members(made)
            _open_accounts(made, members, first_month)
            _fund_the_payout_account(first_month)
        progress(1, steps, "log-ins")
        users = _logins(members, employers, at=noon(first_month))
        progress(2, steps, "contributions")
        lives = history.Lives.of(made)
        for place in range(files.MONTHS):
            wage_month = months.add(first_month, place)
            history.live_through(history.Month(wage_month, place, today), lives, other)
            progress(3 + place, steps, f"{wage_month:%m/%Y}")
        reach(today)
        _finishing_touches(members, employers, users)
    progress(steps, steps, "")


def _holidays(first_year: int, this_year: int) -> None:
    """Every state's, as far ahead as anything is promised: who lives in Kelantan rests on Friday."""
    call_command("load_holidays", first_year, this_year + 2, stdout=io.StringIO())


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
        users[history.OFFICE] = User.objects.create(
            login_id=history.OFFICE,
            password=make_password(None),
            display_name="Rekod pejabat",
            role=Role.EMPLOYER,
            is_active=False,
        )
    return users


def _finishing_touches(
    members: list[Member], employers: list[Employer], users: dict[str, User]
) -> None:
    """What the cast has beside savings: bank accounts, face checks, a consent, a branch; the counter's work."""
    at = timezone.now()
    branch = company.add_branch(
        employer=employers[0],
        values={
            "name": "Kilang Roti Misalan",
            "address": "Lot 5, Jalan Rekaan",
            "postcode": "43999",
            "town": "Pekan Misalan",
            "state_code": "SGR",
        },
        by=users[history.FIRST_FIRMS_HR],
        at=at,
    )
    Employment.objects.filter(employer=employers[0], member=members[0]).update(branch=branch)
    registration.apply(facts=_APPLICANT, language="ms", at=at - timedelta(days=3))
    for place, (bank, number) in enumerate(_BANKS):
        bank_accounts.add(
            member=members[place],
            bank_code=bank,
            number=number,
            holder_name=members[place].name,
            by=None,
            at=at - timedelta(days=40),
        )
    # As if they had been at a counter, so that a few hundred ringgit need no visit.
    for place in (0, 1):
        identity_steps.record_for_online(
            member=members[place],
            way=Way.EKYC,
            receipt_no=f"KL2-1000{place}1",
            counter="Kuala Lumpur 2",
            by=users["kaunter.melur"],
            at=at,
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
    counter.take_in(members, users, at=at)


_APPLICANT = {
    "company_name": "Roti Fajar Sdn. Bhd. (rekaan)",
    "ssm_no": "202601000005",
    "address": "12, Jalan Rekaan",
    "postcode": "43999",
    "town": "Pekan Misalan",
    "state_code": "SGR",
    "phone": "0355500001",
    "email": "pejabat@fajar.example",
    "employees": 7,
    "first_wages_on": date(2026, 10, 31),
    "admin_name": "Kenanga binti Rimba Fajar",
    "admin_email": "kenanga@fajar.example",
    "admin_phone": "+60115550090",
}
_BANKS = (
    ("MBBEMYKL", "114400227788"),
    ("BIMBMYKL", "12040033557799"),
    ("PBBEMYKL", "3166448822"),
    ("CIBBMYKL", "8001122334"),
    ("RHBBMYKL", "21230066114455"),
)
