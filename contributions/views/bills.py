"""An employer's bills: what is owed, how to pay it, what came. Nothing is credited by these pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions.access import employer_required
from contributions.models import Bill, PaysBy
from contributions.selectors import bills as selectors
from contributions.services import direct_debit
from members.ledger import days

BILLS_ON_PAGE = 20
RECEIPTS_ON_PAGE = 20


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """All bills, newest first, and what is open."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    page = Paginator(selectors.bills(employer), BILLS_ON_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contributions/bills.html",
        {"page": page, "standing": selectors.standing(employer), "today": days.today()},
    )


@employer_required
@require_safe
@never_cache
def receipts(request: HttpRequest) -> HttpResponse:
    """The employer's money as it came, and what is left of it."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    found = Paginator(selectors.receipts(employer), RECEIPTS_ON_PAGE)
    return render(
        request,
        "contributions/receipts.html",
        {"page": found.get_page(request.GET.get("page")), "standing": selectors.standing(employer)},
    )


def _own(request: HttpRequest, bill_no: str) -> Bill:
    found = selectors.bill(request.acting.employer, bill_no)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@employer_required
@require_safe
@never_cache
def detail(request: HttpRequest, bill_no: str) -> HttpResponse:
    """One bill: its lines, how to pay it, what paid it. Made to be printed too."""
    bill = _own(request, bill_no)
    assessment = getattr(bill, "assessment", None)
    return render(
        request,
        "contributions/bill.html",
        {
            "bill": bill,
            "employer": request.acting.employer,  # type: ignore[attr-defined]
            "lines": list(bill.lines.all()),
            "payments": list(selectors.payments_of(bill)),
            "assessment": assessment,
            "true_up": getattr(assessment, "true_up", None),
            "true_up_of": getattr(bill, "true_up", None),
            "is_overdue": bill.is_unpaid and days.today() > bill.due_on,
            "bank_account": settings.COLLECTION_ACCOUNT,
            "account_name": settings.COLLECTION_ACCOUNT_NAME,
            "by_debit": request.acting.employer.pays_by == PaysBy.DIRECT_DEBIT,  # type: ignore[attr-defined]
            "may_pay_here": settings.SANDBOX and bill.is_unpaid,
        },
    )


@employer_required
@require_POST
@never_cache
def pay(request: HttpRequest, bill_no: str) -> HttpResponse:
    """Sandbox only: the employer's bank pays the bill. A second click finds it paid."""
    bill = _own(request, bill_no)
    if not settings.SANDBOX:
        raise Http404
    if bill.is_unpaid:
        direct_debit.ask(bill=bill, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(
            request,
            _("The sandbox bank pays this bill now. Its statement follows in a moment"),
        )
    else:
        messages.info(request, _("There is nothing left to pay on this bill"))
    return redirect("contributions:bill", bill_no)
