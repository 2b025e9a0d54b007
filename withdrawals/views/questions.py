"""W2 and the payee: one question a page, and who is paid when it is not the member."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members.access import member_required
from members.ledger import days
from withdrawals import request_reads, selectors
from withdrawals.question_forms import PayeeForm, QuestionForm
from withdrawals.rules import terms
from withdrawals.rules.spec import Step
from withdrawals.services import answers, apply
from withdrawals.services.steps import Place
from withdrawals.views import common
from withdrawals.views.common import MemberRequest


@member_required
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, code: str, name: str) -> HttpResponse:
    """Ask; keep the answer, or say at once why the rules do not let it pass."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    try:
        ask = answers.asked(draft, name)
    except answers.NotAsked:
        return common.next_page(draft)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        ask=ask,
        on=days.today(),
        initial={"answer": request_reads.answers(draft).get(name)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            refused = answers.answer(
                member_id=request.member.pk,
                kind=kind,
                question=name,
                value=form.cleaned_data["answer"],
                by=request.user,
                at=timezone.now(),
            )
        except (apply.NoDraft, answers.NotAsked):
            return common.start(kind)
        if not refused:
            return common.next_page(draft)
        form.refuse(refused)
    context = common.page(request, draft, Place(Step.QUESTION, name))
    return render(request, "withdrawals/question.html", {**context, "form": form})


@sensitive_post_parameters("number")
@member_required
@require_http_methods(["GET", "POST"])
def payee(request: MemberRequest, code: str) -> HttpResponse:
    """Name who is paid. An account number that was typed is never shown again."""
    kind = common.kind_or_404(code)
    draft = selectors.draft(request.member.pk, kind.code)
    if draft is None:
        return common.start(kind)
    if draft.pay_to == terms.Payee.MEMBER:
        return common.next_page(draft)
    known = request_reads.payee(draft)
    form = PayeeForm(
        request.POST if request.method == "POST" else None,
        initial={
            name: getattr(known, name)
            for name in ("name", "registration_no", "bank_code", "payment_reference")
            if known is not None
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            answers.name_payee(
                member_id=request.member.pk,
                kind=kind,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except (apply.NoDraft, answers.NotNamed):
            return common.start(kind)
        return common.next_page(draft)
    context = common.page(request, draft, Place(Step.PAYEE))
    return render(
        request, "withdrawals/payee.html", {**context, "form": form, "pay_to": draft.pay_to}
    )
