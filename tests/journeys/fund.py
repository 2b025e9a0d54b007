"""A small fund for the journeys: one employer, thirty employees with savings, three officers.

It stands on Monday 23 November 2026. Aminah is the first employee; Bakar saves too and works
elsewhere; Chong reviews, Devi releases, Farid moves the fund's day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from contributions.models import Employer, EmployerUser, Employment, PaysBy
from contributions.rules import third_schedule
from members.gateways import vault
from members.ledger import chart, days, journal, money
from members.ledger.drafts import Amounts, FundLine, JournalDraft, MemberLine
from members.models import BankAccount, BankAccountStatus, Member, Role, User
from members.services import bank_accounts, staff_groups
from tests import cast
from tests.factories import make_member, make_user
from withdrawals.models import GoodFor, IdentityStep
from withdrawals.rules.identity_ways import Way

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
PAY_BY_ON = date(2026, 12, 2)
WAGE_MONTH = date(2026, 10, 1)
HEADER = "Member No,IC No,Name,Salary,EM Share,EMP Share"
SAVED = Amounts(4_821_377, 964_275, 1_442_850)


@dataclass(frozen=True)
class Line:
    """One row of the employer's file; salary in sen, shares in whole ringgit."""

    member: Member
    salary_sen: int
    employer_ringgit: int
    employee_ringgit: int

    @property
    def total_sen(self) -> int:
        return (self.employer_ringgit + self.employee_ringgit) * 100

    @property
    def split(self) -> Amounts:
        """75/15/10, the remainder to Persaraan."""
        return Amounts(*money.split(self.total_sen, (7500, 1500, 1000)))

    @property
    def text(self) -> str:
        salary = f"{self.salary_sen // 100}.{self.salary_sen % 100:02d}"
        who = f"{self.member.member_no},{self.member.ic_no},{self.member.name}"
        return f"{who},{salary},{self.employer_ringgit},{self.employee_ringgit}"


@dataclass(frozen=True)
class Fund:
    employer: Employer
    hr: User
    aminah: User
    bakar: User
    chong: User
    devi: User
    farid: User
    lines: tuple[Line, ...]

    @property
    def file(self) -> bytes:
        """The month's contribution file as the employer's payroll writes it."""
        return self.written(line.text for line in self.lines)

    @property
    def file_with_errors(self) -> bytes:
        """The same with an unknown member, a spreadsheet's amount and a line twice."""
        rows = [line.text for line in self.lines]
        rows[3] = rows[3].replace(self.lines[3].member.member_no, "19999999")
        rows[7] = rows[7].replace(",385,", ',"1,234.50",')
        rows.append(rows[0])
        return self.written(rows)

    @staticmethod
    def written(rows: object) -> bytes:
        return "\r\n".join([HEADER, *rows, ""]).encode()  # type: ignore[misc]


def build(language: str) -> Fund:
    """The fund, with every page in `language`."""
    days.begin(MONDAY, at=timezone.now())
    groups = staff_groups.ensure_groups()
    employer = Employer.objects.create(
        employer_no="1000001",
        name="Kilang Biskut Seri Pantai Sdn. Bhd.",
        registered_on=date(2015, 1, 1),
        pays_by=PaysBy.DIRECT_DEBIT,
    )
    hr = make_user(
        role=Role.EMPLOYER, login_id="siti.hr", display_name="Siti", phone="+60120000005"
    )
    EmployerUser.objects.create(user=hr, employer=employer)
    aminah, bakar = cast.aminah(), cast.bakar()
    chong, devi = cast.chong(), cast.devi()
    farid = make_user(role=Role.STAFF, login_id="farid", display_name="Farid bin Yusof")
    # Chong may release too: only that he reviewed keeps him from it.
    chong.groups.add(groups[staff_groups.REVIEWING], groups[staff_groups.RELEASING])
    devi.groups.add(groups[staff_groups.RELEASING])
    farid.groups.add(groups[staff_groups.OPERATIONS])
    for user in (hr, aminah, bakar, chong, devi, farid):
        user.language = language
        user.save(update_fields=["language"])
    people = [aminah.member, *(make_member() for _ in range(29))]
    lines = tuple(_line(member, 300_150 + 10_000 * place) for place, member in enumerate(people))
    lines = (*lines[:7], _line(lines[7].member, 296_000), *lines[8:])
    for member in people:
        Employment.objects.create(employer=employer, member=member, started_on=date(2020, 1, 1))
    for member in (aminah.member, bakar.member):
        _save(member)
        _bank_account(member)
        _show_face(member, devi)
    return Fund(employer, hr, aminah, bakar, chong, devi, farid, lines)


def _line(member: Member, salary_sen: int) -> Line:
    """What the Third Schedule says for the wages."""
    due = third_schedule.part_due("A", salary_sen, 0, WAGE_MONTH)
    return Line(member, salary_sen, due.employer_sen // 100, due.employee_sen // 100)


def _save(member: Member) -> None:
    journal.post(
        JournalDraft(
            scope="journey.opening",
            key=str(member.pk),
            kind="OPENING",
            book="KONV",
            effective_on=date(2025, 12, 31),
            narration="opening",
            reference="OPENING",
            by="system",
            control=chart.CONTRIB_CLEARING,
            members=(MemberLine(member.pk, SAVED),),
            fund=(
                FundLine(chart.RESERVE, chart.DEBIT, SAVED.total),
                FundLine(chart.CONTRIB_CLEARING, chart.CREDIT, SAVED.total),
            ),
        )
    )


def _show_face(member: Member, officer: User) -> None:
    """A face check at a counter, so that a few hundred ringgit need no visit."""
    IdentityStep.objects.create(
        member=member,
        way=Way.EKYC,
        receipt_no=f"T-{member.pk}1",
        counter="Ipoh 3",
        good_for=GoodFor.ONLINE,
        good_until_on=MONDAY + timedelta(days=300),
        recorded_on=MONDAY,
        recorded_at=timezone.now(),
        recorded_by=officer,
    )


def _bank_account(member: Member) -> None:
    number = f"7712345{member.pk % 1000:03d}6789"[-12:]
    BankAccount.objects.create(
        member=member,
        bank_code="BKRMMYKL",
        holder_name=member.name,
        number_encrypted=vault.encrypt(number),
        number_digest=bank_accounts.number_digest(number),
        last_four=number[-4:],
        status=BankAccountStatus.VERIFIED,
        added_at=timezone.now() - timedelta(days=90),
    )
