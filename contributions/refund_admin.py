"""Refunds to employers, as staff see them: a work list, and three verbs by two officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import Refund, RefundState
from contributions.models.refund import AWAITING
from contributions.rules import refunds as rules
from contributions.services import corrections, refunds, repost, take_back
from contributions.templatetags.contribution_words import refund_tag
from contributions.work_lists import CountedList, Work, work
from members import downloads
from members.audit import services as audit
from members.console import reads_everything
from members.forms.base import PortalForm
from members.ledger import days, money
from members.rules import bank_answers, banks
from members.rules.text import Text

REVIEW, APPROVE, REFUSE = "review", "approve", "refuse"


class RefundWordsForm(PortalForm):
    """What an officer says to it; the employer reads a refusal."""

    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The employer reads the reason of a refusal."),
        error_messages={"max_length": gettext_lazy("Write at most 500 characters")},
    )


@admin.register(Refund)
class RefundAdmin(CountedList):
    list_display = ("reference", "employer", "status", "asked", "approved", "asked_on", "age")
    list_filter = ("state",)
    search_fields = ("=reference", "employer__name", "=employer__employer_no")
    list_select_related = ("employer",)
    ordering = ("asked_at",)
    show_full_result_count = False

    def work(self) -> Sequence[Work]:
        rows = Refund.objects
        return [
            work(
                gettext_lazy("To be reviewed"),
                rows.filter(state=RefundState.ASKED),
                "asked_on",
                "state__exact=ASKED",
            ),
            work(
                gettext_lazy("To be approved"),
                rows.filter(state=RefundState.REVIEWED),
                "asked_on",
                "state__exact=REVIEWED",
            ),
            work(
                gettext_lazy("Waiting for the bank"),
                rows.filter(state=RefundState.APPROVED, payment__state__in=AWAITING),
                "asked_on",
                "state__exact=APPROVED",
            ),
        ]

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def status(self, refund: Refund) -> SafeString:
        return refund_tag(refund.state)

    @admin.display(description=gettext_lazy("asked for"))
    def asked(self, refund: Refund) -> str:
        return money.ringgit(refund.asked_sen)

    @admin.display(description=gettext_lazy("approved"), ordering="amount_sen")
    def approved(self, refund: Refund) -> str:
        return money.ringgit(refund.amount_sen) if refund.amount_sen else "–"

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, refund: Refund) -> str:
        waits = refund.state in (*rules.OPEN, rules.APPROVED)
        return str((days.today() - refund.asked_on).days) if waits else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Refund]:
        return super().get_queryset(request).defer("number_encrypted")

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "contributions_refund"
        return [
            path("<int:pk>/decide/", site(self.decide), name=f"{name}_decide"),
            path("<int:pk>/paper/", site(self.paper), name=f"{name}_paper"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        return self._page(request, int(object_id))

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Review, approve or refuse, by the button that was pressed."""
        if not request.user.has_perm(refunds.PERMISSION):
            raise PermissionDenied
        form = RefundWordsForm(request.POST or None)
        verb = next((one for one in (REVIEW, APPROVE, REFUSE) if one in request.POST), "")
        if request.method != "POST" or not verb or not form.is_valid():
            return self._page(request, pk, form if request.method == "POST" else None)
        if verb == REFUSE and not form.cleaned_data["words"]:
            form.add_error("words", _("Say why; the employer reads it"))
            return self._page(request, pk, form)
        get_object_or_404(Refund, pk=pk)
        self._do(request, pk, verb, form.cleaned_data["words"])
        return redirect(reverse("admin:contributions_refund_change", args=[pk]))

    def _do(self, request: HttpRequest, pk: int, verb: str, words: str) -> None:
        act = {REVIEW: refunds.review, APPROVE: refunds.approve, REFUSE: refunds.refuse}[verb]
        try:
            found = act(refund_id=pk, words=words, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except refunds.NotNow:
            messages.warning(request, _("Somebody has decided this since you opened the page"))
        except refunds.SamePerson:
            messages.warning(request, _("Another officer must approve what you reviewed"))
        except refunds.OwesBills:
            messages.warning(
                request, _("The employer owes a bill past its day. It is paid before any refund")
            )
        except corrections.OwnContribution:
            messages.warning(
                request, _("This contribution is your own. Another officer corrects it")
            )
        except (take_back.NotThere, repost.TooOld):
            messages.warning(
                request,
                _("One of the contributions can no longer be corrected. Refuse the request"),
            )
        else:
            messages.success(request, str(found.get_state_display()))

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The employer's letter, to an officer who decides or examines; each look is written down."""
        if not (request.user.has_perm(refunds.PERMISSION) or reads_everything(request)):
            raise PermissionDenied
        found = get_object_or_404(Refund, pk=pk)
        kept = refunds.paper(
            found,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            **audit.origin(request),
        )
        if kept is None:
            raise Http404
        kind, content = kept
        return downloads.answer(kind=kind, name=found.reference, content=content)

    def _page(self, request: HttpRequest, pk: int, form: forms.Form | None = None) -> HttpResponse:
        refund = get_object_or_404(
            Refund.objects.select_related(
                "employer", "asked_by", "reviewed_by", "decided_by", "payment", "paper"
            ),
            pk=pk,
        )
        may = request.user.has_perm(refunds.PERMISSION) and refund.state in rules.OPEN
        payment = getattr(refund, "payment", None)
        code = payment.reason_code if payment else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Refund %(reference)s") % {"reference": refund.reference},
            "opts": self.model._meta,
            "refund": refund,
            "bank": banks.bank_name(refund.bank_code),
            "has_paper": hasattr(refund, "paper"),
            "payment": payment,
            "why": Text(*bank_answers.reason_words(code)) if code else None,
            "parts": list(refund.parts.select_related("receipt")),
            "corrections": list(
                refund.corrections.select_related("member", "remittance").order_by("pk")
            ),
            "form": (form or RefundWordsForm()) if may else None,
            "may_review": refund.state == RefundState.ASKED,
            "is_own": request.user.pk == refund.reviewed_by_id,
        }
        return TemplateResponse(request, "admin/contributions/refund.html", context)
