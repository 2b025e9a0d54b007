"""Who logs in is told of each contribution that was credited: once, soon, by the ways they want."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from contributions.models import Remittance
from contributions.services import credited
from contributions.tasks import register_employees
from members.models import Member, Notice, User
from members.services import notices
from members.work import queue
from tests.contributions.conftest import row
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
Credit = Callable[..., Remittance]


def test_each_login_is_told_once(people: list[Member], aminah: User, credit: Credit) -> None:
    silent = make_user(member=people[1], email_notices=False)
    make_user(member=people[2], is_active=False)
    remittance = credit(map(row, people))
    for _time in range(2):
        with queue.quietly():
            queue.run_due()
            register_employees({"remittance_id": remittance.pk}, at=timezone.now())
    assert set(Notice.objects.values_list("member_id", flat=True)) == {
        aminah.member_id,
        silent.member_id,
    }
    notice = Notice.objects.get(member=aminah.member_id)
    subject, text = notices.words(notice.about, notice.facts, "en")
    assert subject == "Contribution of 10/2026 was credited"
    assert "RM783.00" in text and "Kilang Biskut" in text
    assert notice.link == "/contributions/"
    assert [letter.to for letter in mail.outbox] == [[aminah.email]]


def test_a_group_begun_again_repeats_no_letter(
    people: list[Member], aminah: User, credit: Credit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member in people[1:]:
        make_user(member=member)
    remittance = credit(map(row, people))
    credited.tell(remittance.pk, at=timezone.now())
    event = f"credited:{remittance.reference}"
    sent: list[str] = []

    def fails_third(*, to: str, **_rest: str) -> None:
        if len(sent) == 2:
            sent.append("failed")
            raise OSError("the mail server went away")
        sent.append(to)

    monkeypatch.setattr(notices, "mail", fails_third)
    with pytest.raises(OSError, match="went away"):
        credited.mail_some(event, at=timezone.now())
    assert credited.mail_some(event, at=timezone.now()) == 3
    assert len({each for each in sent if each != "failed"}) == 5 and len(sent) == 6
    assert credited.mail_some(event, at=timezone.now()) == 0


def test_history_tells_nobody(people: list[Member], aminah: User, credit: Credit) -> None:
    remittance = credit(map(row, people))
    later = timezone.now() + credited.NEWS_FOR + timedelta(minutes=1)
    assert credited.tell(remittance.pk, at=later) == 0
    assert not Notice.objects.exists()
