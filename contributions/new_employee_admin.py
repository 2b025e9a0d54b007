"""Members whom a file registered, as staff see them: oldest first, one page, compared with the card."""

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

from contributions.models import Contribution, NewEmployee, NewOutcome
from contributions.services import new_members
from members.audit import services as audit
from members.console import ReadOnlyAdmin
from members.forms.base import PortalForm
from members.ledger import selectors as ledger


class Waiting(admin.SimpleListFilter):
    title = gettext_lazy("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Waiting"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[NewEmployee]
    ) -> QuerySet[NewEmployee]:
        if self.value() == "yes":
            return queryset.filter(outcome=NewOutcome.WAITING)
        return queryset


class ConfirmForm(PortalForm):
    prefix = "confirm"
    words = forms.CharField(
        label=gettext_lazy("What you compared"),
        max_length=300,
        help_text=gettext_lazy("For example: copy of the MyKad, name and number agree"),
        error_messages={"required": gettext_lazy("Write down what you compared")},
    )


class CorrectForm(PortalForm):
    prefix = "correct"
    name = forms.CharField(
        label=gettext_lazy("Name, as on the card"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name as on the card")},
    )
    ic_no = forms.CharField(
        label=gettext_lazy("Identity card No."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the number of the card")},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class RefuseForm(PortalForm):
    prefix = "refuse"
    words = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "For example: no such card, or a member already under another number"
        ),
        error_messages={"required": gettext_lazy("Give the reason")},
    )


@admin.register(NewEmployee)
class NewEmployeeAdmin(ReadOnlyAdmin):
    list_display = ("member_name", "employer", "registered_at", "age", "outcome_words")
    list_filter = (Waiting, "outcome")
    search_fields = ("member__name", "employer__name", "=employer__employer_no")
    list_select_related = ("member", "employer")
    show_full_result_count = False

    @admin.display(description=gettext_lazy("name"))
    def member_name(self, found: NewEmployee) -> str:
        return found.member.name

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, found: NewEmployee) -> str:
        waits = found.outcome == NewOutcome.WAITING
        return str((timezone.now() - found.registered_at).days) if waits else ""

    @admin.display(description=gettext_lazy("outcome"))
    def outcome_words(self, found: NewEmployee) -> str:
        return str(NewOutcome(found.outcome).label)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The person; who may, confirms, corrects or refuses. Each look stands in the member's log."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        found = get_object_or_404(
            NewEmployee.objects.select_related(
                "member", "employer", "remittance", "registered_by", "confirmed_by"
            ),
            pk=int(object_id),
        )
        may = (
            request.user.has_perm(new_members.PERMISSION)
            and found.outcome == NewOutcome.WAITING
            and request.user.member_id != found.member_id  # type: ignore[union-attr]
        )
        member = found.member
        forms_here: dict[str, PortalForm] = {
            "confirm": ConfirmForm(request.POST if "confirm" in request.POST else None),
            "correct": CorrectForm(
                request.POST if "correct" in request.POST else None,
                initial={"name": member.name, "ic_no": member.ic_no},
            ),
            "refuse": RefuseForm(request.POST if "refuse" in request.POST else None),
        }
        if request.method == "POST":
            if not request.user.has_perm(new_members.PERMISSION):
                raise PermissionDenied
            if self._act(request, found, forms_here):
                return redirect(request.path)
        audit.record(
            "staff.viewed_member",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            member_id=member.pk,
            entity="newemployee",
            entity_id=str(found.pk),
            **audit.origin(request),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": member.name,
            "opts": self.model._meta,
            "new": found,
            "outcome": NewOutcome(found.outcome).label,
            "lines": Contribution.objects.filter(member=member)
            .select_related("remittance__employer")
            .order_by("remittance__wage_month"),
            "total_sen": ledger.total_balances(member.pk).posted.total,
            "forms": forms_here if may else {},
            "failed": next((form for form in forms_here.values() if form.errors), None),
        }
        return TemplateResponse(request, "admin/contributions/new_employee.html", context)

    def _act(
        self, request: HttpRequest, found: NewEmployee, forms_here: dict[str, PortalForm]
    ) -> bool:
        facts: dict[str, Any] = {"pk": found.pk, "by": request.user, "at": timezone.now()}
        confirm, correct, refuse = (forms_here[name] for name in ("confirm", "correct", "refuse"))
        try:
            if confirm.is_bound and confirm.is_valid():
                new_members.confirm(**facts, words=confirm.cleaned_data["words"])
            elif correct.is_bound and correct.is_valid():
                new_members.correct(**facts, **correct.cleaned_data)
            elif refuse.is_bound and refuse.is_valid():
                new_members.refuse(**facts, words=refuse.cleaned_data["words"])
            else:
                return False
        except new_members.NotAllowed:
            raise PermissionDenied from None
        except new_members.Decided:
            messages.warning(request, _("It was decided already"))
        except new_members.NoSuchCard:
            correct.add_error("ic_no", _("No identity card has this number. Check the digits"))
            return False
        except new_members.CardTaken:
            correct.add_error(
                "ic_no",
                _(
                    "Another member has this card: it is the same person. Correct each contribution"
                    " to that member, then refuse this registration"
                ),
            )
            return False
        except new_members.HasMoney:
            refuse.add_error(
                "words",
                _(
                    "Contributions are with this person, or on their way. Correct or take them back"
                    " first"
                ),
            )
            return False
        else:
            messages.success(request, _("The change was saved"))
        return True
