"""Employees without a number are registered from the file; who left is no longer employed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from contributions.models import Employment, NewEmployee, Remittance, ZeroLine
from contributions.services import new_employees, new_members, post, register, submit
from members.audit.models import AuditEvent
from members.models import Member, User
from tests.contributions.conftest import MONTH, Send, row
from tests.contributions.test_staff_money import officer
from tests.second_factor import enter

NEW = ",980214-10-5566,FARAH BINTI OMAR,3250.00,424,359"


def press(user: User, source: Remittance, **facts: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(
        f"/employer/contributions/{source.reference}/register/", facts, follow=True
    )
    return answer.content.decode()


def test_a_new_employee_becomes_a_provisional_member(
    people: list[Member], send: Send, hr: User
) -> None:
    known = row(people[1]).replace(people[1].member_no, "", 1)
    source = send([row(people[0]), NEW, known])
    assert source.state == "INVALID"
    assert "Tick the box" in press(hr, source)
    assert not NewEmployee.objects.exists()
    press(hr, source, compared="on")
    made = Remittance.objects.get(made_from=source)
    assert (made.state, made.line_count, made.made_as) == ("READY", 3, "NEW_EMPLOYEES")
    new = NewEmployee.objects.get()
    assert (new.member.ic_no, new.member.born_on) == ("980214105566", date(1998, 2, 14))
    assert (new.member.name, new.confirmed_at) == ("FARAH BINTI OMAR", None)
    assert set(made.lines.values_list("member_id", flat=True)) == {
        people[0].pk,
        people[1].pk,
        new.member_id,
    }
    # Again: the same file, nobody twice.
    press(hr, source, compared="on")
    assert NewEmployee.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        ",981399-10-5566,FARAH BINTI OMAR,3250.00,424,359",
        ",A1234567,PETER PAN,3250.00,424,359",
        ",180214-10-5566,ANAK KECIL,3250.00,424,359",
        ",400214-10-5566,WARGA EMAS,3250.00,424,359",
    ],
)
def test_a_card_that_does_not_do_registers_nobody(
    bad: str, people: list[Member], send: Send, hr: User
) -> None:
    source = send([row(people[0]), NEW, bad])
    assert "Nobody was registered" in press(hr, source, compared="on")
    assert not NewEmployee.objects.exists()
    assert not Member.objects.filter(ic_no="980214105566").exists()


def test_a_known_card_under_another_name_is_not_filled_in(
    people: list[Member], send: Send, hr: User
) -> None:
    source = send([row(people[0]), f",{people[1].ic_no},ORANG LAIN,3250.00,424,359"])
    with pytest.raises(new_employees.CannotRegister) as refused:
        new_employees.register(remittance_id=source.pk, by=hr, at=timezone.now())
    assert refused.value.line_nos == [3]


def test_other_faults_come_first(people: list[Member], send: Send, hr: User) -> None:
    source = send([row(people[0], salary="x"), NEW])
    with pytest.raises(new_employees.NotOnlyNewEmployees):
        new_employees.register(remittance_id=source.pk, by=hr, at=timezone.now())


def test_who_left_is_no_longer_employed(
    people: list[Member], credit: Send, send: Send, hr: User
) -> None:
    september = credit(map(row, people), month=date(2026, 9, 1))
    register.register(september.pk)
    october = send(map(row, people[1:]))
    ZeroLine.objects.create(remittance=october, member=people[0], wages_sen=0, reason="LEFT")
    submit.submit(remittance_id=october.pk, by=hr, at=timezone.now())
    register.register(post.post_all(october.pk, at=timezone.now()).pk)
    spells = dict(Employment.objects.values_list("member_id", "ended_on"))
    if Remittance.objects.get(pk=october.pk).state == "POSTED":
        assert spells.pop(people[0].pk) == date(2026, 9, 30)
    assert MONTH.month == 10
    assert all(ended_on is None for ended_on in spells.values())


# ── an officer decides ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def new(people: list[Member], send: Send, hr: User) -> NewEmployee:
    press(hr, send([row(people[0]), NEW]), compared="on")
    return NewEmployee.objects.get()


@pytest.fixture
def farid(new: NewEmployee) -> User:
    return officer("farid")


def test_an_officer_confirms_against_the_card(new: NewEmployee, farid: User) -> None:
    client = Client()
    enter(client, farid)
    listing = client.get("/admin/contributions/newemployee/?waiting=yes").content.decode()
    assert "FARAH BINTI OMAR" in listing
    path = f"/admin/contributions/newemployee/{new.pk}/change/"
    page = client.post(path, {"confirm": "1"}).content.decode()
    assert "Write down what you compared" in page and "980214105566" in page
    client.post(path, {"confirm": "1", "confirm-words": "Copy of the MyKad agrees"})
    new.refresh_from_db()
    assert (new.outcome, new.confirmed_by, new.words) == (
        "CONFIRMED",
        farid,
        "Copy of the MyKad agrees",
    )
    log = AuditEvent.objects.filter(member_id=new.member_id).values_list("action", flat=True)
    assert {"new_member.confirmed", "staff.viewed_member"} <= set(log)
    assert "Confirm the member" not in client.get(path).content.decode()
    with pytest.raises(new_members.Decided):
        new_members.refuse(pk=new.pk, words="x", by=farid, at=timezone.now())


def test_the_card_corrects_name_number_and_birthday(
    new: NewEmployee, farid: User, people: list[Member]
) -> None:
    act = {"pk": new.pk, "by": farid, "at": timezone.now()}
    with pytest.raises(new_members.NoSuchCard):
        new_members.correct(**act, name="FARAH", ic_no="981399105566")
    Member.objects.filter(pk=people[1].pk).update(ic_no="900314105511")
    with pytest.raises(new_members.CardTaken):
        new_members.correct(**act, name="FARAH", ic_no="900314-10-5511")
    new_members.correct(**act, name="FARAH BINTI OMAR ALI", ic_no="980215-10-5566")
    member = Member.objects.get(pk=new.member_id)
    assert (member.name, member.ic_no, member.born_on) == (
        "FARAH BINTI OMAR ALI",
        "980215105566",
        date(1998, 2, 15),
    )
    new.refresh_from_db()
    assert (new.outcome, new.card_no) == ("", "980214105566")


def test_nobody_is_refused_whom_money_is_with(new: NewEmployee, farid: User, hr: User) -> None:
    made = Remittance.objects.get(made_from__isnull=False)
    act = {"pk": new.pk, "words": "No such card", "by": farid, "at": timezone.now()}
    with pytest.raises(new_members.HasMoney):
        new_members.refuse(**act)
    submit.cancel(remittance_id=made.pk, by=hr, at=timezone.now())
    new_members.refuse(**act)
    member = Member.objects.get(pk=new.member_id)
    assert member.ic_no == f"BATAL-{member.member_no}"
    # The card is free again; no file reaches the number that was refused.
    Member.objects.filter(pk=member.pk).exclude(ic_no="980214105566").get()


def test_the_right_is_needed_and_nobody_confirms_themselves(
    new: NewEmployee, farid: User, hr: User
) -> None:
    with pytest.raises(new_members.NotAllowed):
        new_members.confirm(pk=new.pk, words="x", by=hr, at=timezone.now())
    farid.member = new.member
    farid.save()
    with pytest.raises(new_members.NotAllowed):
        new_members.confirm(pk=new.pk, words="x", by=farid, at=timezone.now())
