"""Bank exceptions: entries and messages that need a person, failed payments, and what officers propose.

One officer proposes, another confirms; the services and the database refuse one person twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from members.console import ReadOnlyAdmin, reads_everything
from withdrawals import addresses, standing
from withdrawals.admin.readable import officer
from withdrawals.admin.share_account import ShareAccounts
from withdrawals.models import (
    Act,
    Application,
    BankEntry,
    BankMessage,
    MatchState,
    MessageState,
    PayoutAttempt,
    Remedy,
    RemedyState,
    ShareAccount,
)
from withdrawals.remedy_forms import PARK, CloseForm, CreditBackForm, DecideForm, EntryForm
from withdrawals.rules.states import Status
from withdrawals.services import payout, remedies, share_accounts

LIST = "admin:withdrawals_remedy_changelist"
_SHOWN = 200


@admin.register(Remedy)
class RemedyAdmin(ShareAccounts, ReadOnlyAdmin):
    """The list is the work: what needs a person, what waits for a second one, what was done."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(remedies.PERMISSION) or reads_everything(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_remedy"
        return [
            path("entry/<int:pk>/", site(self.entry), name=f"{name}_entry"),
            path("message/<int:pk>/", site(self.message), name=f"{name}_message"),
            path(
                f"credit-back/{addresses.REFERENCE}/",
                site(self.credit_back),
                name=f"{name}_credit_back",
            ),
            path("<int:pk>/decide/", site(self.decide), name=f"{name}_decide"),
            *self.share_urls(),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._must(request)
        open_ones = Remedy.objects.exclude(state=RemedyState.REFUSED)
        entries = (
            BankEntry.objects.filter(match_state=MatchState.EXCEPTION)
            .exclude(pk__in=open_ones.filter(entry__isnull=False).values("entry_id"))
            .select_related("statement")
        )
        failed = (
            Application.objects.filter(status=Status.PAY_FAILED)
            .exclude(pk__in=open_ones.filter(application__isnull=False).values("application_id"))
            .exclude(member_id__in=self._barred(request))
            .select_related("member")
            .order_by("pay_by_on", "pk")
        )
        return self._page(
            request,
            "remedy_list",
            title=_("Bank exceptions"),
            waiting=Remedy.objects.filter(state=RemedyState.PROPOSED).select_related(
                "proposed_by", "application", "entry__statement", "attempt__application"
            )[:_SHOWN],
            entries=entries.order_by("pk")[:_SHOWN],
            bank_messages=BankMessage.objects.filter(state=MessageState.EXCEPTION)
            .defer("raw")
            .order_by("pk")[:_SHOWN],
            failed=[(one, payout.why_failed(one), self._shares(one)) for one in failed[:_SHOWN]],
            named=ShareAccount.objects.filter(state=RemedyState.PROPOSED).select_related(
                "attempt__application", "proposed_by"
            )[:_SHOWN],
            done=Remedy.objects.exclude(state=RemedyState.PROPOSED).select_related(
                "proposed_by", "decided_by", "application", "entry", "message"
            )[:20],
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._must(request)
        if not object_id.isdecimal():
            raise Http404
        return redirect("admin:withdrawals_remedy_decide", int(object_id))

    def entry(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say which payment an entry is of, or keep it as unidentified."""
        self._must(request)
        entry = get_object_or_404(
            BankEntry.objects.select_related("statement"), pk=pk, match_state=MatchState.EXCEPTION
        )
        barred = self._barred(request)
        candidates = [
            one for one in remedies.candidates(entry) if one.application.member_id not in barred
        ]
        form = EntryForm(request.POST if request.method == "POST" else None, candidates=candidates)

        def act() -> Remedy:
            answer = form.cleaned_data
            common = {
                "entry_id": entry.pk,
                "note": answer["note"],
                "by": officer(request),
                "at": timezone.now(),
            }
            if answer["answer"] == PARK:
                return remedies.propose_park(**common)
            return remedies.propose_match(attempt_id=int(answer["answer"]), **common)

        return self._proposed(request, form, act) or self._page(
            request, "remedy_entry", title=_("Statement entry"), entry=entry, form=form
        )

    def message(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close a message that somebody has dealt with."""
        self._must(request)
        found = get_object_or_404(
            BankMessage.objects.defer("raw"), pk=pk, state=MessageState.EXCEPTION
        )
        form = CloseForm(request.POST if request.method == "POST" else None)
        return self._proposed(
            request,
            form,
            lambda: remedies.close_message(
                message_id=found.pk,
                note=form.cleaned_data["note"],
                by=officer(request),
                at=timezone.now(),
            ),
        ) or self._page(request, "remedy_message", title=_("Bank message"), found=found, form=form)

    def credit_back(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Propose to put a failed payment back into the member's savings."""
        self._must(request)
        application = get_object_or_404(
            Application.objects.select_related("member"),
            reference=reference,
            status=Status.PAY_FAILED,
        )
        if application.member_id in self._barred(request):
            raise PermissionDenied
        form = CreditBackForm(request.POST if request.method == "POST" else None)
        return self._proposed(
            request,
            form,
            lambda: remedies.propose_credit_back(
                application_id=application.pk,
                reason_code=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                by=officer(request),
                at=timezone.now(),
            ),
        ) or self._page(
            request,
            "remedy_credit_back",
            title=_("Put the money of %(reference)s back") % {"reference": reference},
            application=application,
            bank_said=payout.why_failed(application),
            form=form,
        )

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The second officer's page: confirm or refuse what another proposed."""
        self._must(request)
        remedy = (
            Remedy.objects.select_related(
                "application__member", "entry__statement", "attempt__application__member", "message"
            )
            .filter(pk=pk)
            .first()
        )
        if remedy is None:
            raise Http404
        about = remedy.application or (remedy.attempt.application if remedy.attempt else None)
        if about is not None and about.member_id in self._barred(request):
            raise PermissionDenied
        own = remedy.proposed_by_id == officer(request).pk
        form = DecideForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            act: dict[str, Any] = {
                "remedy_id": pk,
                "note": form.cleaned_data["note"],
                "by": officer(request),
                "at": timezone.now(),
            }
            try:
                if "confirm" in request.POST:
                    remedies.confirm(**act)
                    messages.success(request, _("Done, and in the books."))
                else:
                    remedies.refuse(**act)
                    messages.success(request, _("Refused. It needs a person again."))
                return redirect(LIST)
            except remedies.SamePerson:
                messages.error(request, _("Another officer must confirm your proposal"))
            except remedies.NotAllowed:
                raise PermissionDenied from None
            except (remedies.NotNow, remedies.DoesNotFit):
                messages.warning(
                    request,
                    _("Things have changed since it was proposed. Refuse it and look again."),
                )
        return self._page(
            request,
            "remedy_decide",
            title=Act(remedy.act).label,
            remedy=remedy,
            own=own,
            waits=remedy.state == RemedyState.PROPOSED,
            form=form,
        )

    def _proposed(
        self, request: HttpRequest, form: forms.Form, act: Callable[[], Remedy]
    ) -> HttpResponse | None:
        """Do what a valid form asks for; None while the form has to be shown."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            made = act()
        except remedies.NotAllowed:
            raise PermissionDenied from None
        except (remedies.NotNow, remedies.DoesNotFit):
            messages.warning(request, _("Somebody else has dealt with it, or proposed something"))
            return redirect(LIST)
        if made.state == RemedyState.DONE:
            messages.success(request, _("Closed."))
        else:
            messages.success(request, _("Proposed. Another officer must confirm it."))
        return redirect(LIST)

    def _shares(self, application: Application) -> list[PayoutAttempt]:
        """Failed shares for which nobody has named another account yet."""
        rows = share_accounts.failed(application)
        named = ShareAccount.objects.filter(attempt__in=rows).exclude(state=RemedyState.REFUSED)
        taken = set(named.values_list("attempt_id", flat=True))
        return [one for one in rows if one.pk not in taken]

    def _barred(self, request: HttpRequest) -> set[int]:
        by = officer(request)
        own = {by.member_id} if by.member_id is not None else set()
        return own | set(standing.relatives(by))

    def _must(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/withdrawals/{name}.html",
            {**self.admin_site.each_context(request), "opts": self.model._meta, **context},
        )
