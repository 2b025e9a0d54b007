"""Papers at the counter: attached on the form of the application, and those an officer asked for later.

Whatever else is wrong with a form, the files that came with it are kept first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.forms.uploads import file_refused
from members.models import Member
from withdrawals.admin.readable import officer
from withdrawals.intake_forms import PaperForm
from withdrawals.models import CounterPaper
from withdrawals.rules.asks import Answers
from withdrawals.rules.asks import Document as Declared
from withdrawals.rules.spec import WithdrawalType
from withdrawals.services import counter_papers, documents, intake

KEEP, REMOVE = "keep", "remove"


@dataclass(frozen=True, slots=True)
class Row:
    """A declared paper on the form: what is there of it, and whether these answers call for it."""

    form: PaperForm
    files: tuple[CounterPaper, ...]
    is_needed: bool

    @property
    def paper(self) -> Declared:
        return self.form.paper

    @property
    def is_missing(self) -> bool:
        return self.is_needed and not self.files


def forms_for(request: HttpRequest, kind: WithdrawalType) -> list[PaperForm]:
    """A form for each paper that the kind declares, bound when something was sent."""
    if request.method != "POST":
        return [PaperForm(paper=paper) for paper in kind.documents]
    return [PaperForm(request.POST, request.FILES, paper=paper) for paper in kind.documents]


def take(
    request: HttpRequest, member: Member, kind: WithdrawalType, rows: Iterable[PaperForm]
) -> None:
    """Keep the files that came with the form; one that is not taken says so at its field."""
    for row in rows:
        file = row.files.get(row.add_prefix("file"))
        if file is None or not row.is_valid():
            continue
        try:
            counter_papers.add(
                member=member,
                kind=kind,
                code=row.paper.code,
                name=file.name or "",
                data=_read(file),
                by=officer(request),
                at=timezone.now(),
                **audit.origin(request),
            )
        except documents.Refused as refusal:
            row.add_error("file", file_refused(refusal.reason, file.size or 0))


def _read(file: UploadedFile) -> bytes:
    if (file.size or 0) > documents.MOST_BYTES:
        raise documents.Refused("LARGE")
    return bytes(file.read())


def take_away(request: HttpRequest, member: Member, kind: WithdrawalType) -> None:
    """Take out the file whose button was pressed; an unknown one changes nothing."""
    try:
        public_id = UUID(request.POST[REMOVE])
    except ValueError:
        return
    counter_papers.remove(
        member_id=member.pk,
        kind=kind,
        public_id=public_id,
        by=officer(request),
        at=timezone.now(),
    )


def rows_for(
    request: HttpRequest,
    member: Member,
    kind: WithdrawalType,
    forms: Iterable[PaperForm],
    answers: Answers,
) -> list[Row]:
    """Each paper with what is there of it now."""
    there = counter_papers.lying(member_id=member.pk, kind=kind, by=officer(request))
    needed = {paper.code for paper in kind.documents_for(answers)}
    return [
        Row(
            form,
            tuple(one for one in there if one.code == form.paper.code),
            form.paper.code in needed,
        )
        for form in forms
    ]


def seen(forms: Iterable[PaperForm]) -> frozenset[str]:
    """The papers of which the officer has seen the original."""
    return frozenset(one.paper.code for one in forms if one.cleaned_data.get("seen"))


def say_missing(error: intake.PapersMissing, forms: Iterable[PaperForm]) -> None:
    """At each paper what is still missing of it."""
    for one in forms:
        if one.paper.code in error.lacking and not one.has_error("file"):
            one.add_error("file", _("Attach this document"))
        if one.paper.code in error.unseen:
            one.add_error("seen", _("Tick this when you have seen the original"))


def typed_answers(form: Any) -> Answers:
    """The answers on a form that may have errors elsewhere."""
    form.is_valid()
    answers: Answers = form.answers
    return answers
