"""The release page in the staff console: what is shown, what is asked, who is turned away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from members.audit.models import AuditEvent
from members.models import Role, User
from tests.factories import make_user
from tests.second_factor import enter
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import World, may
from withdrawals.models import PayoutBatch
from withdrawals.services import batches, payout


def console(user: User) -> Client:
    client = Client()
    enter(client, user)
    client.cookies.load({"portal_language": "en", "django_language": "en"})
    return client


def page(name: str, batch: PayoutBatch) -> str:
    return reverse(f"admin:withdrawals_payoutbatch_{name}", args=[batch.pk])


def test_released_by_typing_the_totals(world: World) -> None:
    world.approved(50_000)
    world.approved(1_234_505)
    batch = world.sealed()
    client = console(world.devi)
    shown = client.get(page("change", batch)).content.decode()
    for fact in ("RM12,845.05", batch.file_digest, "•••• 6789", page("release", batch)):
        assert fact in shown
    assert not re.search(r"77\d{6}6789", shown), "no account number in full"

    wrong = client.post(page("release", batch), {"total_sen": "12,845.50", "n_items": "2"})
    assert wrong.status_code == 200
    batch.refresh_from_db()
    assert batch.state == "SEALED"
    assert AuditEvent.objects.filter(action="payout_batch.release_refused").count() == 1

    right = client.post(page("release", batch), {"total_sen": "12,845.05", "n_items": "2"})
    assert right.status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.released_by) == ("RELEASED", world.devi)
    again = client.post(page("release", batch), {"total_sen": "12,845.05", "n_items": "2"})
    assert again.status_code == 302
    assert AuditEvent.objects.filter(action="payout_batch.released").count() == 1


@pytest.mark.parametrize("typed", [("", ""), ("1e3", "1"), ("abc", "x"), ("500.00", "0")])
def test_what_is_no_total(world: World, typed: tuple[str, str]) -> None:
    world.approved()
    batch = world.sealed()
    client = console(world.devi)
    answer = client.post(page("release", batch), {"total_sen": typed[0], "n_items": typed[1]})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    batch.refresh_from_db()
    assert batch.state == "SEALED"


def test_the_reviewer_reads_why_not(world: World) -> None:
    world.approved()
    both = may(world.chong, "release_payoutbatch")
    batch = world.sealed()
    client = console(both)
    shown = client.get(page("change", batch)).content.decode()
    assert page("release", batch) not in shown
    assert client.get(page("release", batch)).status_code == 302
    answer = client.post(page("release", batch), {"total_sen": "500.00", "n_items": "1"})
    assert answer.status_code == 302
    batch.refresh_from_db()
    assert batch.state == "SEALED"
    assert AuditEvent.objects.filter(action="payout_batch.release_refused").count() == 1


def test_taken_back_with_a_reason(world: World) -> None:
    world.approved()
    batch = world.sealed()
    client = console(world.devi)
    assert client.post(page("void", batch), {"reason": ""}).status_code == 200
    assert client.post(page("void", batch), {"reason": "Wrong day"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.void_reason, batch.voided_by) == ("VOID", "Wrong day", world.devi)


@pytest.mark.parametrize("name", ["change", "release", "void"])
def test_turned_away(world: World, name: str) -> None:
    world.approved()
    batch = world.sealed()
    for stranger in (world.chong, make_user(role=Role.STAFF)):
        client = console(stranger)
        assert client.get(page(name, batch)).status_code == 403
        assert client.post(page(name, batch), {"total_sen": "500.00"}).status_code == 403
    member = make_user()
    assert console(member).get(page(name, batch)).status_code in (302, 403)
    assert Client().get(page(name, batch)).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "SEALED"


@pytest.mark.parametrize(
    "model",
    [
        "payoutbatch",
        "payoutattempt",
        "bankmessage",
        "bankstatement",
        "bankentry",
        "sandboxbankfile",
        "sandboxbankpayment",
    ],
)
def test_every_list_and_row_opens_and_nothing_is_edited(world: World, model: str) -> None:
    world.approved(ending="0003")
    world.released(world.sealed())
    world.work()
    client = console(world.devi)
    listed = client.get(reverse(f"admin:withdrawals_{model}_changelist"))
    assert listed.status_code == 200
    from django.apps import apps

    row = apps.get_model("withdrawals", model).objects.first()
    opened = client.get(reverse(f"admin:withdrawals_{model}_change", args=[row.pk]))
    assert opened.status_code == 200
    for content in (listed.content.decode(), opened.content.decode()):
        assert not re.search(r"77\d{6}0003", content), "no account number in full"
    assert client.get(reverse(f"admin:withdrawals_{model}_add")).status_code == 403
    assert (
        client.post(reverse(f"admin:withdrawals_{model}_delete", args=[row.pk])).status_code == 403
    )


def test_paid_again_from_the_console(world: World) -> None:
    application = world.approved(ending="0000")
    world.released(world.sealed())
    world.work()
    failed = people.attempt_of(application)
    assert failed.state == "REJECTED"
    other = people.bank_account(application.member, "4321")
    stranger = people.bank_account(make_user().member, "5555")
    again = reverse("admin:withdrawals_payoutattempt_again", args=[failed.pk])
    assert console(world.devi).get(again).status_code == 403, "who releases does not ask"
    client = console(world.chong)
    opened = client.get(reverse("admin:withdrawals_payoutattempt_change", args=[failed.pk]))
    assert again in opened.content.decode()
    assert "•••• 4321" in client.get(again).content.decode()
    assert client.post(again, {"bank_account": str(stranger.pk)}).status_code == 200
    assert client.post(again, {}).status_code == 200
    assert client.post(again, {"bank_account": str(other.pk)}).status_code == 302
    new = people.attempt_of(application)
    assert (new.attempt_no, new.state, new.account_last_four) == (2, "QUEUED", "4321")
    assert client.post(again, {"bank_account": str(other.pk)}).status_code == 302
    assert people.attempt_of(application) == new, "asked twice, paid once"
    assert people.breaches() == []


def test_who_asked_again_does_not_release(world: World) -> None:
    application = world.approved(ending="0000")
    world.released(world.sealed())
    world.work()
    other = may(make_user(role=Role.STAFF), "review_application", "release_payoutbatch")
    payout.pay_again(
        application_id=application.pk,
        bank_account=people.bank_account(application.member, "4321"),
        by=other,
        at=world.tick(),
    )
    batch = world.sealed(date(2026, 11, 25))
    assert batches.why_not_release(batch=batch, by=other) is batches.ReviewedByReleaser
    with pytest.raises(DatabaseError), transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(
            state="RELEASED", released_by=other.pk, released_at=world.tick()
        )


@pytest.mark.django_db(transaction=True)
def test_in_a_browser(open_page: Callable[..., Any], live_server: Any, settings: Any) -> None:
    world = people.world()
    world.approved(50_000)
    batch = world.sealed()
    client = console(world.devi)
    tab = open_page(width=1280)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    tab.goto(page("change", batch))
    tab.click(f'a[href="{page("release", batch)}"]')
    tab.fill("#id_total_sen", "500.00")
    tab.fill("#id_n_items", "1")
    tab.click("#content-main button[type=submit]")
    tab.wait_for_url(f"**{page('change', batch)}")
    world.work()
    tab.reload()
    assert "tag--green" in tab.content()
    batch.refresh_from_db()
    assert batch.state == "CLOSED"
