"""Revisions of the Third Schedule: what is in force, a proposal, and its confirmation by another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contributions import parameters, schedules
from contributions.models import ScheduleRevision
from contributions.rules import months
from contributions.rules.working import percent
from contributions.schedules import revision
from contributions.schedules.shape import PART_TITLES, Schedule
from contributions.services import schedule_revisions
from members.console import ReadOnlyAdmin
from members.forms.base import DateField, PortalForm
from members.ledger import days, money
from members.models import ChangeState

LIST = "admin:contributions_schedulerevision_changelist"
NUMBERS = (
    ("low", gettext_lazy("Part %(part)s: employer, to RM5,000")),
    ("high", gettext_lazy("Part %(part)s: employer, above RM5,000")),
    ("employee", gettext_lazy("Part %(part)s: employee")),
    ("flat", gettext_lazy("Part %(part)s: employer's fixed amount")),
)
BPS = gettext_lazy("in basis points: 100 is one percent")
SEN = gettext_lazy("in sen: 100 is one ringgit")


class ProposalForm(PortalForm):
    """The month, the numbers of each Part, and where they stand written."""

    def __init__(self, *args: Any, before: Schedule, **kwargs: Any) -> None:
        first = {
            "senior_age": before.senior_age,
            **{
                f"{part.code}_{name}": value
                for part in before.parts
                for (name, _words), value in zip(
                    NUMBERS,
                    (
                        part.employer_low_bps,
                        part.employer_high_bps,
                        part.employee_bps,
                        part.employer_flat_sen,
                    ),
                    strict=True,
                )
            },
        }
        super().__init__(*args, initial=first, **kwargs)
        self.before = before
        self.fields["first_month"] = DateField(
            label=_("In force from the wage month that begins on")
        )
        self.fields["senior_age"] = _number(_("Age limit"), "", 100)
        for part in before.parts:
            for name, words in NUMBERS:
                unit, most = (SEN, 10**6) if name == "flat" else (BPS, 10_000)
                self.fields[f"{part.code}_{name}"] = _number(
                    str(words) % {"part": part.code}, unit, most
                )
        self.fields["source"] = forms.CharField(
            label=_("Source"),
            help_text=_("The gazette, circular or decision, with its number and date"),
            max_length=300,
        )

    def clean_first_month(self) -> date:
        found: date = self.cleaned_data["first_month"]
        if found.day != 1:
            raise forms.ValidationError(_("A schedule begins on the first day of a month"))
        return found

    def rates(self) -> dict[str, tuple[int, int, int, int]]:
        """Of each Part, as revision.revised takes them."""
        typed = self.cleaned_data
        return {
            part.code: (
                typed[f"{part.code}_low"],
                typed[f"{part.code}_high"],
                typed[f"{part.code}_employee"],
                typed[f"{part.code}_flat"],
            )
            for part in self.before.parts
        }


def _number(label: Any, unit: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=unit,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(
            {"inputmode": "numeric", "class": "input--w6", "autocomplete": "off"}
        ),
    )


class RefusalForm(PortalForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


def rows(schedule: Schedule) -> list[dict[str, str]]:
    """Each Part with its rates, as a person reads them."""
    language = get_language()
    return [
        {
            "code": part.code,
            "title": PART_TITLES[part.code].of(language),
            "low": money.ringgit(part.employer_flat_sen)
            if part.employer_flat_sen
            else percent(part.employer_low_bps),
            "high": money.ringgit(part.employer_flat_sen)
            if part.employer_flat_sen
            else percent(part.employer_high_bps),
            "employee": percent(part.employee_bps),
        }
        for part in schedule.parts
    ]


@admin.register(ScheduleRevision)
class ScheduleRevisionAdmin(ReadOnlyAdmin):
    list_display = ("first_month", "state", "source", "proposed_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(schedule_revisions.PERMISSION)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Two people: this page is the first one's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        today = months.first_of(days.today())
        known = schedules.with_revisions(parameters.schedule_revisions())
        before = known[-1]
        form = ProposalForm(request.POST or None, before=before)
        if request.method == "POST" and form.is_valid():
            try:
                schedule_revisions.propose(
                    first_month=form.cleaned_data["first_month"],
                    senior_age=form.cleaned_data["senior_age"],
                    rates=form.rates(),
                    source=form.cleaned_data["source"],
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except schedule_revisions.NotAhead:
                form.add_error("first_month", _("The wage month must not have begun"))
            except schedule_revisions.BadNumbers:
                form.add_error(
                    None, _("A Part with a fixed amount, whole ringgit, has no employer's rate")
                )
            else:
                messages.success(request, _("Proposed. Another officer must confirm it."))
                return redirect(LIST)
        return self._page(
            request,
            "propose",
            title=_("Propose a Third Schedule"),
            form=form,
            before=before,
            rows=rows(before),
            source=before.source.of(get_language()),
            is_coming=before.first_month > today,
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The second person's page: confirm, or refuse with a reason."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        found = get_object_or_404(
            ScheduleRevision.objects.select_related("proposed_by", "decided_by"), pk=int(object_id)
        )
        may = request.user.has_perm(schedule_revisions.PERMISSION)
        form = RefusalForm(request.POST if "refuse" in request.POST else None)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if self._decide(request, found, form):
                return redirect(LIST)
        schedule = revision.read(found.first_month, found.body, found.source)
        return self._page(
            request,
            "decide",
            title=_("Third Schedule from %(month)s") % {"month": f"{found.first_month:%m/%Y}"},
            revision=found,
            rows=rows(schedule),
            senior_age=schedule.senior_age,
            may=may and found.state == ChangeState.PROPOSED,
            is_own=found.proposed_by_id == request.user.pk,
            form=form,
        )

    def _decide(self, request: HttpRequest, found: ScheduleRevision, form: RefusalForm) -> bool:
        act: dict[str, Any] = {"pk": found.pk, "by": request.user, "at": timezone.now()}
        try:
            if "confirm" in request.POST:
                schedule_revisions.confirm(**act)
                messages.success(request, _("Confirmed. It is in force from its month on."))
                return True
            if form.is_valid():
                schedule_revisions.refuse(**act, reason=form.cleaned_data["reason"])
                messages.success(request, _("Refused"))
                return True
        except schedule_revisions.NotAllowed:
            messages.error(request, _("Another officer must confirm your proposal"))
        except schedule_revisions.NotAhead:
            messages.error(request, _("Its month has begun; propose it again for a later one"))
        except schedule_revisions.Decided:
            messages.warning(request, _("It was decided already"))
            return True
        return False

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/contributions/schedule_{name}.html",
            {**self.admin_site.each_context(request), "opts": self.model._meta, **context},
        )
