"""Every page: finished in both languages, closed to strangers, and no dearer with a long history."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from members.ledger import holds
from members.models import Role, User
from tests.factories import make_user
from tests.withdrawals.conftest import Walk, logged_in
from withdrawals import selectors, timeline, types, wording
from withdrawals.models import Application, Declaration
from withdrawals.rules.reasons import REASONS
from withdrawals.rules.states import Event, Status
from withdrawals.services import apply, review, transition

pytestmark = pytest.mark.django_db(transaction=True)

MEMBER_PAGES = ("start", "amount", "bank_account", "declaration", "check", "code")
QUEUE = "admin:withdrawals_application_changelist"


def queries(get: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        get()
    return len(caught)


@pytest.mark.parametrize("language", ["ms", "en"])
def test_pages_in_both_languages(walk: Walk, aminah: User, language: str) -> None:
    aminah.language = language
    aminah.save()
    walk.client.post(reverse("portal:set_language"), {"language": language, "next": "/"})
    walk.to_check()
    walk.ask_code()
    said = types.get("FLX")
    for name in MEMBER_PAGES:
        page = walk.client.get(walk.url(name))
        assert page.status_code == 200, name
        assert f'<html lang="{language}"' in page.text
        assert page.text.count("<h1") == 1 and page.text.count("<main") == 1
        assert "style=" not in page.text and "onclick" not in page.text
        assert aminah.member.ic_no not in page.text
    start = walk.client.get(walk.url("start")).text
    assert said.title.of(language) in start
    assert said.declaration.text.of(language)[:60] in walk.client.get(walk.url("declaration")).text


def test_strangers_log_in_first_and_others_may_not(walk: Walk) -> None:
    employer = logged_in(make_user(role=Role.EMPLOYER))
    for name in MEMBER_PAGES:
        asked = Client().get(walk.url(name))
        assert asked.status_code == 302 and reverse("members:sign_in") in asked.url
        assert employer.get(walk.url(name)).status_code == 403
        assert employer.post(walk.url(name)).status_code == 403
    assert employer.get(reverse("withdrawals:choose")).status_code == 403


def test_staff_and_employers_do_not_reach_the_queue(walk: Walk) -> None:
    for user in (make_user(role=Role.EMPLOYER), walk.user):
        assert logged_in(user).get(reverse(QUEUE)).status_code in (302, 403)


def test_dashboard_question_is_one_query(walk: Walk, aminah: User) -> None:
    assert queries(lambda: selectors.open_application(aminah.member_id)) == 1
    walk.begin()
    walk.amount("60")
    found = selectors.open_application(aminah.member_id)
    assert found is not None and found.is_draft and found.amount_sen == 6_000
    application = walk.all_the_way("500")
    found = selectors.open_application(aminah.member_id)
    assert found is not None
    assert (found.reference, found.status) == (application.reference, Status.SUBMITTED)
    assert queries(lambda: selectors.open_application(aminah.member_id)) == 1


def test_pages_cost_the_same_with_a_long_history(walk: Walk, aminah: User, chong: User) -> None:
    first = walk.all_the_way("60")
    staff = logged_in(chong)
    pages = [
        (walk.client, reverse("withdrawals:choose")),
        (walk.client, reverse("withdrawals:applications")),
        (staff, reverse(QUEUE)),
    ]
    for client, address in pages:
        client.get(address)
    before = [queries(lambda c=client, a=address: c.get(a)) for client, address in pages]
    later = timezone.now()
    for _ in range(5):
        first = _another(first, aminah, later)
    after = [queries(lambda c=client, a=address: c.get(a)) for client, address in pages]
    assert before == after
    assert before[0] <= 12


def _another(first: Application, user: User, at: datetime) -> Application:
    """One more submitted application, straight into the books."""
    with transaction.atomic():
        draft = Application.objects.create(
            member=first.member,
            type_code="FLX",
            created_at=at,
            amount_sen=6_000,
            bank_account=first.bank_account,
            bank_code=first.bank_code,
            last_four=first.last_four,
        )
        Declaration.objects.create(
            application=draft, code="FLX", version="1", language="ms", text="x",
            accepted_at=at, accepted_by=user,
        )  # fmt: skip
        draft = transition.lock(draft.pk)
        draft.book, draft.sources = first.book, first.sources
        draft.hold_id = holds.place(
            scope="wd", key=str(draft.pk), member_id=first.member_id, book=first.book,
            amounts=first.sources, by=apply.actor(user),
        )  # fmt: skip
        draft.submitted_at, draft.submitted_by = at, user
        draft.submitted_on = first.submitted_on + timedelta(days=1)
        draft.promised_on = draft.pay_by_on = first.pay_by_on
        transition.move(draft, Event.SUBMIT, by=user, at=at)
        return draft


def test_every_status_and_reason_has_words() -> None:
    for language in ("ms", "en"):
        with translation.override(language):
            for status in Status:
                words, colour = wording.STATUS[status]
                assert str(words) and colour in {"grey", "blue", "green", "amber", "red"}
            for event in Event:
                assert str(wording.STAFF_EVENT[event])
            for code, reason in REASONS.items():
                texts = (reason.check, reason.refused, reason.fix)
                names = {name for text in texts for name in re.findall(r"{(\w+)}", text.ms)}
                values = {name: "2026-11-20" if name.endswith("_on") else 55 for name in names}
                for say in (wording.refused, wording.fix, wording.check):
                    assert "{" not in say({"code": code, "values": values})


def test_the_way_of_an_application(walk: Walk, aminah: User, chong: User) -> None:
    application = walk.all_the_way()

    def way() -> list[tuple[str, str]]:
        application.refresh_from_db()
        with translation.override("en"):
            return [
                (item.title, item.state)
                for item in timeline.items(application, selectors.history(application))
            ]

    rest = [("Payment in progress", "pending"), ("Paid", "pending")]
    assert way() == [
        ("Submitted", "current"),
        ("Being reviewed", "pending"),
        ("Approved", "pending"),
        *rest,
    ]
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    review.put_back(application_id=application.pk, by=chong, at=timezone.now())
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    assert way() == [
        ("Submitted", "done"),
        ("Being reviewed", "current"),
        ("Approved", "pending"),
        *rest,
    ]
    review.approve(application_id=application.pk, by=chong, at=timezone.now())
    assert way()[2:] == [("Approved", "current"), *rest]
    for event in (Event.SEND_PAYMENT, Event.FAIL_PAYMENT):
        transition.move(application, event, by=None, at=timezone.now())
    assert way()[-1] == ("Payment failed", "stopped")


def test_an_officers_look_stands_in_the_members_log(walk: Walk, chong: User) -> None:
    application = walk.all_the_way()
    logged_in(chong).get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    )
    log = walk.client.get(reverse("members:activity")).text
    assert f"Pegawai melihat permohonan pengeluaran {application.reference}" in log


def test_menu_and_step_line(walk: Walk) -> None:
    walk.begin()
    assert "Langkah 1 daripada 5" in walk.client.get(walk.url("amount")).text
