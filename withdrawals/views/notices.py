"""What a member is told when an application cannot go on, in the same words on every page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.tac import services as tac
from withdrawals import selectors, wording
from withdrawals.models import Application
from withdrawals.rules import identity_reasons, reasons
from withdrawals.rules import standing_reasons as why
from withdrawals.rules.findings import Decision
from withdrawals.rules.spec import Step
from withdrawals.services import apply, steps
from withdrawals.services.steps import Place
from withdrawals.views.common import PAGES, address

_AMOUNT = frozenset(
    {
        reasons.AMOUNT_TOO_HIGH,
        reasons.AMOUNT_TOO_LOW,
        reasons.TOO_LITTLE_AVAILABLE,
        why.ABOVE_ENTITLEMENT,
        why.ENTITLEMENT_TOO_LOW,
        why.WHOLE_AMOUNT_ONLY,
    }
)


def cannot_go_on(
    request: HttpRequest, draft: Application, decision: Decision
) -> HttpResponseRedirect:
    """To the question that mends it; to the start page, which gives all reasons, if none does."""
    codes = set(decision.reason_codes)
    others = codes - identity_reasons.CODES
    if not others:
        return redirect("withdrawals:identity", draft.kind.slug)
    if others <= _AMOUNT:
        return redirect(PAGES[Step.AMOUNT], draft.kind.slug)
    for finding in decision.reasons:
        if finding.code not in others:
            continue
        messages.warning(request, f"{wording.refused(finding)}. {wording.fix(finding)}")
        break
    if apply.step_to_mend(decision) == Step.BANK_ACCOUNT:
        return redirect(PAGES[Step.BANK_ACCOUNT], draft.kind.slug)
    facts = selectors.member_facts(draft.member_id)
    for finding in decision.reasons:
        question = steps.question_at_fault(draft, facts, finding.code)
        if question:
            return redirect(address(Place(Step.QUESTION, question), draft.kind))
    return redirect("withdrawals:start", draft.kind.slug)


def no_code(request: HttpRequest, error: tac.TooManyCodes | tac.NoPhone) -> None:
    """Why no TAC was sent, and when it can be."""
    if isinstance(error, tac.TooManyCodes):
        at = timezone.localtime(error.retry_at)
        if at.date() == timezone.localdate():
            text = _("We cannot send another TAC yet. You can request one at %(time)s") % {
                "time": formats.time_format(at, "H:i:s")
            }
        else:
            text = _(
                "You have reached the limit of TACs. You can request one on %(date)s at %(time)s"
            ) % {
                "date": formats.date_format(at, "DATE_FORMAT"),
                "time": formats.time_format(at, "H:i"),
            }
        messages.warning(request, text)
    else:
        messages.warning(
            request,
            _("We have no phone number of yours. Register one at any of our counters."),
        )


def code_refused(outcome: tac.Outcome) -> str:
    """Why a TAC was not accepted and what to do."""
    match outcome.reason:
        case tac.WRONG:
            return ngettext(
                "The TAC is not correct. You have %(count)s attempt left",
                "The TAC is not correct. You have %(count)s attempts left",
                outcome.tries_left,
            ) % {"count": outcome.tries_left}
        case tac.EXPIRED:
            return _("The TAC has expired. Request a new one")
        case tac.USED:
            return _("This TAC has already been used. Request a new one")
        case tac.LOCKED:
            return _("Too many wrong tries with this TAC. Request a new one")
        case _:
            return _("This TAC does not belong to this application. Request a new one")
