"""Corrections of credited contributions: one officer asks, another decides; cases nobody could settle.

No number of a person stands in an address: a line is found by what is posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.correction_forms import CorrectionForm, FindLineForm
from contributions.models import Contribution, Correction, CorrectionState, Fault
from contributions.models.correction import TO_THE_EMPLOYER
from contributions.refund_admin import RefundWordsForm
from contributions.rules import months
from contributions.services import corrections, repost, take_back
from contributions.templatetags.contribution_words import correction_tag
from contributions.work_lists import CountedList, Work, work
from members.audit import services as audit
from members.ledger import days, money

MONTHS_BACK = 120
WAITS = (CorrectionState.PROPOSED, CorrectionState.BLOCKED)


class CorrectionWordsForm(RefundWordsForm):
    """Why it is refused or let go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("Needed where you refuse it or let it go.")


@admin.register(Correction)
class CorrectionAdmin(CountedList):
    list_display = ("remittance", "employer", "fault", "status", "amount", "proposed_at", "age")
    list_filter = ("state", "fault")
    search_fields = (
        "=remittance__reference",
        "remittance__employer__name",
        "=remittance__employer__employer_no",
    )
    list_select_related = ("remittance__employer", "taken_back")
    ordering = ("proposed_at",)
    show_full_result_count = False
    tools = (
        (
            "admin:contributions_correction_propose",
            gettext_lazy("Correct a contribution"),
            corrections.PROPOSE,
        ),
    )

    def work(self) -> Sequence[Work]:
        rows = Correction.objects
        return [
            work(
                gettext_lazy("Waiting for another officer"),
                rows.filter(state=CorrectionState.PROPOSED),
                "proposed_at",
                "state__exact=PROPOSED",
            ),
            work(
                gettext_lazy("Members who no longer have the money"),
                rows.filter(state=CorrectionState.BLOCKED),
                "decided_at",
                "state__exact=BLOCKED",
            ),
        ]

    @admin.display(description=gettext_lazy("employer"))
    def employer(self, found: Correction) -> str:
        return str(found.remittance.employer)

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def status(self, found: Correction) -> SafeString:
        return correction_tag(found.state)

    @admin.display(description=gettext_lazy("taken back"))
    def amount(self, found: Correction) -> str:
        return money.ringgit(found.taken_back.amount_sen) if found.taken_back else "–"

    @admin.display(description=gettext_lazy("age in days"))
    def age(self, found: Correction) -> str:
        since = timezone.localtime(found.proposed_at).date()
        return str(max((days.today() - since).days, 0)) if found.state in WAITS else ""

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "contributions_correction"
        return [
            path("propose/", site(self.propose), name=f"{name}_propose"),
            path("<int:pk>/decide/", site(self.decide), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    # ── the first officer ───────────────────────────────────────────────────────────────────────

    def propose(self, request: HttpRequest) -> HttpResponse:
        """Find the line, then say what was wrong with it."""
        if not request.user.has_perm(corrections.PROPOSE):
            raise PermissionDenied
        find = FindLineForm(request.POST or None)
        line = self._line(find) if request.method == "POST" and find.is_valid() else None
        form = None
        if line is not None:
            is_said = "fault" in request.POST or "reason" in request.POST
            form = CorrectionForm(
                request.POST if is_said else None,
                months=months.back_from(days.today(), MONTHS_BACK),
                initial={
                    "to_member_no": line.member.member_no,
                    "to_month": line.remittance.wage_month.isoformat(),
                    "to_wages": line.wages_sen,
                    "to_employer": line.employer_sen,
                    "to_employee": line.employee_sen,
                },
            )
            if is_said and form.is_valid():
                made = self._propose(request, line, form)
                if made is not None:
                    messages.success(request, _("Another officer decides it now"))
                    return redirect(_address(made))
            audit.record(
                "staff.viewed_member",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                member_id=line.member_id,
                entity="remittance",
                entity_id=line.remittance.reference,
                **audit.origin(request),
            )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Correct a contribution"),
            "opts": self.model._meta,
            "find": find,
            "line": line,
            "form": form,
        }
        return TemplateResponse(request, "admin/contributions/correction_propose.html", context)

    def _line(self, find: FindLineForm) -> Contribution | None:
        found = (
            Contribution.objects.filter(
                remittance__reference=find.cleaned_data["reference"].strip().upper(),
                member__member_no=find.cleaned_data["member_no"].strip(),
            )
            .select_related("remittance__employer", "member")
            .first()
        )
        if found is None:
            find.add_error(None, _("This remittance has no line for this KWSP number"))
        return found

    def _propose(
        self, request: HttpRequest, line: Contribution, form: CorrectionForm
    ) -> Correction | None:
        said = form.cleaned_data
        fault = Fault(said["fault"])
        right = None
        if fault not in TO_THE_EMPLOYER:
            right = corrections.Right(
                member=said["to_member"],
                wage_month=said["to_month"],
                wages_sen=said["to_wages"],
                employer_sen=said["to_employer"],
                employee_sen=said["to_employee"],
            )
        try:
            return corrections.propose(
                remittance_id=line.remittance_id,
                member=line.member,
                fault=fault,
                right=right,
                reason=said["reason"],
                source=said["source"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except take_back.NotThere:
            form.add_error(None, _("This line is not credited, or was taken back"))
        except corrections.OwnContribution:
            form.add_error(None, _("This contribution is your own. Another officer corrects it"))
        except corrections.AlreadyAsked:
            form.add_error(None, _("A correction of this line is waiting, or was made"))
        except corrections.NothingToCorrect:
            form.add_error(None, _("What you say is right is what was credited"))
        except corrections.MoreThanCame:
            form.add_error(
                "to_employer",
                _("More is due than was paid: the employer sends the rest in a supplementary file"),
            )
        except corrections.NoMonthYet:
            form.add_error("to_month", _("This month lies in the future"))
        except repost.TooOld:
            form.add_error("to_member_no", _("This member is 75 or older: nothing may be credited"))
        return None

    # ── the second officer ──────────────────────────────────────────────────────────────────────

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
        """Correct it, try a case again, or end it, by the button that was pressed."""
        if not request.user.has_perm(corrections.DECIDE):
            raise PermissionDenied
        form = CorrectionWordsForm(request.POST or None)
        is_refusal = "refuse" in request.POST
        if request.method != "POST" or not form.is_valid():
            return self._page(request, pk, form if request.method == "POST" else None)
        if is_refusal and not form.cleaned_data["words"]:
            form.add_error("words", _("Say why"))
            return self._page(request, pk, form)
        get_object_or_404(Correction, pk=pk)
        self._decide(request, pk, form.cleaned_data["words"] if is_refusal else None)
        return redirect(reverse("admin:contributions_correction_change", args=[pk]))

    def _decide(self, request: HttpRequest, pk: int, refused: str | None) -> None:
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            if refused is None:
                found = corrections.decide(correction_id=pk, **who)
            else:
                found = corrections.refuse(correction_id=pk, words=refused, **who)
        except corrections.SamePerson:
            messages.warning(request, _("Another officer must decide what you asked for"))
        except corrections.OwnContribution:
            messages.warning(
                request, _("This contribution is your own. Another officer corrects it")
            )
        except corrections.AlreadyDecided:
            messages.warning(request, _("Somebody has decided this since you opened the page"))
        except corrections.WithItsRefund:
            messages.warning(request, _("It is decided with its refund"))
        except take_back.NotThere:
            messages.warning(request, _("This line is not credited, or was taken back"))
        except repost.TooOld:
            messages.warning(request, _("This member is 75 or older: nothing may be credited"))
        else:
            blocked = found.state == CorrectionState.BLOCKED
            say = messages.warning if blocked else messages.success
            say(request, str(found.get_state_display()))

    def _page(self, request: HttpRequest, pk: int, form: forms.Form | None = None) -> HttpResponse:
        found = get_object_or_404(
            Correction.objects.select_related(
                "remittance__employer",
                "member",
                "to_member",
                "proposed_by",
                "decided_by",
                "taken_back__receipt",
                "reposted",
                "refund",
            ),
            pk=pk,
        )
        audit.record(
            "staff.viewed_member",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            member_id=found.member_id,
            entity="correction",
            entity_id=str(found.pk),
            **audit.origin(request),
        )
        waits = found.state in WAITS
        with_refund = found.state == CorrectionState.PROPOSED and found.refund_id is not None
        may = request.user.has_perm(corrections.DECIDE) and waits and not with_refund
        context = {
            **self.admin_site.each_context(request),
            "title": _("Correction of %(reference)s") % {"reference": found.remittance.reference},
            "opts": self.model._meta,
            "found": found,
            "line": Contribution.objects.filter(
                remittance=found.remittance, member=found.member
            ).first(),
            "form": (form or CorrectionWordsForm()) if may else None,
            "is_own": request.user.pk == found.proposed_by_id,
            "is_case": found.state == CorrectionState.BLOCKED,
            "with_refund": with_refund,
        }
        return TemplateResponse(request, "admin/contributions/correction.html", context)


def _address(found: Correction) -> str:
    return reverse("admin:contributions_correction_change", args=[found.pk])
