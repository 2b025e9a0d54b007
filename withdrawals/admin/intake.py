"""The counter: find the member, choose the kind, write everything down on one page, hand it in.

What is typed leaves nothing behind until it is complete; then it is an application in the queue.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from members.ledger import days
from members.models import BankAccountStatus, Member
from withdrawals import (
    addresses,
    request_reads,
    review_reads,
    selectors,
    types,
    wording,
)
from withdrawals.admin import intake_papers
from withdrawals.admin.intake_views import IntakePapers
from withdrawals.admin.readable import officer
from withdrawals.admin.restriction import Console, found_member
from withdrawals.intake_forms import (
    ASK,
    ClaimantForm,
    IntakeForm,
    PaperForm,
    claimant_rows,
    used,
)
from withdrawals.models import Application, Intake
from withdrawals.question_forms import BAD_ANSWER
from withdrawals.rules import claims
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel
from withdrawals.rules.findings import Finding
from withdrawals.rules.identity_steps import Way
from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee
from withdrawals.services import identity_steps, intake
from withdrawals.staff_forms import MemberNumberForm

FIND = "admin:withdrawals_intake_changelist"
KINDS = "admin:withdrawals_intake_kinds"
DONE = "admin:withdrawals_intake_done"
HERE = "intake_member_id"
ROWS, MORE_ROWS = 2, 4
NOT_YET = frozenset({"more", intake_papers.KEEP, intake_papers.REMOVE})
"""Buttons that hand nothing in."""

_AMOUNT = frozenset({"AMOUNT_TOO_LOW", "AMOUNT_TOO_HIGH", "ABOVE_ENTITLEMENT", "WHOLE_AMOUNT_ONLY"})


def _problem(problem: claims.Problem) -> str:
    return {
        claims.Problem.NONE: _("Say who is paid, and into which account"),
        claims.Problem.TOO_MANY: _("An application pays at most 20 people"),
        claims.Problem.NOTHING: _("Enter an amount above nil"),
        claims.Problem.SUM: _("The shares must come to the amount exactly"),
        claims.Problem.GUARDIAN: _("A claimant under 18 is paid through a guardian or trustee"),
        claims.Problem.BORN: _("Enter the date of birth"),
    }[problem]


@admin.register(Intake)
class IntakeAdmin(IntakePapers, Console):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(intake.PERMISSION))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_intake"
        return [
            path("kinds/", site(self.kinds), name=f"{name}_kinds"),
            path("kinds/<slug:code>/", site(self.one_kind), name=f"{name}_form"),
            path(f"done/{addresses.REFERENCE}/", site(self.done), name=f"{name}_done"),
            *self.paper_urls(),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Find the member by an exact number; below, what this officer took in last."""
        self._must(request)
        form = MemberNumberForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            member = found_member(request, form)
            if member is not None:
                if intake.may_take_in(member_id=member.pk, by=officer(request)):
                    request.session[HERE] = member.pk
                    return redirect(KINDS)
                form.add_error("number", _("Another officer must serve a relative of yours"))
        recent = Intake.objects.filter(taken_in_by=officer(request)).select_related("application")
        return self._page(
            request,
            "intake_find",
            title=_("Counter"),
            form=form,
            recent=recent[:20],
            asked=request_reads.asked_at_counters(barred=review_reads.barred(officer(request))),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._must(request)
        found = get_object_or_404(Intake.objects.select_related("application"), pk=object_id)
        return redirect(DONE, found.application.reference)

    def kinds(self, request: HttpRequest) -> HttpResponse:
        """Every kind with what the rules say of this member at a counter today."""
        member = self._member(request)
        if member is None:
            return redirect(FIND)
        on, facts = days.today(), selectors.member_facts(member.pk)
        found = [
            (kind, decide(kind, facts, on=on, channel=Channel.COUNTER))
            for kind in types.offered(on)
        ]
        return self._page(
            request,
            "intake_kinds",
            title=_("Choose the kind of withdrawal"),
            member=member,
            asked=request_reads.asked_of(member.pk),
            open_to=[(kind, said) for kind, said in found if said.allowed],
            closed=[(kind, said) for kind, said in found if not said.allowed],
        )

    def one_kind(self, request: HttpRequest, code: str) -> HttpResponse:
        """Everything of one application; handed in, or shown again with all that is wrong."""
        member = self._member(request)
        if member is None:
            return redirect(FIND)
        try:
            kind = types.from_slug(code)
        except types.UnknownType:
            raise Http404 from None
        data = request.POST if request.method == "POST" else None
        on = days.today()
        said = intake.judge(member.pk, kind, {}, None)
        verified = selectors.bank_accounts(member.pk).filter(status=BankAccountStatus.VERIFIED)
        form = IntakeForm(data, kind=kind, on=on, accounts=verified, maximum_sen=said.maximum_sen)
        count = self._rows(data) if Payee.CLAIMANT in kind.payees else 0
        rows = claimant_rows(data, count)
        papers = intake_papers.forms_for(request, kind)
        wrong = False
        if data is not None:
            intake_papers.take(request, member, kind, papers)
            if intake_papers.REMOVE in data:
                intake_papers.take_away(request, member, kind)
            if NOT_YET.isdisjoint(data):
                answer = self._hand_in(request, member, kind, form, rows, papers)
                if answer is not None:
                    return answer
                wrong = True
        answers = intake_papers.typed_answers(form) if data is not None else {}
        if not wrong:
            form.hush()
            for row in rows:
                row.hush()
        return self._page(
            request,
            "intake_form",
            title=wording.say(kind.title),
            member=member,
            kind=kind,
            form=form,
            rows=rows,
            count=count,
            papers=intake_papers.rows_for(request, member, kind, papers, answers),
            decision=said,
            forms=[form, *rows, *papers],
            wrong=wrong or any(one.errors for one in papers),
        )

    def done(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The receipt for who came: reference, amount, payees, the promised day."""
        self._must(request)
        found = get_object_or_404(
            Application.objects.select_related("member", "intake", "declaration"),
            reference=reference,
            taken_in_by=officer(request),
        )
        return self._page(
            request,
            "intake_done",
            title=_("Application %(reference)s") % {"reference": reference},
            application=found,
            payments=selectors.payments(found),
            papers=request_reads.papers(found),
        )

    def _hand_in(
        self,
        request: HttpRequest,
        member: Member,
        kind: WithdrawalType,
        form: IntakeForm,
        rows: list[ClaimantForm],
        papers: list[PaperForm],
    ) -> HttpResponse | None:
        filled = list(used(rows))
        wrong = [one for one in (form, *filled, *papers) if not one.is_valid()]
        if wrong:
            return None
        facts = form.cleaned_data
        share_sen = claims.government_share_sen(kind.payees, form.answers)
        account = facts.get("bank_account")
        wanted = intake.Request(
            client_key=facts["client_key"],
            answers=form.answers,
            amount_sen=facts["amount"],
            bank_account_id=int(account) if account else None,
            payees=(*form.lines(share_sen), *(row.line() for row in filled)),
            papers_seen=intake_papers.seen(papers),
            way=Way(facts["way"]),
            receipt_no=facts["receipt_no"],
            language=facts["language"],
            signed_on=facts["signed_on"],
        )
        try:
            made = intake.submit(
                member=member, kind=kind, request=wanted, by=officer(request), at=timezone.now()
            )
        except intake.NotAllowed:
            raise PermissionDenied from None
        except intake.BadAnswer as error:
            form.refuse(ASK + error.question, BAD_ANSWER[error.reason])
        except intake.Refused as refusal:
            for finding in refusal.decision.reasons:
                form.refuse(
                    _field_of(finding), f"{wording.refused(finding)}. {wording.fix(finding)}"
                )
        except intake.PapersMissing as error:
            intake_papers.say_missing(error, papers)
        except intake.SharesWrong as error:
            for line_no, problem in error.problems:
                _say_share(form, filled, line_no, problem)
        except intake.IdentityTooWeak:
            form.refuse("way", _("This kind wants a stronger way to show who one is"))
        except identity_steps.NotConfirmed:
            form.refuse(
                "receipt_no", _("The terminal does not know this receipt. Check the number")
            )
        except identity_steps.TerminalSilent:
            form.refuse("way", _("The terminals do not answer. Try again, or choose another way"))
        else:
            request.session.pop(HERE, None)
            messages.success(
                request,
                _("Application %(reference)s is taken in.") % {"reference": made.reference},
            )
            return redirect(DONE, made.reference)
        return None

    def _member(self, request: HttpRequest) -> Member | None:
        """Whom this officer serves now; None when nobody was found yet."""
        self._must(request)
        found = Member.objects.filter(pk=int(request.session.get(HERE) or 0)).first()
        if found is None or not intake.may_take_in(member_id=found.pk, by=officer(request)):
            return None
        return found

    def _rows(self, data: Any) -> int:
        typed = data.get("rows", "") if data is not None else ""
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else ROWS
        if data is not None and "more" in data:
            count += MORE_ROWS
        return min(max(count, ROWS), claims.MOST_SHARES)

    def _must(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _field_of(finding: Finding) -> str:
    return "amount" if finding.code in _AMOUNT else ""


def _say_share(
    form: IntakeForm, rows: list[ClaimantForm], line_no: int, problem: claims.Problem
) -> None:
    words = _problem(problem)
    if 0 < line_no <= len(rows):
        field = {
            claims.Problem.GUARDIAN: "guardian",
            claims.Problem.BORN: "born_on",
        }.get(problem, "amount")
        rows[line_no - 1].add_error(field, words)
    form.refuse("amount" if problem == claims.Problem.SUM else "bank_account", words)
