"""The pages of another account for a failed share, among the bank exceptions: name it, then confirm it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from members.rules import banks
from withdrawals.admin.readable import officer
from withdrawals.models import PayoutAttempt, RemedyState, ShareAccount
from withdrawals.question_forms import number_words
from withdrawals.remedy_forms import DecideForm, ShareAccountForm
from withdrawals.services import share_accounts

LIST = "admin:withdrawals_remedy_changelist"


class ShareAccounts:
    """Mixed into the admin of bank exceptions, whose `_must`, `_page` and `_barred` it uses."""

    admin_site: Any
    _must: Any
    _page: Any
    _barred: Any

    def share_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_remedy"
        return [
            path("share/<int:pk>/", site(self.share), name=f"{name}_share"),
            path("share/<int:pk>/decide/", site(self.share_decide), name=f"{name}_share_decide"),
        ]

    def share(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Name another account of the same payee, and what shows that it is theirs."""
        self._must(request)
        attempt = get_object_or_404(
            PayoutAttempt.objects.select_related("application__member", "share"),
            pk=pk,
            line_no__gt=0,
        )
        self._not_own(request, attempt)
        if attempt not in share_accounts.failed(attempt.application):
            raise Http404
        form = ShareAccountForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            try:
                made = share_accounts.propose(
                    attempt_id=attempt.pk,
                    bank_code=facts["bank_code"],
                    number=facts["number"],
                    evidence=facts["evidence"],
                    by=officer(request),
                    at=timezone.now(),
                )
            except banks.NotABankAccountNumber as error:
                form.add_error("number", number_words(facts["bank_code"], error))
            except share_accounts.SameAccount:
                form.add_error("number", _("This is the account that the payment failed for"))
            except share_accounts.NotAllowed:
                raise PermissionDenied from None
            except share_accounts.NotNow:
                messages.warning(
                    request, _("Somebody else has dealt with it, or proposed something")
                )
                return redirect(LIST)
            else:
                messages.success(
                    request,
                    _("Proposed. Another officer can confirm it from %(time)s.")
                    % {"time": _moment(made)},
                )
                return redirect(LIST)
        shown: HttpResponse = self._page(
            request,
            "remedy_share",
            title=_("Pay a share to another account"),
            attempt=attempt,
            form=form,
        )
        return shown

    def share_decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The second officer's page, once the wait is over."""
        self._must(request)
        found = get_object_or_404(
            ShareAccount.objects.select_related(
                "attempt__application__member", "attempt__share", "proposed_by", "decided_by"
            ),
            pk=pk,
        )
        self._not_own(request, found.attempt)
        form = DecideForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            by, at = officer(request), timezone.now()
            note = form.cleaned_data["note"]
            try:
                if "confirm" in request.POST:
                    share_accounts.confirm(pk=pk, by=by, at=at, note=note)
                    messages.success(
                        request,
                        _(
                            "The payment goes into the next day's file. Another officer releases it."
                        ),
                    )
                else:
                    share_accounts.refuse(pk=pk, by=by, at=at, note=note)
                    messages.success(request, _("Refused. It needs a person again."))
                return redirect(LIST)
            except share_accounts.SamePerson:
                messages.error(request, _("Another officer must confirm your proposal"))
            except share_accounts.TooEarly:
                messages.error(
                    request, _("It can be confirmed from %(time)s.") % {"time": _moment(found)}
                )
            except share_accounts.NotAllowed:
                raise PermissionDenied from None
            except share_accounts.NotNow:
                messages.warning(
                    request,
                    _("Things have changed since it was proposed. Refuse it and look again."),
                )
        own = found.proposed_by_id == officer(request).pk
        waits = found.state == RemedyState.PROPOSED
        shown: HttpResponse = self._page(
            request,
            "remedy_share_decide",
            title=_("Another account of a payee"),
            found=found,
            attempt=found.attempt,
            own=own,
            waits=waits,
            may_confirm=waits and not own and timezone.now() >= found.waits_until,
            form=form,
        )
        return shown

    def _not_own(self, request: HttpRequest, attempt: PayoutAttempt) -> None:
        if not officer(request).has_perm(
            share_accounts.PERMISSION
        ) or attempt.application.member_id in self._barred(request):
            raise PermissionDenied


def _moment(found: ShareAccount) -> str:
    return formats.date_format(timezone.localtime(found.waits_until), "j F Y, H:i")
