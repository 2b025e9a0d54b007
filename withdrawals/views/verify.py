"""W7: the TAC, then the application is submitted. A second press finds the first one's result."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from members.access import member_required
from members.tac import rules as tac_rules
from members.tac import services as tac
from members.views import ceremony
from withdrawals import selectors
from withdrawals.forms import CodeForm, PasskeySignatureForm
from withdrawals.models import Application
from withdrawals.services import apply, verify
from withdrawals.services.verify import Result, Submission
from withdrawals.views import common, notices
from withdrawals.views.common import MemberRequest


@sensitive_post_parameters("code", "passkey")
@member_required
@require_http_methods(["GET", "POST"])
def code(request: MemberRequest, code: str) -> HttpResponse:
    """Show the TAC page, or submit with the TAC typed in."""
    kind = common.kind_or_404(code)
    if request.method == "POST" and "passkey" in request.POST:
        return _submit_by_passkey(request, code)
    if request.method == "POST":
        form = CodeForm(request.POST)
        if "client_key" not in form.errors and form.is_valid():
            return _submit(request, code, form)
        draft = selectors.draft(request.member.pk, kind.code)
        if draft is None or "client_key" in form.errors:
            return common.start(kind)
        return _show(request, draft, form)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if not draft.tac_challenge_id:
        return redirect("withdrawals:check", kind.slug)
    return _show(request, draft, CodeForm(initial={"client_key": draft.client_key}))


@member_required
@require_POST
def resend(request: MemberRequest, code: str) -> HttpResponse:
    """Send another TAC; the older one is dead."""
    kind = common.kind_or_404(code)
    try:
        verify.request_code(
            member_id=request.member.pk,
            kind=kind,
            session_key=request.session.session_key or "",
            by=request.user,
            at=timezone.now(),
            by_text_message=True,
        )
    except (tac.TooManyCodes, tac.NoPhone) as error:
        notices.no_code(request, error)
    except (apply.NotEligible, verify.NotReady):
        return redirect("withdrawals:check", kind.slug)
    except apply.NoDraft:
        return common.start(kind)
    else:
        messages.success(request, _("We have sent a new TAC. The older one no longer works"))
    return redirect("withdrawals:code", kind.slug)


def _submit(request: MemberRequest, code: str, form: CodeForm) -> HttpResponse:
    try:
        done = verify.submit(
            member_id=request.member.pk,
            client_key=form.cleaned_data["client_key"],
            code=form.cleaned_data["code"],
            session_key=request.session.session_key or "",
            by=request.user,
            at=timezone.now(),
        )
    except Application.DoesNotExist:
        messages.warning(request, _("This draft has ended. Begin a new application."))
        return common.start(common.kind_or_404(code))
    return _answer(request, done, form)


def _submit_by_passkey(request: MemberRequest, code: str) -> HttpResponse:
    """Every answer uses the challenge up, so what was refused leads back to the check page."""
    kind = common.kind_or_404(code)
    form = PasskeySignatureForm(request.POST)
    if not form.is_valid():
        return redirect("withdrawals:check", kind.slug)
    try:
        done = verify.submit(
            member_id=request.member.pk,
            client_key=form.cleaned_data["client_key"],
            code="",
            passkey=form.cleaned_data["passkey"],
            session_key=request.session.session_key or "",
            by=request.user,
            at=timezone.now(),
        )
    except Application.DoesNotExist:
        messages.warning(request, _("This draft has ended. Begin a new application."))
        return common.start(kind)
    if done.result == Result.TAC_REFUSED:
        messages.error(
            request, _("The passkey did not sign this application. Try again, or use a TAC")
        )
        return redirect("withdrawals:check", kind.slug)
    return _answer(request, done, CodeForm())


def _answer(request: MemberRequest, done: Submission, form: CodeForm) -> HttpResponse:
    application = done.application
    if application is None or done.result == Result.NOT_READY:
        return (
            redirect("withdrawals:choose") if application is None else common.next_page(application)
        )
    if done.result in (Result.SUBMITTED, Result.ALREADY_SUBMITTED):
        return redirect("withdrawals:submitted", application.reference)
    if done.result == Result.REFUSED and done.decision is not None:
        return notices.cannot_go_on(request, application, done.decision)
    if done.tac is not None:
        form.add_error("code", notices.code_refused(done.tac))
    return _show(request, application, form)


def _show(request: MemberRequest, draft: Application, form: CodeForm) -> HttpResponse:
    context = common.page(request, draft, "withdrawals:code")
    options = tac.passkey_options(draft.tac_challenge_id, user=request.user, at=timezone.now())
    if options is not None:
        sign = {"options": options, "form": form, **ceremony.place(request)}
        return render(request, "withdrawals/sign.html", {**context, **sign})
    return render(
        request,
        "withdrawals/code.html",
        {
            **context,
            "form": form,
            "phone_tail": request.user.phone[-4:],
            "minutes": int(tac_rules.LIFE.total_seconds() // 60),
        },
    )
