"""The member's payment plans: what is paid next and when, and e-Cancellation, signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from members.access import member_required
from members.forms.base import PortalForm
from members.forms.passkeys import AnswerForm
from members.tac import services as tac
from members.views import ceremony
from withdrawals.forms import PlanCodeForm
from withdrawals.models import PaymentPlan
from withdrawals.services import plans as service
from withdrawals.views import notices
from withdrawals.views.common import MemberRequest

CHALLENGE = "plan_challenge"


@member_required
@require_GET
def plans(request: MemberRequest) -> HttpResponse:
    """Every plan of the member, those that run first, with the next payment's day."""
    found = (
        PaymentPlan.objects.filter(member_id=request.member.pk)
        .select_related("application")
        .order_by("ended_on", "due_on", "-pk")
    )
    rows = [(plan, service.may_cancel(plan, member_id=request.member.pk)) for plan in found]
    running = [row for row in rows if row[0].is_running]
    return render(
        request,
        "withdrawals/plans.html",
        {"running": running, "ended": [plan for plan, _may in rows if not plan.is_running]},
    )


@sensitive_post_parameters("code", "passkey")
@member_required
@require_http_methods(["GET", "POST"])
def cancel(request: MemberRequest, reference: str) -> HttpResponse:
    """Say what ends; ask for a TAC or a passkey; take it. Nothing ends before it is right."""
    plan = (
        PaymentPlan.objects.filter(application__reference=reference, member_id=request.member.pk)
        .select_related("application")
        .first()
    )
    if plan is None:
        raise Http404
    if not service.may_cancel(plan, member_id=request.member.pk):
        messages.warning(request, _("This plan has ended, or ends only at a counter."))
        return redirect("withdrawals:plans")
    session_key = request.session.session_key or ""
    kept = request.session.get(CHALLENGE, {})
    sent = kept.get("plan") == plan.pk
    form: PortalForm = PlanCodeForm()
    if request.method == "POST" and "send" in request.POST:
        try:
            challenge = service.request_code(
                plan=plan,
                session_key=session_key,
                by=request.user,
                at=timezone.now(),
                by_text_message=request.POST["send"] == "sms",
            )
        except (tac.TooManyCodes, tac.NoPhone) as error:
            notices.no_code(request, error)
        else:
            request.session[CHALLENGE] = {"plan": plan.pk, "challenge": str(challenge.pk)}
        return redirect("withdrawals:plan_cancel", reference)
    if request.method == "POST" and sent:
        by_passkey = "passkey" in request.POST
        form = (AnswerForm if by_passkey else PlanCodeForm)(request.POST)
        if form.is_valid():
            outcome = service.cancel(
                plan_id=plan.pk,
                challenge_id=kept["challenge"],
                code=form.cleaned_data.get("code", ""),
                passkey=form.cleaned_data.get("passkey", ""),
                session_key=session_key,
                by=request.user,
                at=timezone.now(),
            )
            if outcome.ok:
                del request.session[CHALLENGE]
                messages.success(request, _("The plan is cancelled. Nothing more will be paid."))
                return redirect("withdrawals:plans")
            if not by_passkey:
                form.add_error("code", notices.code_refused(outcome))
        if by_passkey:
            messages.error(
                request, _("The passkey did not sign this change. Try again, or use a TAC")
            )
            return redirect("withdrawals:plan_cancel", reference)
    return _show_cancel(request, plan, form, kept.get("challenge", "") if sent else "")


def _show_cancel(
    request: MemberRequest, plan: PaymentPlan, form: PortalForm, challenge: str
) -> HttpResponse:
    at = timezone.now()
    options = tac.passkey_options(challenge, user=request.user, at=at) if challenge else None
    context = {
        "plan": plan,
        "form": form,
        "sent": bool(challenge) and options is None,
        "options": options,
        "by_passkey": tac.has_passkey(request.user, at),
        "phone_tail": request.user.phone[-4:],
        **ceremony.place(request),
    }
    return render(request, "withdrawals/plan_cancel.html", context)
