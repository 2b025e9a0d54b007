"""Twenty at once: the money is never promised twice, and one press is one application."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.ledger.models import Hold
from members.models import Role, User
from members.tac import services as tac
from tests.factories import make_user
from tests.withdrawals.conftest import Walk, bank, credit, last_code, may_review
from tests.withdrawals.kinds import extra_kinds
from withdrawals import types
from withdrawals.models import Application, PayoutAttempt, Transition
from withdrawals.rules.states import MoveNotAllowed
from withdrawals.services import apply, review, verify
from withdrawals.services.verify import Result

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs at the same moment, each on a connection of its own; errors are results."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def drafted(user: User, slug: str, amount: str, at: datetime) -> tuple[Application, str]:
    """A draft of this kind, answered and with a TAC on the phone."""
    walk = Walk(user, slug)
    walk.to_check(amount)
    draft = verify.request_code(
        member_id=user.member_id,
        kind=walk.draft.kind,
        session_key="session",
        by=user,
        at=at,
    )
    return draft, last_code(user)


def submission(user: User, draft: Application, code: str) -> Callable[[], object]:
    def submit() -> object:
        return verify.submit(
            member_id=user.member_id,
            client_key=draft.client_key,
            code=code,
            session_key="session",
            by=user,
            at=timezone.now(),
        ).result

    return submit


def test_twenty_submissions_on_one_balance(aminah: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """RM18,742.05 and twenty times RM2,000.00: nine succeed, eleven are told the balance moved."""
    monkeypatch.setattr(
        "withdrawals.services.verify.tac.verify", lambda **_values: tac.Outcome(True)
    )
    with extra_kinds(MANY) as kinds:
        jobs = []
        for kind in kinds:
            walk = Walk(aminah, kind.slug)
            walk.to_check("2000")
            jobs.append(submission(aminah, walk.draft, "000000"))
        results = at_once(jobs)
    (balance,) = ledger.balances(aminah.member_id)
    assert sorted(map(str, results)) == [Result.REFUSED] * 11 + [Result.SUBMITTED] * 9
    assert balance.held.fleksibel == 9 * 200_000
    assert balance.available.fleksibel == 74_205
    assert Hold.objects.count() == 9 == Transition.objects.filter(event="SUBMIT").count()
    assert Application.objects.filter(status="DRAFT").count() == 11


def test_one_transfer_a_day_holds_in_a_race_with_the_first(aminah: User) -> None:
    """Twenty presses of one submit button: one application, twenty times its confirmation."""
    draft, code = drafted(aminah, "flx", "500", timezone.now())
    results = at_once([submission(aminah, draft, code)] * MANY)
    assert sorted(map(str, results)) == [Result.ALREADY_SUBMITTED] * 19 + [Result.SUBMITTED]
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 50_000
    assert Hold.objects.count() == 1 == Transition.objects.count()


def test_guessing_in_parallel_counts_every_try(aminah: User) -> None:
    draft, code = drafted(aminah, "flx", "500", timezone.now())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    results = at_once([submission(aminah, draft, wrong)] * 10)
    assert set(map(str, results)) == {Result.TAC_REFUSED}
    assert submission(aminah, draft, code)() == Result.TAC_REFUSED
    assert not Hold.objects.exists()


def test_two_tabs_begin_one_draft(aminah: User) -> None:
    def begin() -> object:
        return apply.begin(
            member_id=aminah.member_id, kind=types.get("FLX"), by=aminah, at=timezone.now()
        ).pk

    assert len(set(at_once([begin] * 10))) == 1
    assert Application.objects.count() == 1


def test_ten_officers_take_ten_different_ones(chong: User) -> None:
    officers = [
        may_review(make_user(role=Role.STAFF, login_id=f"officer{number}")) for number in range(5)
    ]
    for number in range(5):
        member_user = make_user()
        credit(member_user.member, Amounts(fleksibel=100_000))
        bank(member_user.member, number=f"51401234{number:04}")
        Walk(member_user).all_the_way("60")

    def take(officer: User) -> Callable[[], object]:
        def next_one() -> object:
            found = review.take_next(by=officer, at=timezone.now())
            return found.pk if found else None

        return next_one

    taken = at_once([take(officer) for officer in officers])
    assert len(set(taken)) == 5 and None not in taken
    assert Application.objects.filter(status="IN_REVIEW").values("reviewer").distinct().count() == 5


def test_approve_and_withdraw_at_once_one_wins(aminah: User, chong: User) -> None:
    application = Walk(aminah).all_the_way()
    review.take(application_id=application.pk, by=chong, at=timezone.now())

    def approve() -> object:
        return review.approve(application_id=application.pk, by=chong, at=timezone.now()).status

    def withdraw() -> object:
        return apply.withdraw(application_id=application.pk, by=aminah, at=timezone.now())

    results = at_once([approve, approve, approve, withdraw, withdraw, withdraw])
    application.refresh_from_db()
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.held.fleksibel == 0
    if application.status == "APPROVED":
        assert results.count("APPROVED") == 1
        assert balance.posted.fleksibel == 1_874_205 - 50_000
        assert PayoutAttempt.objects.count() == 1
    else:
        assert application.status == "WITHDRAWN" and results.count(True) == 1
        assert balance.posted.fleksibel == 1_874_205
        assert not PayoutAttempt.objects.exists()
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, MoveNotAllowed)
