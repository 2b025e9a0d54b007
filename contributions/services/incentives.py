"""A year's i-Saraan incentive: one officer works it out from the books, another credits it, once.

The government owes what was credited until its payment is matched: the receivable stands under the
run's reference.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Sum

from contributions import parameters
from contributions.models import Incentive, IncentiveRun, IncentiveState
from contributions.services import voluntary
from members.audit import services as audit
from members.ledger import chart, days, journal
from members.ledger.drafts import JournalDraft, MemberLine
from members.models import User

SCOPE = "incentive"
PERMISSION = "contributions.add_incentiverun"
A_JOURNAL = 10_000

# Own money credited while the membership ran; never above the year's cap or what is left of a life's.
_SHARES = """
with own as (
  select v.member_id, sum(v.credited_sen) as own_sen
    from contributions_voluntarycontribution v
   where v.state = 'CREDITED' and v.credited_on between %(first)s and %(last)s
     and exists (select 1 from contributions_saraanenrolment e where e.member_id = v.member_id
                  and e.joined_on <= v.credited_on
                  and (e.left_on is null or e.left_on > v.credited_on))
   group by v.member_id),
due as (
  select o.member_id, o.own_sen,
         least(o.own_sen * %(bps)s / 10000, %(year_cap)s,
               %(life_cap)s - coalesce((select sum(i.incentive_sen) from contributions_incentive i
                 join contributions_incentiverun r on r.id = i.run_id
                where i.member_id = o.member_id and r.state = 'POSTED'), 0)) as incentive_sen
    from own o)
insert into contributions_incentive (run_id, member_id, own_sen, incentive_sen)
select %(run)s, member_id, own_sen, incentive_sen from due where incentive_sen > 0
"""


class NotAllowed(Exception):
    """The officer may not, or would credit a run of their own."""


class AlreadyThere(Exception):
    """The year has a run that is waiting or credited, or this one was decided."""


class YearRuns(Exception):
    """The year has not ended."""


def reference(year: int) -> str:
    """Under which the government's debt stands."""
    return f"ISN-{year}"


def propose(*, year: int, source: str, by: User, at: datetime) -> IncentiveRun:
    """Work out a year's shares. Raises NotAllowed, YearRuns, AlreadyThere."""
    if not by.has_perm(PERMISSION):
        raise NotAllowed
    if days.today() <= date(year, 12, 31):
        raise YearRuns
    limits = parameters.voluntary_limits(date(year, 12, 31))
    try:
        with transaction.atomic():
            run = IncentiveRun.objects.create(
                year=year, source=source, proposed_at=at, proposed_by=by
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    _SHARES,
                    {
                        "run": run.pk,
                        "first": date(year, 1, 1),
                        "last": date(year, 12, 31),
                        "bps": limits.incentive_bps,
                        "year_cap": limits.incentive_year_sen,
                        "life_cap": limits.incentive_life_sen,
                    },
                )
            sums = run.shares.aggregate(members=Count("pk"), sen=Sum("incentive_sen"))
            run.members, run.total_sen = sums["members"], sums["sen"] or 0
            run.save(update_fields=["members", "total_sen"])
            _record("incentive.proposed", run, by=by, at=at)
    except IntegrityError as error:
        raise AlreadyThere from error
    return run


def confirm(*, run_id: int, by: User, at: datetime) -> IncentiveRun:
    """Credit every share, all or none. Raises NotAllowed, AlreadyThere."""
    with transaction.atomic():
        run = _waiting(run_id, by=by)
        if run.proposed_by_id == by.pk:
            raise NotAllowed
        for book in chart.BOOKS:
            _credit(run, book, by=by)
        return _decide(run, IncentiveState.POSTED, by=by, at=at)


def refuse(*, run_id: int, by: User, at: datetime) -> IncentiveRun:
    """End a run that was not credited; the year may be worked out again. Raises as `confirm`."""
    with transaction.atomic():
        return _decide(_waiting(run_id, by=by), IncentiveState.REFUSED, by=by, at=at)


def _waiting(run_id: int, *, by: User) -> IncentiveRun:
    if not by.has_perm(PERMISSION):
        raise NotAllowed
    run = IncentiveRun.objects.select_for_update().get(pk=run_id)
    if run.state != IncentiveState.PROPOSED:
        raise AlreadyThere
    return run


def _credit(run: IncentiveRun, book: str, *, by: User) -> None:
    today = days.today()
    shares = list(
        Incentive.objects.filter(run=run, member__scheme=book)
        .select_related("member")
        .order_by("member_id")
    )
    for number, start in enumerate(range(0, len(shares), A_JOURNAL), start=1):
        journal.post(
            JournalDraft(
                scope=SCOPE,
                key=f"{run.year}:{book}:{number}",
                kind=voluntary.KIND,
                book=book,
                effective_on=today,
                narration="voluntary.incentive",
                reference=reference(run.year),
                by=f"user:{by.pk}",
                control=chart.CONTRIB_RECEIVABLE,
                members=tuple(
                    MemberLine(
                        share.member_id, voluntary.split(share.incentive_sen, share.member, today)
                    )
                    for share in shares[start : start + A_JOURNAL]
                ),
            )
        )


def _decide(run: IncentiveRun, state: IncentiveState, *, by: User, at: datetime) -> IncentiveRun:
    run.state, run.decided_at, run.decided_by = state, at, by
    run.save(update_fields=["state", "decided_at", "decided_by"])
    word = "credited" if state == IncentiveState.POSTED else "refused"
    _record(f"incentive.{word}", run, by=by, at=at)
    return run


def _record(action: str, run: IncentiveRun, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        entity="incentive_run",
        entity_id=str(run.year),
        detail={"members": run.members, "total_sen": run.total_sen},
    )
