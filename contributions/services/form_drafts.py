"""A month filled in on screen. What is saved is saved row by row; what is sent is a stored file.

The file made of a draft goes the way of every other: received, checked, submitted, credited. Making it
again replaces the one before, until that was submitted. Rows without shares stay beside the file, each
with its reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from contributions import limits, parameters
from contributions.files import layout
from contributions.models import (
    Employer,
    FormDraft,
    FormRow,
    Remittance,
    RemittanceKind,
    RemittanceState,
    ZeroLine,
)
from contributions.rules import form_rows, months, states
from contributions.services import receive, submit
from members.audit import services as audit
from members.ledger import days
from members.models import Member, User

FORGET_AFTER = timedelta(days=60)


class TooManyEmployees(Exception):
    """The last month has more employees than anybody fills in on screen."""


class NotFinished(Exception):
    """Some rows lack something; `number` is the first of them and `count` how many there are."""

    def __init__(self, number: int, count: int) -> None:
        super().__init__(number)
        self.number, self.count = number, count


class NothingToSend(Exception):
    """No row has a contribution."""


class AlreadySubmitted(Exception):
    """The file made of this draft was submitted: nothing of it changes any more."""


class AlreadyThere(Exception):
    """The employee is in the form."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person of a row that was added by hand."""

    member_no: str
    ic_no: str
    name: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a person typed in a row; sen, None where nothing was typed."""

    wages_sen: int | None
    employer_sen: int | None
    employee_sen: int | None
    reason: str = ""
    is_removed: bool = False
    who: Who | None = None


# The employees of the last month that was submitted, in member order, with its amounts.
_LAST_MONTH = """
insert into contributions_formrow
  (draft_id, number, member_no, ic_no, name, wages_sen, employer_sen, employee_sen, reason, is_added)
select %(draft)s, row_number() over (order by c.line_no), m.member_no, m.ic_no, m.name,
       c.wages_sen, c.employer_sen, c.employee_sen, '', false
  from contributions_contribution c join members_member m on m.id = c.member_id
 where c.remittance_id = %(remittance)s
"""
_FILL = """
update contributions_formrow r
   set employer_sen = d.employer_sen, employee_sen = d.employee_sen
  from (select w.id, s.employer_sen + coalesce(e.employer_extra_sen, 0) as employer_sen,
               s.employee_sen + coalesce(e.employee_extra_sen, 0) as employee_sen
          from contributions_formrow w join members_member m on m.member_no = w.member_no
          left join contributions_electedexcess e
            on e.employer_id = %(employer)s and e.member_id = m.id and e.first_month <= %(month)s
           and (e.last_month is null or e.last_month >= %(month)s)
         cross join lateral contributions_due(
           m.citizenship, m.elected_before_1998, m.born_on, false, %(month)s, w.wages_sen, 0::bigint,
           %(bonus_base)s, %(rounding)s, %(birthday)s) s
         where w.draft_id = %(draft)s and w.reason = '' and w.wages_sen is not null
           and w.employer_sen is null and w.employee_sen is null) d
 where r.id = d.id
"""


def start(
    *, employer: Employer, wage_month: date, from_last_month: bool, by: User, at: datetime
) -> FormDraft:
    """The draft of a month; the one that is there, or a new one, filled from the last month if asked.

    Once the month was submitted the draft is for a supplementary file and starts empty. Raises
    receive.MonthNotYetEarned, receive.EmployerClosed, receive.MonthAlreadyThere (a file that is not of
    this form waits), TooManyEmployees.
    """
    month = months.first_of(wage_month)
    if months.is_future(month, days.today()):
        raise receive.MonthNotYetEarned
    receive.refuse_closed(employer, month)
    live = receive.live_original(employer, month)
    kind = RemittanceKind.ORIGINAL
    if live is not None and live.state in _SUBMITTED:
        kind, from_last_month = RemittanceKind.SUPPLEMENTARY, False
    facts: dict[str, Any] = {"employer": employer, "wage_month": month, "kind": kind}
    with transaction.atomic():
        found = FormDraft.objects.select_for_update().filter(**facts).first()
        if found is not None and not _is_submitted(found):
            return found
        if live is not None and kind == RemittanceKind.ORIGINAL:
            raise receive.MonthAlreadyThere(live)
        if found is not None:
            found.delete()
        try:
            with transaction.atomic():
                draft = FormDraft.objects.create(
                    **facts, started_at=at, started_by=by, changed_at=at
                )
        except IntegrityError:
            return FormDraft.objects.get(**facts)
        if from_last_month:
            _fill_from_last_month(draft)
        audit.record(
            "remittance.form_started",
            by=by,
            at=at,
            employer_id=employer.pk,
            entity="form",
            entity_id=str(draft.pk),
            detail={"wage_month": f"{month:%Y-%m}"},
        )
    return draft


_SUBMITTED = (RemittanceState.SUBMITTED, RemittanceState.POSTING, RemittanceState.POSTED)


def _is_submitted(draft: FormDraft) -> bool:
    return draft.remittance is not None and draft.remittance.state in _SUBMITTED


def last_month(employer: Employer, before: date) -> Remittance | None:
    """The original submitted last before a wage month: what the form is filled from."""
    return (
        Remittance.objects.filter(
            employer=employer,
            wage_month__lt=before,
            kind=RemittanceKind.ORIGINAL,
            state__in=_SUBMITTED,
        )
        .order_by("-wage_month")
        .first()
    )


def _fill_from_last_month(draft: FormDraft) -> None:
    before = last_month(draft.employer, draft.wage_month)
    if before is None:
        return
    if before.line_count > limits.form_rows():
        raise TooManyEmployees
    with connection.cursor() as cursor:
        cursor.execute(_LAST_MONTH, {"draft": draft.pk, "remittance": before.pk})


def _open(draft_id: int) -> FormDraft:
    """The draft under its row lock. Raises AlreadySubmitted, FormDraft.DoesNotExist."""
    draft = (
        FormDraft.objects.select_for_update(of=("self",))
        .select_related("remittance", "employer")
        .get(pk=draft_id)
    )
    if _is_submitted(draft):
        raise AlreadySubmitted
    return draft


def save(*, draft_id: int, typed: Mapping[int, Amounts], at: datetime) -> None:
    """Keep what was typed, by row id. Shares left empty, or left as they were when the wages changed,
    are worked out from the Third Schedule; a reason makes them nil. Raises AlreadySubmitted.
    """
    with transaction.atomic():
        draft = _open(draft_id)
        rows = list(FormRow.objects.filter(draft=draft, pk__in=list(typed)))
        for row in rows:
            amounts = typed[row.pk]
            shares = (amounts.employer_sen, amounts.employee_sen)
            is_untouched = shares == (row.employer_sen, row.employee_sen)
            if amounts.reason:
                # A reason says that nothing is due; shares typed beside it are shown again.
                shares = (0, 0) if is_untouched or shares == (None, None) else shares
            elif is_untouched and (amounts.wages_sen != row.wages_sen or row.reason):
                shares = (None, None)
            row.wages_sen = 0 if amounts.reason and amounts.wages_sen is None else amounts.wages_sen
            row.employer_sen, row.employee_sen = shares
            row.reason = amounts.reason
            if amounts.who is not None and row.is_added:
                row.member_no, row.ic_no = amounts.who.member_no, amounts.who.ic_no
                row.name = amounts.who.name
        FormRow.objects.bulk_update(rows, _SAVED)
        FormRow.objects.filter(
            draft=draft, pk__in=[pk for pk, amounts in typed.items() if amounts.is_removed]
        ).delete()
        _fill_shares(draft)
        draft.changed_at = at
        draft.save(update_fields=["changed_at"])


_SAVED = ("wages_sen", "employer_sen", "employee_sen", "reason", "member_no", "ic_no", "name")


def add(
    *, draft_id: int, member_no: str, ic_no: str, name: str, amounts: Amounts, at: datetime
) -> FormRow:
    """One more employee at the end. Raises AlreadyThere, AlreadySubmitted."""
    with transaction.atomic():
        draft = _open(draft_id)
        rows = FormRow.objects.filter(draft=draft)
        if rows.filter(ic_no=ic_no).exists() or (
            member_no and rows.filter(member_no=member_no).exists()
        ):
            raise AlreadyThere
        last = rows.aggregate(last=Max("number"))["last"] or 0
        row = FormRow.objects.create(
            draft=draft,
            number=last + 1,
            member_no=member_no,
            ic_no=ic_no,
            name=name,
            wages_sen=amounts.wages_sen,
            employer_sen=amounts.employer_sen,
            employee_sen=amounts.employee_sen,
            reason=amounts.reason,
            is_added=True,
        )
        _fill_shares(draft)
        draft.changed_at = at
        draft.save(update_fields=["changed_at"])
    return row


def _fill_shares(draft: FormDraft) -> None:
    options = parameters.schedule_options()
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL,
            {
                "draft": draft.pk,
                "employer": draft.employer_id,
                "month": draft.wage_month,
                "bonus_base": options.bonus_base.value,
                "rounding": options.rounding.value,
                "birthday": options.birthday.value,
            },
        )


def discard(*, draft_id: int, by: User, at: datetime) -> None:
    """Throw the draft away. Raises AlreadySubmitted."""
    with transaction.atomic():
        draft = _open(draft_id)
        audit.record(
            "remittance.form_discarded",
            by=by,
            at=at,
            employer_id=draft.employer_id,
            entity="form",
            entity_id=str(draft.pk),
        )
        draft.delete()


def send(*, draft_id: int, by: User, at: datetime) -> Remittance:
    """Make the file and receive it, state UPLOADED; a file made before and not submitted is cancelled.

    Raises NotFinished, NothingToSend, AlreadySubmitted, and as receive.receive_bytes.
    """
    with transaction.atomic():
        draft = _open(draft_id)
        rows = list(FormRow.objects.filter(draft=draft).order_by("number"))
        _prove_finished(rows)
        sent = [row for row in rows if not row.reason]
        if not sent:
            raise NothingToSend
        if draft.remittance is not None and states.can_go(
            draft.remittance.state, RemittanceState.CANCELLED
        ):
            submit.cancel(remittance_id=draft.remittance.pk, by=by, at=at)
        for line_no, row in enumerate(sent, start=2):
            row.line_no = line_no
        FormRow.objects.filter(draft=draft).update(line_no=None)
        FormRow.objects.bulk_update(sent, ["line_no"])
        remittance = receive.receive_bytes(
            employer=draft.employer,
            wage_month=draft.wage_month,
            content=list(_file(sent)),
            file_name=f"borang-{draft.wage_month:%Y-%m}.csv",
            by=by,
            at=at,
            kind=draft.kind,
        )
        _keep_zero_lines(remittance, rows)
        draft.remittance = remittance
        draft.changed_at = at
        draft.save(update_fields=["remittance", "changed_at"])
    return remittance


def _prove_finished(rows: list[FormRow]) -> None:
    wrong = [
        row
        for row in rows
        if form_rows.problem(row.wages_sen, row.employer_sen, row.employee_sen, row.reason)
    ]
    if wrong:
        raise NotFinished(wrong[0].number, len(wrong))


def _file(rows: list[FormRow]) -> Iterator[bytes]:
    yield layout.HEADER_LINE.encode() + b"\r\n"
    for row in rows:
        assert row.wages_sen is not None and row.employer_sen is not None
        assert row.employee_sen is not None
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(
            (
                row.member_no,
                row.ic_no,
                row.name,
                f"{row.wages_sen // 100}.{row.wages_sen % 100:02d}",
                row.employer_sen // 100,
                row.employee_sen // 100,
            )
        )
        yield line.getvalue().encode()


def _keep_zero_lines(remittance: Remittance, rows: list[FormRow]) -> None:
    reasons = {row.member_no: row for row in rows if row.reason and row.member_no}
    known = Member.objects.filter(member_no__in=list(reasons)).values_list("member_no", "pk")
    ZeroLine.objects.filter(remittance=remittance).delete()
    ZeroLine.objects.bulk_create(
        ZeroLine(
            remittance=remittance,
            member_id=member_id,
            wages_sen=reasons[number].wages_sen or 0,
            reason=reasons[number].reason,
        )
        for number, member_id in known
    )


def forget_old(*, at: datetime) -> int:
    """Delete drafts whose month was credited, or that nobody touched for two months; how many."""
    wanted = Q(remittance__state=RemittanceState.POSTED) | Q(changed_at__lt=at - FORGET_AFTER)
    found = FormDraft.objects.filter(wanted)
    count = found.count()
    found.delete()
    return count
