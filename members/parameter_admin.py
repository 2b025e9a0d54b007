"""Rates and limits: what is in force, what is coming, a proposal, and its confirmation by another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members import parameters as reading
from members.console import ReadOnlyAdmin
from members.forms.base import DateField, PortalForm
from members.ledger import days, money
from members.models import ChangeState, DatedParameter
from members.rules import parameters
from members.services import dated_parameters

LIST = "admin:members_datedparameter_changelist"
UNITS = {
    "bps": gettext_lazy("in basis points: 100 is one percent"),
    "sen": gettext_lazy("in sen: 100 is one ringgit"),
    "days": gettext_lazy("in days"),
    "months": gettext_lazy("in months"),
    "year": gettext_lazy("four digits"),
}


def shown(parameter: parameters.Declared, numbers: Any) -> list[tuple[str, str]]:
    """Each number with its words, as a person reads it."""
    language = get_language()
    return [
        (part.words.of(language), _written(part.unit, int(numbers[part.name])))
        for part in parameter.parts
    ]


def _written(unit: str, number: int) -> str:
    if unit == "bps":
        return f"{number / 100:.2f}%"
    return money.ringgit(number) if unit == "sen" else str(number)


class ProposalForm(PortalForm):
    """The day, the numbers, and where they stand written."""

    def __init__(self, *args: Any, parameter: parameters.Declared, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        language = get_language()
        self.fields["effective_on"] = DateField(label=_("In force from"))
        for part in parameter.parts:
            self.fields[part.name] = forms.IntegerField(
                label=part.words.of(language),
                help_text=UNITS[part.unit],
                min_value=part.least,
                max_value=part.most,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "class": "input--w12", "autocomplete": "off"}
                ),
            )
        self.fields["source"] = forms.CharField(
            label=_("Source"),
            help_text=_("The gazette, circular or decision, with its number and date"),
            max_length=300,
        )


class RefusalForm(PortalForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


@admin.register(DatedParameter)
class DatedParameterAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "members_datedparameter"
        return [
            path("<slug:code>/propose/", site(self.propose), name=f"{name}_propose"),
            path("<int:pk>/decide/", site(self.decide), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        today, language = days.today(), get_language()
        waiting = DatedParameter.objects.filter(state=ChangeState.PROPOSED)
        coming = DatedParameter.objects.filter(state=ChangeState.CONFIRMED, effective_on__gt=today)
        found = []
        for parameter in parameters.every():
            version = reading.version(parameter.code, today)
            found.append(
                {
                    "code": parameter.code,
                    "title": parameter.title.of(language),
                    "since": version.effective_on,
                    "source": version.source,
                    "numbers": shown(parameter, version.numbers),
                }
            )
        return self._page(
            request,
            "list",
            title=_("Rates and limits"),
            found=found,
            waiting=[self._row(change) for change in waiting.select_related("proposed_by")],
            coming=[self._row(change) for change in coming.select_related("proposed_by")],
            may_set=request.user.has_perm(dated_parameters.PERMISSION),
        )

    def propose(self, request: HttpRequest, code: str) -> HttpResponse:
        """Two people: this page is the first one's."""
        self._must(request)
        try:
            parameter = parameters.declared(code)
        except parameters.UnknownParameter:
            raise Http404 from None
        now = reading.version(parameter.code, days.today())
        form = ProposalForm(request.POST or None, parameter=parameter, initial=dict(now.numbers))
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            try:
                dated_parameters.propose(
                    code=parameter.code,
                    effective_on=facts["effective_on"],
                    numbers={part.name: facts[part.name] for part in parameter.parts},
                    source=facts["source"],
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except dated_parameters.NotAhead:
                form.add_error("effective_on", _("The day must lie ahead"))
            except dated_parameters.BadNumbers as error:
                form.add_error(None, error.problem.of(get_language()))
            else:
                messages.success(request, _("Proposed. Another officer must confirm it."))
                return redirect(LIST)
        return self._page(
            request,
            "propose",
            title=parameter.title.of(get_language()),
            form=form,
            since=now.effective_on,
            numbers=shown(parameter, now.numbers),
        )

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The second person's page: confirm, or refuse with a reason."""
        self._must(request)
        change = get_object_or_404(DatedParameter.objects.select_related("proposed_by"), pk=pk)
        own = change.proposed_by_id == request.user.pk
        form = RefusalForm(request.POST if "refuse" in request.POST else None)
        if request.method == "POST":
            act = {"change_id": pk, "by": request.user, "at": timezone.now()}
            try:
                if "confirm" in request.POST:
                    dated_parameters.confirm(**act)  # type: ignore[arg-type]
                    messages.success(request, _("Confirmed. It is in force from its day on."))
                    return redirect(LIST)
                if form.is_valid():
                    dated_parameters.refuse(**act, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
                    messages.success(request, _("Refused"))
                    return redirect(LIST)
            except dated_parameters.NotAllowed:
                messages.error(request, _("Another officer must confirm your proposal"))
            except dated_parameters.NotAhead:
                messages.error(request, _("Its day has come; propose it again for a later day"))
            except dated_parameters.Decided:
                messages.warning(request, _("It was decided already"))
                return redirect(LIST)
        return self._page(
            request,
            "decide",
            title=_("Decide on a change"),
            row=self._row(change),
            own=own,
            form=form,
        )

    def _row(self, change: DatedParameter) -> dict[str, Any]:
        parameter = parameters.declared(change.code)
        return {
            "change": change,
            "title": parameter.title.of(get_language()),
            "numbers": shown(parameter, change.numbers),
        }

    def _must(self, request: HttpRequest) -> None:
        if not request.user.has_perm(dated_parameters.PERMISSION):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/members/parameter_{name}.html",
            {**self.admin_site.each_context(request), "opts": self.model._meta, **context},
        )
