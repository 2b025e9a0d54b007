"""Every move of an application is told once, to its own member."""

from __future__ import annotations

import pytest
from django.core import mail

from members.models import Notice
from members.services import notices
from tests.cast import aminah as make_aminah
from tests.withdrawals.payouts.people import World

pytestmark = pytest.mark.django_db(transaction=True)


def told(member_id: int) -> list[str]:
    found = Notice.objects.filter(member_id=member_id).order_by("at", "event_key")
    return list(found.values_list("about", flat=True))


def test_from_submission_to_payment(world: World) -> None:
    aminah = make_aminah()
    application = world.approved(member=aminah.member, login=aminah)
    batch = world.released(world.sealed())
    world.work()
    batch.refresh_from_db()
    assert told(application.member_id) == [
        "withdrawal.submitted",
        "withdrawal.in_review",
        "withdrawal.approved",
        "withdrawal.paying",
        "withdrawal.paid",
    ]
    notice = Notice.objects.get(about="withdrawal.paid")
    assert notice.link == f"/withdrawals/applications/{application.reference}/"
    _subject, text = notices.words(notice.about, notice.facts, "en")
    assert text == f"The bank paid RM500.00 for withdrawal application {application.reference}."
    letters = [letter.subject for letter in mail.outbox if letter.to == [aminah.email]]
    assert len(letters) == 4, "being reviewed stays in the inbox"


def test_a_payment_that_failed_is_told(world: World) -> None:
    application = world.approved(ending="0000")
    world.released(world.sealed())
    world.work()
    assert told(application.member_id)[-1] == "withdrawal.pay_failed"


def test_taking_over_and_putting_back_tell_nobody(world: World) -> None:
    application = world.approved()
    other = world.approved(by=world.chong)
    assert told(application.member_id).count("withdrawal.in_review") == 1
    assert told(other.member_id).count("withdrawal.in_review") == 1
