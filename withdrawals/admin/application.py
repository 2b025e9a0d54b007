"""The review console: the queue, one application with its checks, the decision on its own page.

Officers get fewer powers than the stock admin gives: nothing is edited, added or deleted here. Every
button is one verb of services/review.py, and every look at an application is written down.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from members.console import reads_everything
from members.ledger import chart, days
from members.ledger import selectors as ledger
from members.models import User
from withdrawals import (
    addresses,
    request_reads,
    review_reads,
    risk_reads,
    selectors,
    standing,
    wording,
)
from withdrawals.admin import documents
from withdrawals.admin.verbs import Verbs
from withdrawals.forms import APPROVE, DecisionForm
from withdrawals.models import Application
from withdrawals.rules import taking
from withdrawals.rules.states import UNDECIDED, Event, MoveNotAllowed, Status
from withdrawals.services import approval, review

QUEUE = "admin:withdrawals_application_changelist"
REVIEW = "admin:withdrawals_application_review"
DECIDE = "admin:withdrawals_application_decide"


@admin.register(Application)
class ApplicationAdmin(Verbs, admin.ModelAdmin):
    """The queue stands where the list would, the review page where the form would."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        user = request.user
        if not isinstance(user, User):
            return False
        if not user.has_perm(review.PERMISSION) and not reads_everything(request):
            return False
        if obj is None:
            return True
        if obj.taken_in_by_id == user.pk:
            return False
        return obj.member_id != user.member_id and obj.member_id not in standing.relatives(user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_application"
        reference = addresses.REFERENCE
        return [
            path("take-next/", site(self.take_next), name=f"{name}_take_next"),
            path(f"{reference}/", site(self.review), name=f"{name}_review"),
            path(f"{reference}/take/", site(self.take), name=f"{name}_take"),
            path(f"{reference}/put-back/", site(self.put_back), name=f"{name}_put_back"),
            path(
                f"{reference}/documents/<uuid:document>/",
                site(self.document),
                name=f"{name}_document",
            ),
            path(
                f"{reference}/documents/<uuid:document>/pages/<int:number>/",
                site(self.document_page),
                name=f"{name}_document_page",
            ),
            path(
                f"{reference}/documents/<uuid:document>/pages/<int:number>/<slug:size>/",
                site(self.document_picture),
                name=f"{name}_document_picture",
            ),
            path(f"{reference}/ask/", site(self.ask), name=f"{name}_ask"),
            path(f"{reference}/decide/", site(self.decide), name=f"{name}_decide"),
            *self.verb_urls(),
            *super().get_urls(),
        ]

    # ── the queue ───────────────────────────────────────────────────────────────────────────────

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """T2 and T3: counts and oldest of each kind, mine, and the list by promised day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user, today = _officer(request), days.today()
        status, text = request.GET.get("status", ""), request.GET.get("q", "")[:100]
        counts, barred = review_reads.counts(today=today), review_reads.barred(user)
        if text.strip():
            queue, count = review_reads.search(text, barred=barred), None
        else:
            status = status if status in UNDECIDED else ""
            queue = review_reads.undecided(barred=barred, status=status)
            count = review_reads.how_many(counts, status=status, barred=barred)
        page, rows = review_reads.page(queue, request.GET.get("page"), count=count)
        risks = risk_reads.notes(rows, at=timezone.now())
        return self.page(
            request,
            "queue",
            title=_("Withdrawal applications"),
            counts=counts,
            mine=review_reads.held_by(user),
            page=page,
            rows=[(row, risks[row.pk]) for row in rows],
            status=status,
            statuses=[(one.value, wording.status_words(one)) for one in _in_order(UNDECIDED)],
            text=text,
            today=today,
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Old and guessed addresses of the stock form lead to the review page."""
        found = Application.objects.filter(pk=object_id) if object_id.isdigit() else None
        application = found.first() if found is not None else None
        if application is None:
            raise Http404
        return redirect(REVIEW, application.reference)

    def take_next(self, request: HttpRequest) -> HttpResponse:
        """Give this officer the application with the nearest promise."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            application = review.take_next(by=_officer(request), at=timezone.now())
        except review.NotAReviewer:
            raise PermissionDenied from None
        if application is None:
            messages.info(request, _("No application is waiting. Well done."))
            return redirect(QUEUE)
        return redirect(REVIEW, application.reference)

    # ── one application ─────────────────────────────────────────────────────────────────────────

    def review(self, request: HttpRequest, reference: str) -> HttpResponse:
        """T4: member, request, balances then and now, automatic checks with source, history."""
        application = self.load(request, reference)
        review.look(
            application=application,
            by=_officer(request),
            at=timezone.now(),
            **audit.origin(request),
        )
        is_open = application.state in UNDECIDED
        is_mine, held_until = _claim(application, _officer(request), timezone.now())
        return self.page(
            request,
            "review",
            title=_("Review application %(reference)s") % {"reference": application.reference},
            application=application,
            member=application.member,
            checks=selectors.review_decision(application).checks if is_open else (),
            answered=request_reads.answered(application),
            payee=request_reads.payee(application),
            claimants=request_reads.claimants(application),
            papers=request_reads.papers(application),
            balances=_balances(application),
            history=[
                (wording.STAFF_EVENT[Event(row.event)], row)
                for row in selectors.history(application)
            ],
            risks=risk_reads.notes([application], at=timezone.now())[application.pk],
            others=review_reads.others_of(application),
            is_open=is_open,
            waits_for=request_reads.open_request(application),
            is_mine=is_mine,
            held_until=held_until,
            **self.verbs_for(request, application),
            today=days.today(),
        )

    def take(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Take the application, from the queue or over from another officer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        application = self.load(request, reference)
        try:
            review.take(application_id=application.pk, by=_officer(request), at=timezone.now())
        except review.TakenByAnother as held:
            messages.warning(request, _taken_words(held))
        except MoveNotAllowed:
            messages.warning(request, _("This application has been decided or withdrawn"))
        return redirect(REVIEW, reference)

    def put_back(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Give the application back to the queue."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        application = self.load(request, reference)
        try:
            review.put_back(application_id=application.pk, by=_officer(request), at=timezone.now())
        except (MoveNotAllowed, review.TakenByAnother):
            messages.warning(request, _("You no longer have this application"))
            return redirect(REVIEW, reference)
        messages.success(request, _("The application is back in the queue"))
        return redirect(QUEUE)

    def document(self, request: HttpRequest, reference: str, document: UUID) -> HttpResponse:
        """Hand out one paper, and write down that this officer opened it."""
        application = self.load(request, reference)
        return documents.handed_out(request, application, document, by=_officer(request))

    def document_page(
        self, request: HttpRequest, reference: str, document: UUID, number: int
    ) -> HttpResponse:
        """One page of a paper, near enough to read."""
        application = self.load(request, reference)
        return documents.turned(request, application, document, number, page=self.page)

    def document_picture(
        self, request: HttpRequest, reference: str, document: UUID, number: int, size: str
    ) -> HttpResponse:
        """The picture of one page, and a note that this officer looked."""
        application = self.load(request, reference)
        return documents.pictured(
            request, application, document, number, size, by=_officer(request)
        )

    def ask(self, request: HttpRequest, reference: str) -> HttpResponse:
        """T5: ask the member for papers, each with what is wrong and what puts it right."""
        application = self.load(request, reference)
        return documents.asked_for(
            request, application, by=_officer(request), page=self.page, back=REVIEW
        )

    def decide(self, request: HttpRequest, reference: str) -> HttpResponse:
        """T5: approve or reject, with reasons the member reads in their language."""
        application = self.load(request, reference)
        if (
            application.status != Status.IN_REVIEW
            or application.reviewer_id != _officer(request).pk
        ):
            messages.warning(request, _("Take the application before you decide on it"))
            return redirect(REVIEW, reference)
        failing = selectors.review_decision(application).reasons
        form = DecisionForm(request.POST if request.method == "POST" else None, failing=failing)
        if request.method == "POST" and form.is_valid():
            answer = self._do(request, application, form)
            if answer is not None:
                return answer
        return self.page(
            request,
            "decide",
            title=_("Decision on %(reference)s") % {"reference": application.reference},
            application=application,
            form=form,
            failing=failing,
            needs_second=approval.needs_second_officer(application),
        )

    def _do(
        self, request: HttpRequest, application: Application, form: DecisionForm
    ) -> HttpResponse | None:
        """Carry the decision out; None when the form must say why it could not be."""
        note, at = form.cleaned_data["note"], timezone.now()
        try:
            if form.cleaned_data["answer"] == APPROVE:
                done = review.approve(
                    application_id=application.pk, by=_officer(request), at=at, note=note
                )
                said = _("Application %(reference)s is approved. The payment is queued.")
                if done.status == Status.SECOND:
                    said = _("Application %(reference)s now waits for a second officer to agree.")
            else:
                review.reject(
                    application_id=application.pk,
                    reason_codes=form.cleaned_data["reasons"],
                    by=_officer(request),
                    at=at,
                    note=note,
                )
                said = _("Application %(reference)s is rejected. The money is available again.")
        except review.ChecksFail as refusal:
            for finding in refusal.decision.reasons:
                form.add_error("answer", wording.refused(finding))
            return None
        except review.LeavesOut as left_out:
            form.refuse_leaving_out(left_out.findings)
            return None
        except review.NoReason:
            form.add_error("reasons", _("Choose at least one reason for a rejection"))
            return None
        except (MoveNotAllowed, review.TakenByAnother):
            messages.warning(request, _("Somebody else has this application, or it is decided"))
            return redirect(REVIEW, application.reference)
        except review.OwnApplication:
            raise PermissionDenied from None
        messages.success(request, said % {"reference": application.reference})
        return redirect(QUEUE)

    # ── common ──────────────────────────────────────────────────────────────────────────────────

    def load(self, request: HttpRequest, reference: str) -> Application:
        """A submitted application this officer may see; one's own is refused and written down."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        application = (
            Application.objects.filter(reference=reference, submitted_at__isnull=False)
            .select_related("member", "bank_account", "reviewer", "decided_by", "declaration")
            .first()
        )
        if application is None:
            raise Http404
        if not self.has_view_permission(request, application):
            audit.record(
                "withdrawal.decision_refused",
                by=_officer(request),
                at=timezone.now(),
                member_id=application.member_id,
                entity="withdrawal",
                entity_id=application.reference,
                detail={"reference": application.reference},
                **audit.origin(request),
            )
            raise PermissionDenied
        return application

    def page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/withdrawals/application_{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.model._meta,
                "queue_url": reverse(QUEUE),
                **context,
            },
        )


def _officer(request: HttpRequest) -> User:
    """Who is logged in; the site has let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def _claim(application: Application, officer: User, at: datetime) -> tuple[bool, datetime | None]:
    """Whether the officer has the application; until when somebody else has it, if so."""
    seen_at = application.review_started_at
    if application.status != Status.IN_REVIEW or seen_at is None:
        return False, None
    if application.reviewer_id == officer.pk:
        return True, None
    return False, None if taking.has_lapsed(seen_at, at) else taking.ends_at(seen_at)


def _taken_words(held: review.TakenByAnother) -> str:
    """Who has the application and from when it can be taken over."""
    if held.until is None:
        return _("%(officer)s has this application.") % {"officer": held.officer}
    return _("%(officer)s has this application. You can take it over from %(time)s.") % {
        "officer": held.officer,
        "time": formats.time_format(timezone.localtime(held.until), "H:i"),
    }


def _in_order(statuses: Collection[Status]) -> list[Status]:
    return [status for status in Status if status in statuses]


def _balances(application: Application) -> list[dict[str, Any]]:
    """Per account: posted on the day of submission, posted, held and available now, in sen."""
    then = ledger.balances_as_of(
        application.member_id, application.submitted_on or application.created_at.date()
    )
    now = next(
        (row for row in ledger.balances(application.member_id) if row.book == application.book),
        None,
    )
    return [
        {
            "code": account.code,
            "is_source": application.sources.account(account.code) > 0,
            "then_sen": then.account(account.code),
            "posted_sen": now.posted.account(account.code) if now else 0,
            "held_sen": now.held.account(account.code) if now else 0,
            "available_sen": now.available.account(account.code) if now else 0,
        }
        for account in chart.MEMBER_ACCOUNTS
    ]
