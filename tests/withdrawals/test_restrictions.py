"""Court holds, deaths, false documents and relatives: two officers, then nothing goes past them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.models import Member, User
from members.services import sign_in
from tests import cast
from tests.factories.people import PASSWORD
from tests.permissions import allow
from tests.withdrawals.conftest import TODAY, Walk, business_date, logged_in
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import World, breaches
from withdrawals import selectors, types
from withdrawals.models import Application, PayoutAttempt, Relative, Restriction
from withdrawals.rules.eligibility import decide
from withdrawals.services import batches, restrictions, review

BOTH = ("propose_restriction", "confirm_restriction")
LIST = "admin:withdrawals_restriction_changelist"
PROPOSE = "admin:withdrawals_restriction_propose"


def may(user: User, *codes: str) -> User:
    return allow(user, *(f"withdrawals.{code}" for code in codes))


@pytest.fixture
def world(transactional_db: None) -> World:
    return people.world()


@pytest.fixture
def first(today: date) -> User:
    return may(cast.devi(), *BOTH)


@pytest.fixture
def second(chong: User) -> User:
    return may(chong, *BOTH)


def recorded(member_id: int, by: User, kind: str = "COURT_HOLD", **more: object) -> Restriction:
    facts = {"occurred_on": date(2026, 11, 1), "source": "Mahkamah Tinggi KL 24-118-11/2026"}
    return restrictions.propose(
        member_id=member_id, kind=kind, by=by, at=timezone.now(), **{**facts, **more}
    )


def confirmed(member_id: int, first: User, second: User, kind: str = "COURT_HOLD", **more: object):
    made = recorded(member_id, first, kind, **more)
    return restrictions.confirm(restriction_id=made.pk, by=second, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_court_hold_stands_from_confirmation_to_its_end(
    aminah: User, first: User, second: User
) -> None:
    Walk(aminah).to_check()
    made = recorded(aminah.member_id, first)
    kind = types.get("FLX")
    assert decide(kind, selectors.member_facts(aminah.member_id), on=TODAY).allowed
    with pytest.raises(restrictions.SecondOfficerNeeded):
        restrictions.confirm(restriction_id=made.pk, by=first, at=timezone.now())
    with pytest.raises(restrictions.AlreadyOpen):
        recorded(aminah.member_id, first)
    restrictions.confirm(restriction_id=made.pk, by=second, at=timezone.now())
    said = decide(kind, selectors.member_facts(aminah.member_id), on=TODAY)
    assert said.reason_codes == ("COURT_HOLD",)
    client = logged_in(aminah)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse("withdrawals:choose")).text
    assert "A court order has held your accounts since 1 November 2026" in page
    client.post(reverse("withdrawals:check", args=["flx"]))
    assert not Application.objects.filter(submitted_at__isnull=False).exists()
    end = {"restriction_id": made.pk, "at": timezone.now()}
    with pytest.raises(restrictions.BadDay):
        restrictions.propose_end(**end, on=date(2026, 10, 31), source="x", by=first)
    restrictions.propose_end(**end, on=TODAY, source="Perintah 24-130", by=first)
    assert not decide(kind, selectors.member_facts(aminah.member_id), on=TODAY).allowed
    with pytest.raises(restrictions.SecondOfficerNeeded):
        restrictions.end(**end, by=first)
    restrictions.end(**end, by=second)
    assert decide(kind, selectors.member_facts(aminah.member_id), on=TODAY).allowed
    actions = AuditEvent.objects.filter(entity="restriction").order_by("pk")
    assert [event.action for event in actions] == [
        "restriction.proposed", "restriction.confirmed", "restriction.end_proposed",
        "restriction.ended",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_false_document_bars_until_two_years_after_repayment(
    aminah: User, first: User, second: User
) -> None:
    with pytest.raises(types.UnknownType):
        recorded(aminah.member_id, first, "FALSE_DOCUMENT", type_code="NOPE")
    made = confirmed(aminah.member_id, first, second, "FALSE_DOCUMENT", type_code="EDU")
    facts = selectors.member_facts(aminah.member_id)
    assert "FALSE_DOCUMENT" in decide(types.get("EDU"), facts, on=TODAY).reason_codes
    assert decide(types.get("FLX"), facts, on=TODAY).allowed
    act = {"restriction_id": made.pk, "at": timezone.now()}
    restrictions.propose_end(**act, on=date(2026, 11, 10), source="Resit 77", by=first)
    restrictions.end(**act, by=second)
    facts = selectors.member_facts(aminah.member_id)
    assert facts.false_documents == (("EDU", date(2028, 11, 10)),)
    said = decide(types.get("EDU"), facts, on=date(2028, 11, 9))
    assert "FALSE_DOCUMENT_UNTIL" in said.reason_codes
    business_date(date(2028, 11, 10))
    assert selectors.member_facts(aminah.member_id).false_documents == ()


@pytest.mark.django_db(transaction=True)
def test_nobody_logs_in_or_applies_for_the_dead(aminah: User, first: User, second: User) -> None:
    client = logged_in(aminah)
    assert client.get(reverse("withdrawals:choose")).status_code == 200
    made = confirmed(aminah.member_id, first, second, "DEATH", source="Sijil kematian W 443")
    assert Member.objects.get(pk=aminah.member_id).died_on == date(2026, 11, 1)
    assert client.get(reverse("withdrawals:choose")).status_code == 302
    who = {"address": "127.0.0.1", "device": "", "at": timezone.now()}
    assert sign_in.attempt(login_id="aminah", password=PASSWORD, **who).user is None
    facts = selectors.member_facts(aminah.member_id)
    for kind in types.every():
        assert ("DECEASED" in decide(kind, facts, on=TODAY).reason_codes) is (kind.code != "DEATH")
    act = {"restriction_id": made.pk, "at": timezone.now()}
    restrictions.propose_end(**act, on=TODAY, source="Kesilapan JPN", by=first)
    restrictions.end(**act, by=second)
    assert Member.objects.get(pk=aminah.member_id).died_on is None
    assert sign_in.attempt(login_id="aminah", password=PASSWORD, **who).user is not None


@pytest.mark.django_db(transaction=True)
def test_no_payment_leaves_for_a_held_member_or_a_dead_one(world: World) -> None:
    kept, held, dead = world.approved(10_000), world.approved(20_000), world.approved(30_000)
    one, two = may(world.chong, *BOTH), may(world.devi, *BOTH)
    confirmed(held.member_id, one, two)
    confirmed(dead.member_id, one, two, "DEATH")
    batch = world.sealed(date(2026, 11, 24))
    assert [row.application_id for row in batch.attempts.all()] == [kept.pk]
    assert PayoutAttempt.objects.filter(state="QUEUED").count() == 2
    assert breaches() == []


@pytest.mark.django_db(transaction=True)
def test_a_file_sealed_before_the_hold_is_not_released(world: World) -> None:
    kept, held = world.approved(10_000), world.approved(20_000)
    batch = world.sealed()
    confirmed(held.member_id, may(world.chong, *BOTH), may(world.devi, *BOTH))
    with pytest.raises(batches.PaysTheBarred):
        world.released(batch)
    batches.void(batch_id=batch.pk, reason="perintah mahkamah", by=world.devi, at=world.tick())
    (again,) = batches.build(business_date=date(2026, 11, 24), at=world.tick())
    assert [row.application_id for row in again.attempts.all()] == [kept.pk]
    world.released(again)
    assert breaches() == []


@pytest.mark.django_db
def test_the_database_wants_two_officers_and_never_the_member(
    aminah: User, first: User, second: User
) -> None:
    made = recorded(aminah.member_id, first)
    rows = Restriction.objects.filter(pk=made.pk)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="another_officer"), transaction.atomic():
        rows.update(confirmed_at=now, confirmed_by=first)
    with pytest.raises(IntegrityError, match="keeps what was recorded"), transaction.atomic():
        rows.update(source="lain")
    with pytest.raises(IntegrityError, match="of their own"), transaction.atomic():
        rows.update(confirmed_at=now, confirmed_by=aminah)
    restrictions.dismiss(restriction_id=made.pk, by=first, at=now)
    with pytest.raises(restrictions.NotNow):
        restrictions.confirm(restriction_id=made.pk, by=second, at=now)
    with pytest.raises(restrictions.NotAllowed):
        recorded(aminah.member_id, cast.bakar())


@pytest.mark.django_db(transaction=True)
def test_an_officer_does_not_decide_for_a_declared_relative(aminah: User, chong: User) -> None:
    application = Walk(aminah).all_the_way()
    client = logged_in(chong)
    address = reverse("admin:withdrawals_relative_changelist")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"number": "900314-14-5678", "relation": "SIBLING"})
    assert answer.status_code == 302
    assert Relative.objects.get().member_id == aminah.member_id
    assert application.reference not in client.get(
        reverse("admin:withdrawals_application_changelist")
    ).text  # fmt: skip
    assert client.get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    ).status_code == 403  # fmt: skip
    with pytest.raises(review.OwnApplication):
        review.take(application_id=application.pk, by=chong, at=timezone.now())
    assert review.take_next(by=chong, at=timezone.now()) is None
    Application.objects.filter(pk=application.pk).update(
        status="IN_REVIEW", reviewer=chong, review_started_at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="declared this member a relative"):
        Application.objects.filter(pk=application.pk).update(
            status="REJECTED", decided_by=chong, decided_at=timezone.now(),
            decision_reasons=[{"code": "X"}],
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_declaration_is_ended_by_somebody_else(aminah: User, first: User, second: User) -> None:
    made = restrictions.declare_relative(
        member_id=aminah.member_id, relation="CHILD", by=first, at=timezone.now()
    )
    with pytest.raises(restrictions.NotAllowed):
        restrictions.end_relative(relative_id=made.pk, by=first, at=timezone.now())
    client = logged_in(second)
    assert "AMINAH BINTI SALLEH" in client.get(
        reverse("admin:withdrawals_relative_changelist")
    ).text  # fmt: skip
    client.post(reverse("admin:withdrawals_relative_end", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_by_id == second.pk


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_two_officers(aminah: User, first: User, second: User) -> None:
    client, other = logged_in(first), logged_in(second)
    sent = {
        "number": "18800001", "kind": "COURT_HOLD", "source": "MT KL 24-118",
        "occurred_on_0": "1", "occurred_on_1": "11", "occurred_on_2": "2026",
    }  # fmt: skip
    wrong = client.post(reverse(PROPOSE), {**sent, "number": "11111111"})
    assert wrong.status_code == 200 and not Restriction.objects.exists()
    ahead = client.post(reverse(PROPOSE), {**sent, "occurred_on_2": "2027"})
    assert ahead.status_code == 200 and not Restriction.objects.exists()
    assert client.post(reverse(PROPOSE), sent).status_code == 302
    made = Restriction.objects.get()
    detail = reverse("admin:withdrawals_restriction_detail", args=[made.pk])
    confirm = reverse("admin:withdrawals_restriction_confirm", args=[made.pk])
    assert confirm not in client.get(detail).text
    client.post(confirm)
    made.refresh_from_db()
    assert made.confirmed_at is None
    assert "AMINAH BINTI SALLEH" in other.get(reverse(LIST)).text
    assert confirm in other.get(detail).text
    other.post(confirm)
    made.refresh_from_db()
    assert made.confirmed_by_id == second.pk
    end = reverse("admin:withdrawals_restriction_end", args=[made.pk])
    assert client.get(end).status_code == 200
    client.post(end, {"source": "MT KL 24-130", "on_0": "20", "on_1": "11", "on_2": "2026"})
    other.post(reverse("admin:withdrawals_restriction_confirm_end", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_by_id == second.pk
    stranger = logged_in(cast.bakar())
    for address in (reverse(LIST), detail):
        assert stranger.get(address).status_code in (302, 403)
