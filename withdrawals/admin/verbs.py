"""An officer's further verbs on one application: agree as the second, move its day, undo its approval.

Each is one page with one form and one call of a service; the review page leads to those that fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from members.ledger import days
from withdrawals import addresses, wording
from withdrawals.admin.readable import officer
from withdrawals.models import Application
from withdrawals.review_forms import AGREE, PostponeForm, SecondForm, UndoForm
from withdrawals.rules.states import UNDECIDED, MoveNotAllowed, Status
from withdrawals.services import promise, review, second_officer, undo

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Application]
else:
    Base = object

REVIEW = "admin:withdrawals_application_review"
QUEUE = "admin:withdrawals_application_changelist"


class Verbs(Base):
    """Mixed into the admin of applications, which loads them and draws their pages."""

    def verb_urls(self) -> list[Any]:
        """The addresses of these verbs."""
        site, name = self.admin_site.admin_view, "withdrawals_application"
        reference = addresses.REFERENCE
        return [
            path(f"{reference}/second/", site(self.second), name=f"{name}_second"),
            path(f"{reference}/postpone/", site(self.postpone), name=f"{name}_postpone"),
            path(f"{reference}/undo/", site(self.undo), name=f"{name}_undo"),
        ]

    def load(self, request: HttpRequest, reference: str) -> Application:
        """A submitted application this officer may see."""
        raise NotImplementedError

    def page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        """One of the pages of an application."""
        raise NotImplementedError

    def verbs_for(self, request: HttpRequest, application: Application) -> dict[str, bool]:
        """Which of these verbs the officer may use on the application now."""
        second = application.status == Status.SECOND
        return {
            "may_agree": second and application.first_approved_by_id != officer(request).pk,
            "waits_for_another": second and application.first_approved_by_id == officer(request).pk,
            "may_postpone": application.state in UNDECIDED,
            "may_undo": undo.may_undo(application),
        }

    def second(self, request: HttpRequest, reference: str) -> HttpResponse:
        """T6: agree with the first officer, or send the application back."""
        application = self.load(request, reference)
        form = SecondForm(request.POST if request.method == "POST" else None)
        if not self.verbs_for(request, application)["may_agree"]:
            messages.warning(request, _("Another officer must agree, and only while it waits"))
            return redirect(REVIEW, reference)
        if request.method == "POST" and form.is_valid():
            answer = form.cleaned_data
            act: dict[str, Any] = {
                "application_id": application.pk,
                "by": officer(request),
                "at": timezone.now(),
                "note": answer["note"],
            }
            try:
                if answer["answer"] == AGREE:
                    second_officer.agree(**act)
                    said = _("Application %(reference)s is approved. The payment is queued.")
                else:
                    second_officer.send_back(**act)
                    said = _("Application %(reference)s is back in the queue.")
            except review.ChecksFail as refusal:
                for finding in refusal.decision.reasons:
                    form.add_error("answer", wording.refused(finding))
            except (MoveNotAllowed, second_officer.FirstOfficer):
                messages.warning(request, _("Another officer must agree, and only while it waits"))
                return redirect(REVIEW, reference)
            except review.OwnApplication:
                raise PermissionDenied from None
            else:
                messages.success(request, said % {"reference": reference})
                return redirect(QUEUE)
        return self._verb(request, application, form, "second", _("Second approval"))

    def postpone(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Move the promised day, with a reason the member reads."""
        application = self.load(request, reference)
        if application.state not in UNDECIDED:
            messages.warning(request, _("This application has been decided or withdrawn"))
            return redirect(REVIEW, reference)
        form = PostponeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                moved = review.postpone(
                    application_id=application.pk,
                    to_on=form.cleaned_data["to_on"],
                    reason_code=form.cleaned_data["reason"],
                    by=officer(request),
                    at=timezone.now(),
                    note=form.cleaned_data["note"],
                )
            except promise.BadDay as bad:
                form.add_error(
                    "to_on",
                    _("Choose a day after the one promised and today, up to %(date)s")
                    % {"date": formats.date_format(bad.latest_on, "DATE_FORMAT")},
                )
            except MoveNotAllowed:
                messages.warning(request, _("This application has been decided or withdrawn"))
                return redirect(REVIEW, reference)
            except review.OwnApplication:
                raise PermissionDenied from None
            else:
                assert moved.pay_by_on is not None
                messages.success(
                    request,
                    _("The member is now promised the money by %(date)s, and told why.")
                    % {"date": formats.date_format(moved.pay_by_on, "DATE_FORMAT")},
                )
                return redirect(REVIEW, reference)
        return self._verb(request, application, form, "postpone", _("Move the payment date"))

    def undo(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Undo an approval whose payment is in no file yet."""
        application = self.load(request, reference)
        form = UndoForm(request.POST if request.method == "POST" else None)
        too_late = _("The payment is with the bank or in its file; the approval stands")
        if not undo.may_undo(application):
            messages.warning(request, too_late)
            return redirect(REVIEW, reference)
        if request.method == "POST" and form.is_valid():
            try:
                undo.approval_of(
                    application_id=application.pk,
                    reason_code=form.cleaned_data["reason"],
                    by=officer(request),
                    at=timezone.now(),
                    note=form.cleaned_data["note"],
                )
            except (MoveNotAllowed, undo.InAFile):
                messages.warning(request, too_late)
            except review.OwnApplication:
                raise PermissionDenied from None
            else:
                messages.success(
                    request,
                    _("The approval is undone. The money is held again and the application waits."),
                )
            return redirect(REVIEW, reference)
        return self._verb(request, application, form, "undo", _("Undo the approval"))

    def _verb(
        self,
        request: HttpRequest,
        application: Application,
        form: forms.Form,
        name: str,
        title: str,
    ) -> HttpResponse:
        return self.page(
            request,
            name,
            title=f"{title}: {application.reference}",
            application=application,
            form=form,
            today=days.today(),
        )
