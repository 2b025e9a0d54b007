"""The i-Saraan incentive of a year: worked out on one officer's page, credited on another's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import IncentiveRun, IncentiveState
from contributions.services import incentives
from members.ledger import days, money


class RunForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = IncentiveRun
        fields = ("year", "source")

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2018 <= year < days.today().year:
            raise forms.ValidationError(_("Enter a year that has ended"))
        if IncentiveRun.objects.filter(year=year).exclude(state=IncentiveState.REFUSED).exists():
            raise forms.ValidationError(_("This year has been worked out already"))
        return year


@admin.register(IncentiveRun)
class IncentiveRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = RunForm
    list_display = ("year", "state", "members", "total", "proposed_by", "decided_by")
    change_form_template = "admin/contributions/incentive_run.html"
    actions = None

    @admin.display(description=gettext_lazy("total"))
    def total(self, run: IncentiveRun) -> str:
        return money.ringgit(run.total_sen)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("year", "source")
        shown = ("year", "source", "state", "members", "total", "proposed_by", "proposed_at")
        return (*shown, "decided_by", "decided_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        run = incentives.propose(
            year=form.cleaned_data["year"],
            source=form.cleaned_data["source"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        obj.pk = run.pk

    def get_urls(self) -> list[Any]:
        site = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/decide/",
                site(self.decide),
                name="contributions_incentiverun_decide",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        run = get_object_or_404(IncentiveRun, pk=int(object_id) if object_id.isdigit() else 0)
        context = {
            "run": run,
            "is_waiting": run.state == IncentiveState.PROPOSED
            and request.user.has_perm(incentives.PERMISSION),
            "own": run.proposed_by_id == request.user.pk,
            "largest": [
                (
                    share.member.name,
                    money.ringgit(share.own_sen),
                    money.ringgit(share.incentive_sen),
                )
                for share in run.shares.select_related("member").order_by("-incentive_sen")[:20]
            ],
        }
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(incentives.PERMISSION):
            raise PermissionDenied
        get_object_or_404(IncentiveRun, pk=pk)
        verb = incentives.confirm if "confirm" in request.POST else incentives.refuse
        try:
            verb(run_id=pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except incentives.NotAllowed:
            messages.error(request, _("Another officer must credit what you worked out"))
        except incentives.AlreadyThere:
            messages.warning(request, _("It was decided already"))
        else:
            messages.success(request, _("Done"))
        return redirect(reverse("admin:contributions_incentiverun_change", args=[pk]))
