"""An employer asks for over-paid money back, and sees what became of it. No number stands in an address."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import parameters
from contributions.access import acting_may, employer_required
from contributions.models import Fault, Refund
from contributions.refund_forms import RefundForm
from contributions.rules import months, roles
from contributions.rules import refunds as rules
from contributions.selectors import refunds as selectors
from contributions.services import corrections, refunds, repost, take_back
from members.forms.uploads import file_refused
from members.gateways import uploads
from members.ledger import days, money
from members.rules import banks

REFUNDS_ON_PAGE = 20


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """What may be asked back, and what was."""
    acting = request.acting  # type: ignore[attr-defined]
    page = Paginator(selectors.refunds(acting.employer), REFUNDS_ON_PAGE)
    return render(
        request,
        "contributions/refunds.html",
        {
            "page": page.get_page(request.GET.get("page")),
            "refundable_sen": selectors.refundable_sen(acting.employer),
            "owes": selectors.owes_bills(acting.employer),
            "within": parameters.refund_within_months(days.today()),
            "may_ask": roles.may(acting.role, roles.CONFIRM),
        },
    )


@acting_may(roles.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("number")
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """One page: how much, which contributions, where to."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    today = days.today()
    within = parameters.refund_within_months(today)
    form = RefundForm(
        request.POST or None,
        request.FILES or None,
        months=months.back_from(today, within + 1),
    )
    if request.method == "POST" and form.is_valid():
        made = _ask(request, form)
        if made is not None:
            messages.success(
                request,
                _("Your request %(reference)s was sent. Two officers look at it")
                % {"reference": made.reference},
            )
            return redirect("contributions:refund", made.reference)
    return render(
        request,
        "contributions/refund_ask.html",
        {
            "form": form,
            "groups": form.groups(),
            "refundable_sen": selectors.refundable_sen(employer),
            "owes": selectors.owes_bills(employer),
            "within": within,
        },
    )


def _ask(request: HttpRequest, form: RefundForm) -> Refund | None:
    """The request as it was made; None with the form saying why not."""
    employer = request.acting.employer  # type: ignore[attr-defined]
    said = form.cleaned_data
    lines = [line for number in said["named"] if (line := _line(employer, form, number))]
    if form.errors:
        return None
    file = said["paper"]
    try:
        if file.size > uploads.MOST_BYTES:
            raise uploads.Refused("LARGE")
        return refunds.ask(
            employer=employer,
            suspense_sen=said["suspense"] or 0,
            lines=lines,
            reason=said["reason"],
            bank_code=said["bank_code"],
            number=said["number"],
            paper=(file.name, file.read()),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except uploads.Refused as refusal:
        form.add_error("paper", file_refused(refusal.reason, file.size))
    except refunds.NotThatMuch as refusal:
        form.add_error(
            "suspense",
            _("You may ask back at most %(most)s") % {"most": money.ringgit(refusal.most_sen)},
        )
    except refunds.OwesBills:
        form.add_error(None, _("A bill is past its day. Pay it first"))
    except refunds.NotTheirAccount:
        form.add_error("number", _("The bank says that this account is not in the employer's name"))
    except refunds.TooLate:
        form.add_error(None, _("One of these contributions came too long ago to be asked back"))
    except take_back.NotThere:
        form.add_error(None, _("One of these contributions is not credited, or was taken back"))
    except corrections.AlreadyAsked:
        form.add_error(None, _("One of these contributions is being corrected already"))
    except corrections.MoreThanCame:
        form.add_error(None, _("The right shares are more than was paid. Send the rest in a file"))
    except (corrections.NothingToCorrect, repost.TooOld):
        form.add_error(
            None, _("The right shares are what was credited: nothing is to be paid back")
        )
    return None


def _line(employer: Any, form: RefundForm, number: int) -> refunds.WrongLine | None:
    """The credited line that a group of the form names, the newest where there are several."""
    said = {name: form.cleaned_data.get(f"{name}_{number}") for name in _PARTS}
    found = selectors.credited_line(employer, str(said["member_no"]), cast(date, said["month"]))
    if found is None:
        form.add_error(
            f"member_no_{number}",
            _("We credited nothing from you to this number for that month"),
        )
        return None
    right = None
    if said["fault"] == Fault.AMOUNT:
        wages = said["wages"]
        right = corrections.Right(
            member=found.member,
            wage_month=found.remittance.wage_month,
            wages_sen=found.wages_sen if wages is None else wages,
            employer_sen=said["employer"] or 0,
            employee_sen=said["employee"] or 0,
        )
        if not right.employer_sen + right.employee_sen:
            form.add_error(f"fault_{number}", _("Where nothing was due, choose another reason"))
            return None
    return refunds.WrongLine(found.remittance_id, found.member, Fault(str(said["fault"])), right)


_PARTS = ("member_no", "month", "fault", "employer", "employee", "wages")


def _own(request: HttpRequest, reference: str) -> Refund:
    found = selectors.refund(request.acting.employer, reference)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@employer_required
@require_safe
@never_cache
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what was asked, what was decided, whether it is paid."""
    found = _own(request, reference)
    acting = request.acting  # type: ignore[attr-defined]
    return render(
        request,
        "contributions/refund.html",
        {
            "refund": found,
            "bank": banks.bank_name(found.bank_code),
            "corrections": list(
                found.corrections.select_related("member", "remittance").order_by("pk")
            ),
            "may_cancel": found.state in rules.OPEN and roles.may(acting.role, roles.CONFIRM),
        },
    )


@acting_may(roles.CONFIRM)
@require_POST
@never_cache
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a request back; a second click finds it ended."""
    found = _own(request, reference)
    try:
        refunds.cancel(
            reference=found.reference,
            employer=found.employer,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except refunds.NotNow:
        messages.info(request, _("This request has been decided"))
    else:
        messages.success(request, _("The request was taken back. Its money pays bills again"))
    return redirect("contributions:refund", reference)
