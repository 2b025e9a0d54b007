"""Any sequence of asking, taking back, deciding, undoing, paying and failing leaves the books whole.

The model is one word for each application and one number for each member. After every step the
status is what the model says, what is available is what a child would count, and every invariant of
the books and of money out holds.
"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from members.ledger import days
from members.ledger import selectors as ledger
from members.models import Member, Role, User
from tests.factories import make_member, make_user
from tests.withdrawals.payouts import people
from withdrawals import parameters, selectors
from withdrawals.models import Application, PayoutAttempt, PayoutBatch, Remedy
from withdrawals.rules import payout_states
from withdrawals.rules.states import MoveNotAllowed
from withdrawals.services import (
    apply,
    batches,
    payout,
    promise,
    remedies,
    review,
    second_officer,
    undo,
)

LIMIT = parameters.SECOND_OFFICER_ABOVE_SEN
AMOUNTS = st.sampled_from([5_000, 60_000, LIMIT, LIMIT + 1])
ENDINGS = st.sampled_from(["6789", "6789", "0000", "0003"])
_logins = itertools.count(1)


class MoneyOut(RuleBasedStateMachine):
    applications = Bundle("applications")

    @initialize()
    def begin(self) -> None:
        self.world = people.world()
        self.world.chong = people.may(self.world.chong, "resolve_exception")
        self.world.devi = people.may(self.world.devi, "resolve_exception")
        self.lim = people.may(
            make_user(role=Role.STAFF, login_id=f"lim{next(_logins)}"), "review_application"
        )
        self.status: dict[int, str] = {}
        self.saved: dict[int, int] = {}
        self.owner: dict[int, User] = {}

    # ── the member ──────────────────────────────────────────────────────────────────────────────

    @rule(target=applications, sen=AMOUNTS, ending=ENDINGS)
    def submit(self, sen: int, ending: str) -> int:
        member = make_member()
        login = make_user(member=member)
        made = self.world.submitted(sen, ending=ending, member=member, login=login)
        self.status[made.pk] = "SUBMITTED"
        self.saved[made.pk] = sen
        self.owner[made.pk] = login
        return made.pk

    @rule(pk=applications)
    def take_back(self, pk: int) -> None:
        act = {"application_id": pk, "by": self.owner[pk], "at": self.world.tick()}
        if self.status[pk] in ("SUBMITTED", "IN_REVIEW", "SECOND"):
            assert apply.withdraw(**act)
            self.status[pk] = "WITHDRAWN"
        elif self.status[pk] == "WITHDRAWN":
            assert not apply.withdraw(**act)
        else:
            with pytest.raises(MoveNotAllowed):
                apply.withdraw(**act)

    @rule(pk=applications, sen=st.integers(min_value=1, max_value=9_999))
    def more_money_comes(self, pk: int, sen: int) -> None:
        people.deposit(self._member(pk), "KONV", sen)
        self.saved[pk] += sen

    @rule(pk=applications)
    def has_a_birthday(self, pk: int) -> None:
        """Turned 55 since: age is judged on the day of submission, so nothing changes for this one."""
        born_on = days.today().replace(year=days.today().year - 55)
        Member.objects.filter(pk=self._member(pk).pk).update(born_on=born_on)

    # ── officers ────────────────────────────────────────────────────────────────────────────────

    @rule(pk=applications, yes=st.booleans())
    def review_and_decide(self, pk: int, yes: bool) -> None:
        at, chong = self.world.tick(), self.world.chong
        if self.status[pk] not in ("SUBMITTED", "IN_REVIEW"):
            with pytest.raises(MoveNotAllowed):
                review.take(application_id=pk, by=chong, at=at)
            return
        review.take(application_id=pk, by=chong, at=at)
        self.status[pk] = "IN_REVIEW"
        failing = selectors.review_decision(Application.objects.get(pk=pk)).reason_codes
        if not yes:
            review.reject(
                application_id=pk,
                reason_codes=[*failing, "IDENTITY_NOT_CONFIRMED"],
                by=chong,
                at=at,
            )
            self.status[pk] = "REJECTED"
        elif failing:
            with pytest.raises(review.ChecksFail):
                review.approve(application_id=pk, by=chong, at=at)
        else:
            done = review.approve(application_id=pk, by=chong, at=at)
            self.status[pk] = "SECOND" if (done.amount_sen or 0) > LIMIT else "APPROVED"

    @rule(pk=applications, yes=st.booleans())
    def second_answers(self, pk: int, yes: bool) -> None:
        act = {"application_id": pk, "by": self.lim, "at": self.world.tick()}
        if self.status[pk] != "SECOND":
            with pytest.raises(MoveNotAllowed):
                second_officer.agree(**act)
            return
        with pytest.raises(second_officer.FirstOfficer):
            second_officer.agree(application_id=pk, by=self.world.chong, at=self.world.tick())
        failing = selectors.review_decision(Application.objects.get(pk=pk)).reason_codes
        if yes and failing:
            with pytest.raises(review.ChecksFail):
                second_officer.agree(**act)
        elif yes:
            second_officer.agree(**act)
            self.status[pk] = "APPROVED"
        else:
            second_officer.send_back(note="not yet", **act)
            self.status[pk] = "SUBMITTED"

    @rule(pk=applications)
    def undo(self, pk: int) -> None:
        act = {"application_id": pk, "reason_code": "NEW_FACTS", "at": self.world.tick()}
        if self.status[pk] == "APPROVED":
            live = PayoutAttempt.objects.filter(application_id=pk).latest("attempt_no")
            if live.state == payout_states.QUEUED:
                undo.approval_of(by=self.lim, **act)
                self.status[pk] = "SUBMITTED"
            else:
                with pytest.raises(undo.InAFile):
                    undo.approval_of(by=self.lim, **act)
        else:
            with pytest.raises(MoveNotAllowed):
                undo.approval_of(by=self.lim, **act)

    # ── the bank ────────────────────────────────────────────────────────────────────────────────

    @rule()
    def a_day_passes(self) -> None:
        """Files are built and released, the bank takes them, its answers and statements come."""
        day = days.today() + timedelta(days=1)
        self.world.go_to(day)
        for batch in batches.build(business_date=day, at=self.world.tick()):
            self.world.released(batch)
        from withdrawals import tasks

        tasks.ask_bank(day, at=self.world.tick())
        self.world.work()
        promise.escalate(business_date=day, at=self.world.tick())
        assert not PayoutBatch.objects.filter(state="SEALED", value_on__lt=day).exists()
        moved = {
            "APPROVED": {"APPROVED", "PAYING", "PAID", "PAY_FAILED"},
            "PAYING": {"PAYING", "PAID", "PAY_FAILED"},
            "PAID": {"PAID", "PAY_FAILED"},
        }
        for pk, status in Application.objects.values_list("pk", "status"):
            assert status in moved.get(self.status[pk], {self.status[pk]})
            self.status[pk] = status

    @rule(pk=applications, again=st.booleans())
    def a_failed_payment_is_dealt_with(self, pk: int, again: bool) -> None:
        if self.status[pk] != "PAY_FAILED":
            with pytest.raises(remedies.NotNow):
                self._propose(pk)
            return
        if again:
            payout.pay_again(
                application_id=pk,
                bank_account=people.bank_account(self._member(pk)),
                by=self.world.chong,
                at=self.world.tick(),
            )
            self.status[pk] = "APPROVED"
            return
        remedy = self._propose(pk)
        with pytest.raises(remedies.SamePerson):
            remedies.confirm(remedy_id=remedy.pk, by=self.world.chong, at=self.world.tick())
        remedies.confirm(remedy_id=remedy.pk, by=self.world.devi, at=self.world.tick())
        self.status[pk] = "CREDITED"

    def _propose(self, pk: int) -> Remedy:
        return remedies.propose_credit_back(
            application_id=pk,
            reason_code="BANK_CANNOT_PAY",
            note="asked the bank",
            by=self.world.chong,
            at=self.world.tick(),
        )

    def _member(self, pk: int) -> Member:
        return Application.objects.select_related("member").get(pk=pk).member

    # ── what holds after every step ─────────────────────────────────────────────────────────────

    @invariant()
    def the_books_and_the_model_agree(self) -> None:
        if not hasattr(self, "status"):
            return
        held = {"SUBMITTED", "IN_REVIEW", "SECOND"}
        gone = {"APPROVED", "PAYING", "PAID", "PAY_FAILED"}
        for one in Application.objects.all():
            assert one.status == self.status[one.pk]
            (balance,) = ledger.balances(one.member_id)
            amount = one.amount_sen or 0
            out = amount if one.status in gone else 0
            assert balance.posted.fleksibel == self.saved[one.pk] - out
            assert balance.held.fleksibel == (amount if one.status in held else 0)
        assert people.breaches() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_any_sequence(request: pytest.FixtureRequest) -> None:
    from django.db import transaction

    class Undone(MoneyOut):
        """Each run in a transaction of its own, so that the next begins with an empty fund."""

        def __init__(self) -> None:
            super().__init__()
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=30,
            stateful_step_count=18,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
