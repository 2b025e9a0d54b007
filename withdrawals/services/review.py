"""An officer's look and its outcome. Nobody decides on an application of their own.

That rule stands three times: in the queue and the pages, here, and as a CHECK in the database.
Approval ends the hold, moves the liability and asks for the payment in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from members.audit import services as audit
from members.ledger import holds
from members.models import User
from withdrawals import review_reads, selectors, standing
from withdrawals.models import Application
from withdrawals.rules import reasons, taking
from withdrawals.rules.findings import Finding
from withdrawals.rules.states import TAKEABLE, Event, MoveNotAllowed, Status
from withdrawals.services import apply, approval, promise, transition

PERMISSION = "withdrawals.review_application"
READ_EVERYTHING = "members.read_everything"
ChecksFail = approval.ChecksFail


class NotAReviewer(Exception):
    """The person may not review applications."""


class OwnApplication(Exception):
    """The officer is the applicant."""


class RelativesApplication(OwnApplication):
    """The officer has declared the applicant a relative."""


class TookItIn(OwnApplication):
    """The officer took this application in at a counter."""


class TakenByAnother(Exception):
    """Another officer has the application; `.officer` says who, `.until` how long at least."""

    def __init__(self, officer: str, until: datetime | None = None) -> None:
        super().__init__(officer)
        self.officer = officer
        self.until = until


class NoReason(Exception):
    """A refusal says why, in words the member can act on."""


class LeavesOut(Exception):
    """A refusal tells the member everything at once; `.findings` are failing checks it leaves out."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = tuple(findings)


def look(
    *, application: Application, by: User, at: datetime, address: str = "", device: str = ""
) -> None:
    """Write down that an officer saw the application; the member reads it in the activity log.

    A look by whoever has the application keeps it theirs. An auditor may look at any. Raises
    NotAReviewer and OwnApplication.
    """
    if not by.has_perm(READ_EVERYTHING):
        may_review(application, by)
    Application.objects.filter(pk=application.pk, reviewer=by, status=Status.IN_REVIEW).update(
        review_started_at=at
    )
    audit.record(
        "withdrawal.viewed",
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
        address=address,
        device=device,
    )


@transaction.atomic
def take_next(*, by: User, at: datetime) -> Application | None:
    """The free application with the nearest promise, now this officer's; None for none.

    Free is what waits, and what another officer took and left lying. Raises NotAReviewer.
    """
    if not by.has_perm(PERMISSION):
        raise NotAReviewer
    free = review_reads.free_to_take(by=by, at=at)
    for pk in free.values_list("pk", flat=True)[:20]:
        application = transition.lock(pk)
        if application.taken_in_by_id == by.pk:
            continue
        if application.state in TAKEABLE and _is_free(application, by=by, at=at):
            _take(application, by=by, at=at)
            return application
    return None


@transaction.atomic
def take(*, application_id: int, by: User, at: datetime) -> Application:
    """Make the application this officer's: from the queue, or from one who has let it lie.

    Raises NotAReviewer, OwnApplication, TakenByAnother, MoveNotAllowed.
    """
    application = transition.lock(application_id)
    may_review(application, by)
    if application.status == Status.IN_REVIEW and application.reviewer_id == by.pk:
        return application
    if not _is_free(application, by=by, at=at):
        assert application.review_started_at is not None
        raise TakenByAnother(
            str(application.reviewer), taking.ends_at(application.review_started_at)
        )
    _take(application, by=by, at=at)
    return application


@transaction.atomic
def put_back(*, application_id: int, by: User, at: datetime) -> Application:
    """Give the application back to the queue. Raises as `approve` does."""
    application = _mine(application_id, by)
    application.reviewer = None
    application.review_started_at = None
    transition.move(application, Event.PUT_BACK, by=by, at=at)
    return application


@transaction.atomic
def approve(*, application_id: int, by: User, at: datetime, note: str = "") -> Application:
    """Approve: capture the hold into the payable account and queue the payment, at once.

    Above the limit in force the approval is half (status SECOND) until another officer agrees.
    Raises NotAReviewer, OwnApplication, TakenByAnother, MoveNotAllowed, ChecksFail.
    """
    application = _mine(application_id, by)
    if not approval.needs_second_officer(application):
        approval.carry_out(application, Event.APPROVE, by=by, at=at, note=note)
        return application
    approval.must_pass(application)
    application.first_approved_by = by
    application.first_approved_at = at
    transition.move(application, Event.HALF_APPROVE, by=by, at=at, note=note)
    _audit("withdrawal.half_approved", application, by=by, at=at)
    return application


@transaction.atomic
def postpone(
    *, application_id: int, to_on: date, reason_code: str, by: User, at: datetime, note: str = ""
) -> Application:
    """Move the promised day, with a reason. Raises NotAReviewer, OwnApplication, and as
    promise.postpone does."""
    may_review(transition.lock(application_id), by)
    return promise.postpone(
        application_id=application_id, to_on=to_on, reason_code=reason_code, by=by, at=at, note=note
    )


@transaction.atomic
def reject(
    *, application_id: int, reason_codes: Sequence[str], by: User, at: datetime, note: str = ""
) -> Application:
    """Refuse, once and completely: release the hold and store every reason.

    Every check that fails now must be among the codes, so that nobody is refused a second time for
    what was known at the first. Raises NotAReviewer, OwnApplication, TakenByAnother,
    MoveNotAllowed, NoReason, LeavesOut, and ValueError for a code an officer may not give.
    """
    application = _mine(application_id, by)
    failing = {finding.code: finding for finding in selectors.review_decision(application).reasons}
    unknown = set(reason_codes) - set(reasons.OFFICER_MAY_GIVE) - set(failing)
    if unknown:
        raise ValueError(f"not a reason an officer may give: {sorted(unknown)}")
    left_out = [finding for code, finding in failing.items() if code not in reason_codes]
    if left_out:
        raise LeavesOut(left_out)
    if not reason_codes:
        raise NoReason
    found = failing | {
        code: Finding(code, False) for code in dict.fromkeys(reason_codes) if code not in failing
    }
    said = [promise.stored(finding) for finding in found.values()]
    if application.hold_id is None:
        raise MoveNotAllowed(Event.REJECT, application.state)
    holds.release(application.hold_id, by=apply.actor(by))
    application.decision_reasons = said
    application.decided_by = by
    application.decided_at = at
    transition.move(application, Event.REJECT, by=by, at=at, reasons=said, note=note)
    _audit("withdrawal.rejected", application, by=by, at=at)
    return application


def on_the_desk_of(application_id: int, by: User) -> Application:
    """The application, locked, when this officer has it. Raises as `approve` does."""
    return _mine(application_id, by)


def may_review(application: Application, by: User) -> None:
    """Raises NotAReviewer, OwnApplication, RelativesApplication."""
    if not by.has_perm(PERMISSION):
        raise NotAReviewer
    if by.member_id is not None and by.member_id == application.member_id:
        raise OwnApplication
    if application.member_id in standing.relatives(by):
        raise RelativesApplication
    if application.taken_in_by_id == by.pk:
        raise TookItIn


def _is_free(application: Application, *, by: User, at: datetime) -> bool:
    """True when nobody else is at work on it."""
    return (
        application.status != Status.IN_REVIEW
        or application.reviewer_id == by.pk
        or taking.has_lapsed(application.review_started_at, at)
    )


def _take(application: Application, *, by: User, at: datetime) -> None:
    application.reviewer = by
    application.review_started_at = at
    transition.move(application, Event.TAKE, by=by, at=at)
    _audit("withdrawal.taken", application, by=by, at=at)


def _mine(application_id: int, by: User) -> Application:
    application = transition.lock(application_id)
    may_review(application, by)
    if application.status != Status.IN_REVIEW:
        raise MoveNotAllowed(Event.APPROVE, application.state)
    if application.reviewer_id != by.pk:
        raise TakenByAnother(str(application.reviewer))
    return application


def _audit(action: str, application: Application, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        member_id=application.member_id,
        entity="withdrawal",
        entity_id=application.reference,
        detail={"reference": application.reference},
    )
