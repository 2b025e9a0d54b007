"""Employers' registrations as staff see them: a work list with its age, one page, two officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import EmployerRegistration, RegistrationState
from contributions.models.registration import OPEN
from contributions.services import registration
from members.audit import services as audit
from members.console import ReadOnlyAdmin
from members.forms.base import PortalForm
from members.rules import contacts
from members.services import activation


class Waiting(admin.SimpleListFilter):
    title = gettext_lazy("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Waiting"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EmployerRegistration]
    ) -> QuerySet[EmployerRegistration]:
        if self.value() == "yes":
            return queryset.filter(state__in=OPEN).order_by("received_at", "pk")
        return queryset


class ReviewForm(PortalForm):
    words = forms.CharField(
        label=gettext_lazy("What you compared"),
        max_length=300,
        help_text=gettext_lazy("For example: SSM extract of today, name and address agree"),
        error_messages={"required": gettext_lazy("Write down what you compared")},
    )


class RefusalForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason, as the company will read it"),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the reason")},
    )


@admin.register(EmployerRegistration)
class EmployerRegistrationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "company_name", "ssm_no", "state", "age", "employer")
    list_filter = (Waiting, "state")
    search_fields = ("=reference", "company_name", "=ssm_no")
    list_select_related = ("employer",)
    date_hierarchy = "received_at"

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, found: EmployerRegistration) -> str:
        return str((timezone.now() - found.received_at).days) if found.state in OPEN else ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The application; who may, checks it, gives the number, refuses, or prints the sheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        found = get_object_or_404(
            EmployerRegistration.objects.select_related("reviewed_by", "decided_by", "employer"),
            pk=int(object_id),
        )
        may = request.user.has_perm(registration.PERMISSION)
        review = ReviewForm(request.POST if "review" in request.POST else None)
        refusal = RefusalForm(request.POST if "refuse" in request.POST else None)
        issued: activation.Issued | None = None
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            answer = self._act(request, found, review, refusal)
            if isinstance(answer, HttpResponse):
                return answer
            issued = answer
            found.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Registration %(reference)s") % {"reference": found.reference},
            "opts": self.model._meta,
            "registration": found,
            "state_name": contacts.STATES.get(found.state_code, ""),
            "issued": issued,
            "may": may,
            "is_own": found.reviewed_by_id == request.user.pk,
            "review": review if found.state == RegistrationState.RECEIVED else None,
            "refusal": refusal if found.state in OPEN else None,
            "is_registered": found.state == RegistrationState.ACCEPTED,
        }
        return TemplateResponse(request, "admin/contributions/registration.html", context)

    def _act(
        self,
        request: HttpRequest,
        found: EmployerRegistration,
        review: ReviewForm,
        refusal: RefusalForm,
    ) -> HttpResponse | activation.Issued | None:
        facts: dict[str, Any] = {"pk": found.pk, "by": request.user, "at": timezone.now()}
        try:
            if "accept" in request.POST:
                return registration.accept(**facts, origin=audit.origin(request))
            if "sheet" in request.POST:
                return registration.sheet(**facts, origin=audit.origin(request))
            if review.is_bound and review.is_valid():
                registration.review(**facts, words=review.cleaned_data["words"])
                messages.success(request, _("Checked. Another officer gives the employer number."))
                return redirect(request.path)
            if refusal.is_bound and refusal.is_valid():
                registration.refuse(**facts, reason=refusal.cleaned_data["reason"])
                messages.success(request, _("Refused. The company reads the reason by email."))
                return redirect(request.path)
        except registration.NotAllowed:
            messages.error(request, _("Another officer must give the number"))
        except registration.Decided:
            messages.warning(request, _("Somebody was faster: the application has moved on"))
            return redirect(request.path)
        except registration.AlreadyActive:
            messages.info(request, _("The administrator has activated the account"))
            return redirect(request.path)
        return None
