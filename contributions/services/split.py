"""A file with errors in some rows: the good rows go on as a file of their own, the bad ones to repair.

The file as it came stays as it is, INVALID, with its errors. The file made of its good rows is stored,
checked and submitted like any other and remembers what it was made of. A row whose only fault is that
both shares are nil becomes a line without contribution, which needs a reason before submission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from contributions import limits
from contributions.files import layout, raw_rows, recognise
from contributions.models import (
    FormDraft,
    FormRow,
    MadeAs,
    Remittance,
    RemittanceKind,
    RemittanceState,
    RowError,
    ZeroLine,
)
from contributions.services import receive, stored_file
from members.audit import services as audit
from members.models import Member, User

NOTHING_DUE = "NO_SHARES"


class CannotBeSplit(Exception):
    """The fault is in the file as a whole, or no row is good."""


class TooManyToRepair(Exception):
    """More rows are at fault than anybody repairs on screen."""


def bad_lines(remittance: Remittance) -> set[int]:
    """The rows with a fault. Raises CannotBeSplit when a fault concerns the whole file."""
    errors = RowError.objects.filter(remittance=remittance)
    lines = set(errors.values_list("line_no", flat=True))
    if remittance.state != RemittanceState.INVALID or not lines or min(lines) < 2:
        raise CannotBeSplit
    return lines


def can_be_split(remittance: Remittance) -> bool:
    """True when the rows with faults can be left out; whether any row is left, the attempt shows."""
    try:
        bad_lines(remittance)
    except CannotBeSplit:
        return False
    return True


def take_good_rows(*, remittance_id: int, by: User, at: datetime) -> Remittance:
    """Receive the good rows of an INVALID file as a file of its own; taken before: answered again.

    Raises CannotBeSplit, and as receive.receive_bytes.
    """
    with transaction.atomic():
        source = Remittance.objects.select_for_update().get(pk=remittance_id)
        before = (
            Remittance.objects.filter(made_from=source, made_as=MadeAs.GOOD_ROWS)
            .exclude(state__in=[RemittanceState.INVALID, RemittanceState.CANCELLED])
            .first()
        )
        if before is not None:
            return before
        bad = bad_lines(source)
        content = list(_good_rows(source, bad))
        if len(content) < 2:
            raise CannotBeSplit
        remittance = receive.receive_bytes(
            employer=source.employer,
            wage_month=source.wage_month,
            content=content,
            file_name=f"baris-betul-{source.file_name}",
            by=by,
            at=at,
            kind=source.kind,
        )
        remittance.made_from = source
        remittance.made_as = MadeAs.GOOD_ROWS
        remittance.save(update_fields=["made_from", "made_as"])
        _keep_zero_lines(source, remittance)
        audit.record(
            "remittance.split",
            by=by,
            at=at,
            employer_id=source.employer_id,
            entity="remittance",
            entity_id=remittance.reference,
            detail={"made_from": source.reference, "left_out": len(bad)},
        )
    return remittance


def is_only_zero_lines(remittance: Remittance) -> bool:
    """True when every fault of the file is a row without shares."""
    return (
        can_be_split(remittance)
        and not RowError.objects.filter(remittance=remittance).exclude(code=NOTHING_DUE).exists()
    )


def _good_rows(source: Remittance, bad: set[int]) -> Iterator[bytes]:
    """The header and the rows that are not at fault, as CSV, in pieces of whole rows."""
    yield layout.HEADER_LINE.encode() + b"\n"
    chunks = stored_file.get(source.pk)
    next(chunks)
    rows = recognise.rows(chunks)
    number = 1
    rest = b""
    while piece := rows.read(stored_file.PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        kept = []
        for line in lines:
            number += 1
            if number not in bad and line.strip(b","):
                kept.append(line + b"\n")
        if kept:
            yield b"".join(kept)


def _keep_zero_lines(source: Remittance, remittance: Remittance) -> None:
    errors = RowError.objects.filter(remittance=source)
    zero = set(errors.filter(code=NOTHING_DUE).values_list("line_no", flat=True))
    zero -= set(errors.exclude(code=NOTHING_DUE).values_list("line_no", flat=True))
    by_number = {raw.member_no: raw for raw in _raw_rows(source, zero)}
    known = Member.objects.filter(member_no__in=list(by_number)).values_list(
        "member_no", "ic_no", "pk"
    )
    ZeroLine.objects.bulk_create(
        (
            ZeroLine(
                remittance=remittance,
                member_id=pk,
                line_no=by_number[number].line_no,
                wages_sen=by_number[number].wages_sen or 0,
            )
            for number, ic_no, pk in known
            if re.sub(r"[- ]", "", by_number[number].ic_no).upper() == ic_no
        ),
        ignore_conflicts=True,
    )


def _raw_rows(source: Remittance, wanted: set[int]) -> Iterator[raw_rows.Raw]:
    if not wanted:
        return iter(())
    chunks = stored_file.get(source.pk)
    next(chunks)
    return raw_rows.of(chunks, wanted)


def repair(*, remittance_id: int, by: User, at: datetime) -> FormDraft:
    """Put the bad rows of an INVALID file in a supplementary form to correct them on screen.

    Repaired before: that form. Raises CannotBeSplit, TooManyToRepair.
    """
    with transaction.atomic():
        source = Remittance.objects.select_for_update().get(pk=remittance_id)
        facts = {
            "employer": source.employer,
            "wage_month": source.wage_month,
            "kind": RemittanceKind.SUPPLEMENTARY,
        }
        found = FormDraft.objects.filter(**facts).select_related("remittance").first()
        is_sent = (
            found is not None and found.remittance is not None and found.remittance.is_going_on
        )
        if found is not None and found.repairs_id == source.pk:
            return found
        if found is not None and not is_sent:
            # Another form of the month is open: the rows are added at its end.
            draft = found
        else:
            if found is not None:
                found.delete()
            draft = FormDraft.objects.create(**facts, started_at=at, started_by=by, changed_at=at)
        bad = bad_lines(source)
        if len(bad) > limits.form_rows():
            raise TooManyToRepair
        draft.repairs = source
        draft.save(update_fields=["repairs"])
        last = FormRow.objects.filter(draft=draft).count()
        top = max(
            FormRow.objects.filter(draft=draft).values_list("number", flat=True), default=last
        )
        FormRow.objects.bulk_create(
            FormRow(
                draft=draft,
                number=top + place,
                member_no=raw.member_no,
                ic_no=raw.ic_no,
                name=raw.name,
                wages_sen=raw.wages_sen,
                employer_sen=raw.employer_sen,
                employee_sen=raw.employee_sen,
                is_added=True,
            )
            for place, raw in enumerate(_raw_rows(source, bad), start=1)
        )
        audit.record(
            "remittance.form_started",
            by=by,
            at=at,
            employer_id=source.employer_id,
            entity="form",
            entity_id=str(draft.pk),
            detail={"wage_month": f"{source.wage_month:%Y-%m}", "repairs": source.reference},
        )
    return draft


def bad_rows(remittance: Remittance) -> Iterator[raw_rows.Raw]:
    """The rows with faults as they were written. Raises CannotBeSplit."""
    return _raw_rows(remittance, bad_lines(remittance))
