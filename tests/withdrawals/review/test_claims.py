"""Taking, keeping, giving back and taking over: an application is never decided by two, nor by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Role, User
from tests.factories import make_user
from tests.withdrawals.conftest import Walk, logged_in, may_review
from withdrawals.models import Application
from withdrawals.rules import taking
from withdrawals.services import review

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = "admin:withdrawals_application_changelist"
ALMOST = taking.CLAIM_LASTS - timedelta(seconds=1)


def url(name: str, application: Application) -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


@pytest.fixture
def other(today: object) -> User:
    return may_review(make_user(role=Role.STAFF, login_id="other", display_name="Lim Siew Hwa"))


def test_who_is_at_work_keeps_it_and_who_went_home_does_not(
    walk: Walk, chong: User, other: User
) -> None:
    application = walk.all_the_way()
    at = timezone.now()
    review.take(application_id=application.pk, by=chong, at=at)
    with pytest.raises(review.TakenByAnother) as held:
        review.take(application_id=application.pk, by=other, at=at + ALMOST)
    assert (held.value.officer, held.value.until) == (str(chong), at + taking.CLAIM_LASTS)
    assert review.take_next(by=other, at=at + ALMOST) is None

    # A look by its officer starts the time again.
    review.look(application=application, by=chong, at=at + ALMOST)
    assert review.take_next(by=other, at=at + taking.CLAIM_LASTS) is None

    later = at + ALMOST + taking.CLAIM_LASTS
    taken = review.take_next(by=other, at=later)
    assert taken == application and taken.reviewer == other
    with pytest.raises(review.TakenByAnother):
        review.approve(application_id=application.pk, by=chong, at=later)
    takes = application.transitions.filter(event="TAKE").values_list("by__login_id", flat=True)
    assert list(takes) == ["chong", "other"]


def test_a_look_by_somebody_else_does_not_keep_it(walk: Walk, chong: User, other: User) -> None:
    application = walk.all_the_way()
    at = timezone.now()
    review.take(application_id=application.pk, by=chong, at=at)
    review.look(application=application, by=other, at=at + ALMOST)
    assert review.take_next(by=other, at=at + taking.CLAIM_LASTS) == application


def test_put_back_is_free_at_once(walk: Walk, chong: User, other: User) -> None:
    application = walk.all_the_way()
    at = timezone.now()
    review.take(application_id=application.pk, by=chong, at=at)
    review.put_back(application_id=application.pk, by=chong, at=at)
    assert review.take_next(by=other, at=at) == application


def test_the_page_says_who_has_it_and_from_when_it_is_free(
    walk: Walk, chong: User, other: User
) -> None:
    application = walk.all_the_way()
    logged_in(chong).post(url("take", application))
    client = logged_in(other)
    page = client.get(url("review", application)).text
    application.refresh_from_db()
    until = timezone.localtime(taking.ends_at(application.review_started_at))
    assert f"{until:%H:%M}" in page and "Chong Wei Ling" in page
    assert url("take", application) not in page
    refused = client.post(url("take", application), follow=True).text
    assert f"{until:%H:%M}" in refused
    Application.objects.filter(pk=application.pk).update(
        review_started_at=timezone.now() - taking.CLAIM_LASTS
    )
    assert url("take", application) in client.get(url("review", application)).text
    client.post(url("take", application))
    application.refresh_from_db()
    assert application.reviewer == other
