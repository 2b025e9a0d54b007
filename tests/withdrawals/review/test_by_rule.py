"""A rule that two officers set approves what passes every check; a share of it is looked at later."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.ledger import days
from members.models import BankAccount, DatedParameter, User
from members.services import dated_parameters
from tests.factories import make_user
from tests.second_factor import enter
from tests.withdrawals.payouts import people
from tests.withdrawals.payouts.people import TUESDAY, World
from withdrawals import parameters, types
from withdrawals.models import Application, SecondLook
from withdrawals.rules import sampling
from withdrawals.services import by_rule, undo

pytestmark = pytest.mark.django_db

UPTO = 100_000
CODE = parameters.rule_code(types.get("FLX"))


def set_rule(world: World, upto_sen: int = UPTO, share: int = 10_000) -> DatedParameter:
    """Two officers set the rule on Monday; on Tuesday it is in force."""
    from django.contrib.auth.models import Permission

    officers = []
    for name in ("kadar.satu", "kadar.dua"):
        user = make_user(role="STAFF", login_id=name)
        user.user_permissions.add(Permission.objects.get(codename="set_parameter"))
        officers.append(User.objects.get(pk=user.pk))
    change = dated_parameters.propose(
        code=CODE,
        effective_on=TUESDAY,
        numbers={"upto_sen": upto_sen, "second_look_bps": share},
        source="Board paper 7/2026",
        by=officers[0],
        at=world.tick(),
    )
    with pytest.raises(dated_parameters.NotAllowed):
        dated_parameters.confirm(change_id=change.pk, by=officers[0], at=world.tick())
    dated_parameters.confirm(change_id=change.pk, by=officers[1], at=world.tick())
    world.go_to(TUESDAY)
    return change


def test_without_a_rule_everything_waits_for_an_officer(world: World) -> None:
    application = world.submitted()
    world.work()
    application.refresh_from_db()
    assert application.status == "SUBMITTED"
    assert not by_rule.consider(application_id=application.pk, at=world.tick())


@pytest.mark.parametrize(("amount_sen", "status"), [(UPTO, "APPROVED"), (UPTO + 1, "SUBMITTED")])
def test_the_rule_approves_up_to_its_amount(world: World, amount_sen: int, status: str) -> None:
    rule = set_rule(world)
    application = world.submitted(amount_sen)
    world.work()
    application.refresh_from_db()
    assert application.status == status
    if status == "APPROVED":
        assert (application.approved_by_rule, application.decided_by) == (rule, None)
        (row,) = application.transitions.filter(event="RULE_APPROVE")
        assert row.by is None and row.part == "SYSTEM"
    assert not by_rule.consider(application_id=application.pk, at=world.tick())
    assert people.breaches() == []


def test_a_failing_check_or_an_officer_at_work_leaves_it_to_people(world: World) -> None:
    set_rule(world)
    failing, taken = world.submitted(), world.submitted()
    BankAccount.objects.filter(pk=failing.bank_account_id).update(holder_name="ORANG LAIN")
    from withdrawals.services import review

    review.take(application_id=taken.pk, by=world.chong, at=world.tick())
    world.work()
    for application in (failing, taken):
        application.refresh_from_db()
        assert application.decided_at is None


def test_a_rule_cannot_be_set_beyond_its_bounds_or_for_kinds_with_papers() -> None:
    from members.rules import parameters as rules

    declared = rules.declared(CODE)
    assert rules.problem(declared, {"upto_sen": 10**9, "second_look_bps": 100})
    assert rules.problem(declared, {"upto_sen": 100, "second_look_bps": 0})
    for kind in types.every():
        if kind.documents or kind.conditions:
            with pytest.raises(rules.UnknownParameter):
                rules.declared(parameters.rule_code(kind))


def test_the_sample_is_the_reference_and_meets_its_share() -> None:
    from withdrawals.rules import reference

    made = [reference.new() for _ in range(20_000)]
    for share in (100, 500, 2_500, 10_000):
        picked = [one for one in made if sampling.is_sampled(one, share)]
        assert picked == [one for one in made if sampling.is_sampled(one, share)]
        assert abs(len(picked) - len(made) * share / 10_000) <= len(made) * 0.012


def test_second_look_undo_and_what_the_member_reads(world: World) -> None:
    set_rule(world)
    application = world.submitted()
    world.work()
    row = SecondLook.objects.get(application=application)
    client = Client()
    enter(client, world.chong)
    listed = client.get(reverse("admin:withdrawals_secondlook_changelist")).text
    assert application.reference in listed
    page = reverse("admin:withdrawals_secondlook_change", args=[row.pk])
    assert f"no. {application.approved_by_rule_id or DatedParameter.objects.get().pk}" in (
        client.get(page).text
    )
    assert client.post(page, {"outcome": "CONCERN"}).status_code == 200
    client.post(page, {"outcome": "CONCERN", "note": "account was opened yesterday"})
    row.refresh_from_db()
    assert (row.outcome, row.looked_by) == ("CONCERN", world.chong)
    with pytest.raises(by_rule.LookedAt):
        by_rule.look_again(
            second_look_id=row.pk, outcome="FINE", note="", by=world.chong, at=world.tick()
        )
    undo.approval_of(
        application_id=application.pk, reason_code="NEW_FACTS", by=world.chong, at=world.tick()
    )
    # What was undone is not approved by the rule a second time.
    assert not by_rule.consider(application_id=application.pk, at=world.tick())
    member = Client()
    enter(member, User.objects.get(member_id=application.member_id))
    tracker = member.get(reverse("withdrawals:application", args=[application.reference])).text
    assert "Diluluskan melalui peraturan" in tracker and "Kelulusan dibatalkan" in tracker


def test_an_officer_or_a_rule_but_never_both_nor_none(world: World) -> None:
    rule = set_rule(world)
    application = world.approved()
    with (
        pytest.raises(IntegrityError, match="is decided"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=application.pk).update(approved_by_rule=rule)
    assert days.today() == date(2026, 11, 24)
