"""The questions, one a page, and the check page. Every answer is stored before the next."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import member_required
from members.ledger import days
from members.models import BankAccountStatus
from members.tac import services as tac
from withdrawals import request_reads, selectors
from withdrawals.forms import REFUSE, AmountForm, BankAccountForm, DeclarationForm
from withdrawals.models import Application
from withdrawals.rules import terms
from withdrawals.rules.findings import Decision
from withdrawals.rules.spec import OPTION, Step
from withdrawals.services import apply, promise, steps, verify
from withdrawals.services.steps import Place
from withdrawals.views import common, notices
from withdrawals.views.common import MemberRequest


@member_required
@require_http_methods(["GET", "POST"])
def amount(request: MemberRequest, code: str) -> HttpResponse:
    """W1: how much. A stored amount that no longer fits is shown with the reason."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    allowed = apply.allowance(draft)
    form = AmountForm(initial={"amount": draft.amount_sen or _whole(draft, allowed)})
    if request.method == "POST":
        form = AmountForm(request.POST)
        if form.is_valid():
            decision = apply.set_amount(
                member_id=request.member.pk,
                kind=kind,
                amount_sen=form.cleaned_data["amount"],
                by=request.user,
                at=timezone.now(),
            )
            if decision.allowed:
                return common.next_page(draft)
            form.refuse(decision.reasons)
    elif draft.amount_sen is not None:
        again = apply.allowance(draft, amount_sen=draft.amount_sen)
        if not again.allowed:
            form = AmountForm.typed(draft.amount_sen)
            form.add_error(
                "amount", _("Your balance has changed since you began. Check the amount again")
            )
            form.refuse(again.reasons)
    context = common.page(request, draft, Place(Step.AMOUNT))
    return render(
        request, "withdrawals/amount.html", {**context, "form": form, "decision": allowed}
    )


def _whole(draft: Application, allowed: Decision) -> int | None:
    """The amount to begin with (sen): all of it, where a bill or the way chosen asks for all."""
    kind = draft.kind
    way = kind.option(request_reads.answers(draft).get(OPTION)) if kind.options else None
    return allowed.maximum_sen if kind.is_for_a_purpose or (way and way.takes_all) else None


@member_required
@require_http_methods(["GET", "POST"])
def bank_account(request: MemberRequest, code: str) -> HttpResponse:
    """W4: where the money goes. Accounts not yet verified are shown and cannot be chosen."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if draft.pay_to != terms.Payee.MEMBER:
        return common.next_page(draft)
    accounts = list(selectors.bank_accounts(request.member.pk))
    verified = [one for one in accounts if one.status == BankAccountStatus.VERIFIED]
    form = BankAccountForm(
        request.POST if request.method == "POST" else None,
        accounts=verified,
        initial={"bank_account": draft.bank_account_id},
    )
    if request.method == "POST" and form.is_valid():
        kept = apply.set_bank_account(
            member_id=request.member.pk,
            kind=kind,
            bank_account_id=int(form.cleaned_data["bank_account"]),
            by=request.user,
            at=timezone.now(),
        )
        if kept:
            return common.next_page(draft)
        form.add_error("bank_account", _("Choose one of the bank accounts on this page"))
    context = common.page(request, draft, Place(Step.BANK_ACCOUNT))
    others = [one for one in accounts if one.status != BankAccountStatus.VERIFIED]
    return render(
        request,
        "withdrawals/bank_account.html",
        {
            **context,
            "form": form,
            "verified": verified,
            "others": others,
            "add_url": f"{reverse('members:bank_account_add')}?{urlencode({'next': request.path})}",
        },
    )


@member_required
@require_http_methods(["GET", "POST"])
def declaration(request: MemberRequest, code: str) -> HttpResponse:
    """W5: the text in full, two answers. Who does not accept keeps the draft, goes no further."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if form.cleaned_data["answer"] == REFUSE:
            apply.refuse_declaration(member_id=request.member.pk, kind=kind, by=request.user, at=at)
            messages.warning(
                request,
                _(
                    "You did not accept the declaration, so the application cannot go on. "
                    "Your answers are kept as a draft."
                ),
            )
            return common.start(kind)
        apply.accept_declaration(
            member_id=request.member.pk,
            kind=kind,
            language=get_language() or "ms",
            by=request.user,
            at=at,
        )
        return common.next_page(draft)
    context = common.page(request, draft, Place(Step.DECLARATION))
    return render(
        request,
        "withdrawals/declaration.html",
        {**context, "form": form, "is_muslim": request.member.is_muslim},
    )


@member_required
@require_http_methods(["GET", "POST"])
def check(request: MemberRequest, code: str) -> HttpResponse:
    """W6: all answers, each with a Change link. POST sends a TAC for exactly this."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if steps.missing(draft) is not None:
        return common.next_page(draft)
    decision = apply.judge(draft)
    if not decision.allowed:
        return notices.cannot_go_on(request, draft, decision)
    if request.method == "POST":
        try:
            verify.request_code(
                member_id=request.member.pk,
                kind=kind,
                session_key=request.session.session_key or "",
                by=request.user,
                at=timezone.now(),
            )
        except (tac.TooManyCodes, tac.NoPhone) as error:
            notices.no_code(request, error)
            return redirect("withdrawals:check", kind.slug)
        except apply.NotEligible as error:
            return notices.cannot_go_on(request, draft, error.decision)
        except (apply.NoDraft, verify.NotReady):
            return common.start(kind)
        return redirect("withdrawals:code", kind.slug)
    context = common.page(request, draft, "withdrawals:check")
    return render(
        request,
        "withdrawals/check.html",
        {
            **context,
            "promise": promise.promised(kind, days.today(), state=request.member.state_code),
            "left_sen": decision.available_sen - (draft.amount_sen or 0),
            "phone_tail": request.user.phone[-4:],
            "answered": request_reads.answered(draft),
            "payee": request_reads.payee(draft),
            "papers": request_reads.papers(draft),
            "by_passkey": tac.has_passkey(request.user, timezone.now()),
        },
    )
