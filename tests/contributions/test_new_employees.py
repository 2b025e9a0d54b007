"""Employees without a number are registered from the file; who left is no longer employed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from contributions.models import Employment, NewEmployee, Remittance, ZeroLine
from contributions.services import new_employees, post, register, submit
from members.models import Member, User
from tests.contributions.conftest import MONTH, Send, row

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
