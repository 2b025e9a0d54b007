"""An employer's files: upload, review, submit, take back. Numbers and words are the templates'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import progress, selectors, wording
from contributions.access import acting_may, employer_required
from contributions.files import export, layout
from contributions.forms import DifferencesForm, UploadForm
from contributions.models import Remittance, RemittanceState
from contributions.rules import roles
from contributions.selectors import bills
from contributions.services import (
    check,
    compare,
    confirm,
    ctml,
    new_employees,
    receive,
    split,
    submit,
    validate,
)
from contributions.uploads import CappedUploadHandler
from members.ledger import days
from members.rules.text import one_line

LINES_ON_PAGE = 50
REMITTANCES_ON_PAGE = 20


@csrf_exempt  # only so that the upload handler is set before the body is read; checked below
@acting_may(roles.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file for a wage month."""
    request.upload_handlers = [CappedUploadHandler(request)]
    return _upload(request)


@never_cache
@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]
    today = days.today()
    if request.method != "POST":
        return _upload_page(request, UploadForm(today=today))
    form = UploadForm(request.POST, request.FILES, today=today)
    if size := getattr(request, "upload_over_limit", 0):
        form.is_valid()
        form.refuse_size(size)
        return _upload_page(request, form, status=413)
    if not form.is_valid():
        return _upload_page(request, form)
    facts = form.cleaned_data
    at = timezone.now()
    try:
        receive.refuse_closed(acting.employer, facts["wage_month"])
        remittance = receive.receive_bytes(
            employer=acting.employer,
            wage_month=facts["wage_month"],
            content=facts["file"].chunks(1 << 20),
            file_name=facts["file"].name,
            kind=facts["kind"],
            declared=receive.Declared(
                facts["declared_lines"], facts["declared_employer"], facts["declared_employee"]
            ),
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except receive.MonthNotYetEarned:
        form.add_error("wage_month", _("The wage month must not be in the future"))
    except receive.EmployerClosed:
        form.add_error("wage_month", _("The company had closed before this month began"))
    except receive.MonthAlreadyThere as there:
        form.add_error("wage_month", month_taken(there.remittance))
    except receive.NothingToSupplement:
        form.add_error("kind", _("Nothing was submitted for this month yet. Send the month's file"))
    except receive.FileTooLarge:
        form.refuse_size(facts["file"].size)
    else:
        remittance = check.soon(remittance, by=request.user, at=at)  # type: ignore[arg-type]
        return redirect("contributions:remittance", remittance.reference)
    return _upload_page(request, form)


def _upload_page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "contributions/upload.html",
        {"form": form, "header": layout.HEADER_LINE},
        status=status,
    )


def month_taken(remittance: Remittance) -> str:
    """Why another file for the month is refused."""
    facts = {
        "month": formats.date_format(remittance.wage_month, "F Y"),
        "reference": remittance.reference,
    }
    if remittance.state in (RemittanceState.UPLOADED, RemittanceState.READY):
        return (
            gettext(
                "File %(reference)s for %(month)s is waiting for you to confirm it."
                " Cancel it first if you want to send another"
            )
            % facts
        )
    return (
        gettext("Contributions for %(month)s were already submitted, reference %(reference)s")
        % facts
    )


@employer_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """All files of the employer, newest month first."""
    found = selectors.remittances(request.acting.employer)  # type: ignore[attr-defined]
    page = Paginator(found, REMITTANCES_ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "contributions/remittances.html", {"page": page})


def own(request: HttpRequest, reference: str) -> Remittance:
    """One of the employer's own; 404 for any other."""
    found = selectors.remittance(request.acting.employer, reference)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@employer_required
@require_safe
@never_cache
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One file: what is wrong with it, or what it says and how far it has come."""
    return _detail_page(request, own(request, reference))


def _detail_page(
    request: HttpRequest, remittance: Remittance, form: DifferencesForm | None = None
) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]
    is_prepared = remittance.prepared_by_id is not None
    context: dict[str, Any] = {
        "is_prepared": is_prepared,
        "may_go_on": roles.may_submit(
            acting.role,
            needs_two=remittance.needs_two or acting.employer.needs_two,
            is_prepared=is_prepared,
        )
        and not (is_prepared and remittance.prepared_by_id == request.user.pk),
        "prepares": (remittance.needs_two or acting.employer.needs_two) and not is_prepared,
        "may_prepare": roles.may(acting.role, roles.PREPARE),
        "remittance": remittance,
        "draft": selectors.draft_of(remittance),
    }
    if remittance.state == RemittanceState.INVALID:
        context["errors"] = selectors.row_errors(remittance)[: selectors.ERRORS_ON_PAGE]
        if new_employees.may_register(remittance):
            context["new_employees"] = new_employees.found(remittance)[: selectors.ERRORS_ON_PAGE]
        context["can_be_split"] = split.can_be_split(remittance)
        context["going_on"] = selectors.made_of(remittance)
        context["shown"] = min(remittance.error_count, selectors.ERRORS_ON_PAGE)
        context["may_set_aside"] = ctml.may_set_aside(remittance)
        return render(request, "contributions/remittance_invalid.html", context)
    context["aside"] = ctml.totals(remittance.pk)
    page = Paginator(selectors.lines(remittance), LINES_ON_PAGE)
    context["page"] = page.get_page(request.GET.get("page"))
    if remittance.state == RemittanceState.READY:
        context["differences"] = selectors.differences(remittance)
        context["twin"] = selectors.twin(remittance)
        context["against"] = selectors.schedule_differences(remittance)
        context["zero_lines"] = selectors.zero_lines(remittance)
        context["form"] = form or DifferencesForm(
            remittance=remittance,
            without_reason=selectors.zero_lines_without_reason(remittance),
            initial={
                "lines": remittance.line_count,
                "wages_sen": remittance.wages_sen,
                "employer_sen": remittance.employer_sen,
                "employee_sen": remittance.employee_sen,
            },
        )
        return render(request, "contributions/remittance_ready.html", context)
    context["bill"] = bills.live(remittance)
    if remittance.state == RemittanceState.UPLOADED:
        context["read_bytes"] = min(progress.read_bytes(remittance.pk), remittance.file_bytes)
    return render(request, "contributions/remittance.html", context)


@employer_required
@require_POST
@never_cache
def submit_remittance(request: HttpRequest, reference: str) -> HttpResponse:
    """The employer confirms the totals. A second click finds it done."""
    remittance = own(request, reference)
    at = timezone.now()
    compare.soon(remittance, at=at)
    remittance.refresh_from_db()
    form = DifferencesForm(
        request.POST,
        remittance=remittance,
        without_reason=selectors.zero_lines_without_reason(remittance),
    )
    if not form.is_valid():
        return _detail_page(request, remittance, form)
    facts = form.cleaned_data
    try:
        confirm.confirm(
            remittance_id=remittance.pk,
            by=request.user,  # type: ignore[arg-type]
            at=at,
            confirmed=validate.Totals(
                *(facts[name] for name in ("lines", "wages_sen", "employer_sen", "employee_sen"))
            ),
            answers=confirm.Answers(
                shortfall=facts.get("shortfall", ""),
                shortfall_words=facts.get("shortfall_words", ""),
                excess=facts.get("excess", ""),
                zero_reasons=form.zero_reasons(),
            ),
        )
    except confirm.SamePerson:
        messages.warning(
            request, _("You prepared this file. Another person of your company confirms it")
        )
    except confirm.NotYours:
        messages.warning(request, _("Your role does not allow this step"))
    except (confirm.NotCompared, confirm.ReasonMissing):
        messages.warning(request, _("The file was looked at again. Read the page and confirm it"))
    except submit.TotalsMoved:
        messages.warning(request, _("The totals of the file are others. Check them again"))
    except submit.NotReady:
        messages.warning(request, _("This file can no longer be submitted"))
    return redirect("contributions:remittance", reference)


@acting_may(roles.CONFIRM)
@require_POST
@never_cache
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was to confirm a file gives it back to who prepared it, with words."""
    remittance = own(request, reference)
    words = one_line(request.POST.get("words", ""))[:200]
    if not words:
        messages.warning(request, _("Say what is to be corrected before you send the file back"))
    else:
        confirm.send_back(
            remittance_id=remittance.pk,
            words=words,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("The file was sent back to who prepared it"))
    return redirect("contributions:remittance", reference)


@employer_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel_remittance(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a file back, until it is being credited."""
    remittance = own(request, reference)
    if request.method == "POST":
        try:
            submit.cancel(
                remittance_id=remittance.pk,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except submit.TooLateToUndo:
            messages.warning(request, _("This file can no longer be cancelled"))
        else:
            messages.success(request, _("The file was cancelled. Nothing was credited"))
        return redirect("contributions:remittance", reference)
    if not remittance.may_be_undone:
        return redirect("contributions:remittance", reference)
    return render(request, "contributions/remittance_cancel.html", {"remittance": remittance})


@employer_required
@require_safe
@never_cache
def differences_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """Every line that differs from the Third Schedule, as CSV."""
    remittance = own(request, reference)

    def rows() -> Iterator[tuple[object, ...]]:
        yield (
            gettext("Row"),
            gettext("KWSP No."),
            gettext("Wages"),
            gettext("Employer's share"),
            gettext("Employee's share"),
            gettext("Part"),
            gettext("Employer's share by the schedule"),
            gettext("Employee's share by the schedule"),
            gettext("Difference"),
        )
        for line in selectors.schedule_lines(remittance).iterator(chunk_size=2_000):
            yield (
                line.line_no,
                line.member.member_no,
                *(
                    f"{sen // 100}.{sen % 100:02d}"
                    for sen in (line.wages_sen, line.employer_sen, line.employee_sen)
                ),
                line.part,
                line.due_employer_sen // 100,
                line.due_employee_sen // 100,
                line.get_against_display(),
            )

    return csv_response(rows(), f"{remittance.reference}-jadual-ketiga.csv")


def csv_response(rows: Iterator[tuple[object, ...]], name: str) -> HttpResponse:
    """Rows as a file to download that is safe in a spreadsheet."""
    response = HttpResponse(b"".join(export.lines(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@employer_required
@require_safe
@never_cache
def errors_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """Every error of a file as CSV, in the language of the page."""
    remittance = own(request, reference)

    def rows() -> Iterator[tuple[object, ...]]:
        yield (
            gettext("Row"),
            gettext("Column"),
            gettext("Value"),
            gettext("Problem"),
            gettext("What to do"),
        )
        for error in selectors.row_errors(remittance).iterator(chunk_size=2_000):
            words = wording.explain(error.code, value=error.value, row=error.other_line_no)
            yield (error.line_no or "", error.column, error.value, *words)

    return csv_response(rows(), f"{remittance.reference}-ralat.csv")
