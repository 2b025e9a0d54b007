"""The counter's identity steps for applications online: find the member, see what waits, record one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.base import PortalForm
from members.ledger import days
from members.models import Member
from withdrawals import identity_reads, parameters
from withdrawals.admin.readable import officer
from withdrawals.admin.restriction import Console, found_member
from withdrawals.models import Application, GoodFor, IdentityStep, IdentityWay
from withdrawals.rules import identity_tiers
from withdrawals.rules.identity_ways import FROM_A_TERMINAL, Way
from withdrawals.services import identity_steps
from withdrawals.staff_forms import MemberNumberForm

FIND = "admin:withdrawals_identitystep_changelist"
RECORD = "admin:withdrawals_identitystep_record"
HERE = "identity_member_id"
COUNTER = "identity_counter"


class StepForm(PortalForm):
    """One check that a terminal made while the member stood before the officer."""

    way = forms.ChoiceField(
        label=gettext_lazy("What the terminal checked"),
        widget=forms.RadioSelect,
        choices=[pair for pair in IdentityWay.choices if pair[0] in FROM_A_TERMINAL],
        error_messages={"required": gettext_lazy("Choose what the terminal checked")},
    )
    receipt_no = forms.CharField(
        label=gettext_lazy("Receipt number of the terminal"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "class": "input--w24"}),
        error_messages={
            "required": gettext_lazy("Enter the receipt number that the terminal gave")
        },
    )
    counter = forms.CharField(
        label=gettext_lazy("Counter"),
        help_text=gettext_lazy("Branch and number of the counter, for example Ipoh 3."),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the counter at which this was done")},
    )


@admin.register(IdentityStep)
class IdentityStepAdmin(Console):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(identity_steps.PERMISSION))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_identitystep"
        return [path("record/", site(self.record), name=f"{name}_record"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Find the member by an exact number; below, what this officer recorded last."""
        self._must(request)
        form = MemberNumberForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            member = found_member(request, form)
            if member is not None:
                if identity_steps.may_record(member_id=member.pk, by=officer(request)):
                    request.session[HERE] = member.pk
                    return redirect(RECORD)
                form.add_error("number", _("Another officer must serve a relative of yours"))
        mine = IdentityStep.objects.filter(recorded_by=officer(request), good_for=GoodFor.ONLINE)
        return self._page(
            request,
            "identity_find",
            title=_("Identity steps"),
            form=form,
            recent=mine.select_related("member")[:20],
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._must(request)
        return redirect(FIND)

    def record(self, request: HttpRequest) -> HttpResponse:
        """What the member's drafts wait for, what stands already, and the form for one more step."""
        self._must(request)
        member = Member.objects.filter(pk=int(request.session.get(HERE) or 0)).first()
        if member is None or not identity_steps.may_record(
            member_id=member.pk, by=officer(request)
        ):
            return redirect(FIND)
        waiting = [(draft, _wanted(draft)) for draft in identity_steps.waiting(member.pk)]
        way = next((one.value for _draft, one in waiting if one is not None), None)
        form = StepForm(
            request.POST or None,
            initial={"way": way, "counter": request.session.get(COUNTER, "")},
        )
        if request.method == "POST" and form.is_valid() and self._record(request, member, form):
            return redirect(FIND)
        on = days.today()
        return self._page(
            request,
            "identity_record",
            title=_("Record an identity step"),
            member=member,
            form=form,
            waiting=[
                (draft, IdentityWay(wanted.value).label if wanted else "")
                for draft, wanted in waiting
            ],
            standing=[
                step
                for step in IdentityStep.objects.filter(
                    member=member, good_for=GoodFor.ONLINE, good_until_on__gte=on
                ).prefetch_related("uses")
                if not any(use.spends_it for use in step.uses.all())
            ],
            tiers=parameters.tiers(on),
        )

    def _record(self, request: HttpRequest, member: Member, form: StepForm) -> bool:
        facts = form.cleaned_data
        try:
            made = identity_steps.record_for_online(
                member=member,
                way=Way(facts["way"]),
                receipt_no=facts["receipt_no"],
                counter=facts["counter"],
                by=officer(request),
                at=timezone.now(),
            )
        except identity_steps.NotAllowed:
            raise PermissionDenied from None
        except identity_steps.NotConfirmed:
            form.add_error(
                "receipt_no", _("The terminal does not know this receipt. Check the number")
            )
        except identity_steps.TerminalSilent:
            form.add_error("way", _("The terminals do not answer. Try again"))
        else:
            request.session.pop(HERE, None)
            request.session[COUNTER] = made.counter
            messages.success(request, _("The step is recorded. The member can go on online."))
            return True
        return False

    def _must(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _wanted(draft: Application) -> Way | None:
    """The step that a draft waits for; None when it waits for none, or is not far enough to say."""
    if draft.amount_sen is None or draft.bank_account_id is None:
        return None
    on = days.today()
    known = identity_reads.of(draft.member_id, draft.kind, on=on)
    wanted = identity_tiers.needed(draft.amount_sen, draft.bank_account_id, known)
    if wanted is None or identity_tiers.serving(known.shown, wanted, on) is not None:
        return None
    return wanted
