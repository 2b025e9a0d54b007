"""A refusal is made once and tells everything: each failing check, each with what puts it right."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from members.models import User
from tests.withdrawals.conftest import Walk, logged_in
from withdrawals import wording
from withdrawals.models import Application
from withdrawals.rules import reasons
from withdrawals.rules.findings import Finding
from withdrawals.services import review

pytestmark = pytest.mark.django_db(transaction=True)

FAILING = {"BANK_ACCOUNT_NOT_VERIFIED", "BANK_NAME_DIFFERS"}


def url(name: str, application: Application) -> str:
    return reverse(f"admin:withdrawals_application_{name}", args=[application.reference])


@pytest.fixture
def failing(walk: Walk, aminah: User, chong: User) -> Application:
    """Submitted in order; since then the bank account has changed for the worse, in two ways."""
    application = walk.all_the_way()
    account = aminah.member.bank_accounts.get()
    account.status = "REJECTED"
    account.holder_name = "SYARIKAT LAIN SDN BHD"
    account.save()
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    return application


def test_the_page_shows_every_check_with_its_result_and_source(
    failing: Application, chong: User
) -> None:
    page = logged_in(chong).get(url("review", failing)).text
    for finding in reasons.REASONS.keys() & FAILING:
        with translation.override("en"):
            assert str(wording.check(Finding(finding, False))) in page
    assert page.count("tag--red") == 2 and "tag--green" in page
    assert "EPF Act 1991 s.54" in page


def test_the_form_ticks_what_fails_and_refuses_to_leave_it_out(
    failing: Application, chong: User
) -> None:
    client = logged_in(chong)
    page = client.get(url("decide", failing)).text
    for code in FAILING:
        box = page[page.index(f'value="{code}"') :][:200]
        assert "checked" in box[: box.index(">")]
    told_one = {"answer": "reject", "reasons": ["BANK_NAME_DIFFERS", "PAPER_MISSING"]}
    refused = client.post(url("decide", failing), told_one)
    assert refused.status_code == 200 and "the member must be told" in refused.text
    failing.refresh_from_db()
    assert failing.status == "IN_REVIEW"

    told_all = {"answer": "reject", "reasons": [*FAILING, "PAPER_UNREADABLE"]}
    assert client.post(url("decide", failing), told_all).status_code == 302
    failing.refresh_from_db()
    stored = {reason["code"] for reason in failing.decision_reasons}
    assert failing.status == "REJECTED" and stored == FAILING | {"PAPER_UNREADABLE"}


def test_the_service_refuses_to_leave_a_failing_check_out(
    failing: Application, chong: User
) -> None:
    at = timezone.now()
    for told in ([], ["PAPER_MISSING"], ["BANK_NAME_DIFFERS"]):
        with pytest.raises(review.LeavesOut) as left_out:
            review.reject(application_id=failing.pk, reason_codes=told, by=chong, at=at)
        assert {one.code for one in left_out.value.findings} == FAILING - set(told)
    with pytest.raises(ValueError, match="AGE_REACHED"):
        review.reject(
            application_id=failing.pk, reason_codes=[*FAILING, "AGE_REACHED"], by=chong, at=at
        )
    failing.refresh_from_db()
    assert failing.status == "IN_REVIEW" and failing.transitions.count() == 2


def test_the_member_reads_them_all_with_the_fix_in_their_language(
    failing: Application, chong: User, walk: Walk
) -> None:
    given = [*FAILING, "PAPER_DIFFERS", "REGISTER_DIFFERS"]
    review.reject(application_id=failing.pk, reason_codes=given, by=chong, at=timezone.now())
    tracker = reverse("withdrawals:application", args=[failing.reference])
    for language in ("ms", "en"):
        User.objects.filter(pk=walk.user.pk).update(language=language)
        walk.client.cookies["django_language"] = language
        page = walk.client.get(tracker, headers={"accept-language": language}).text
        spoken = "ms" if 'lang="ms"' in page[:300] else "en"
        for code in given:
            reason = reasons.REASONS[code]
            assert reason.refused.of(spoken) in page and reason.fix.of(spoken) in page


def test_every_reason_an_officer_may_give_has_a_fix_and_needs_no_values() -> None:
    for code in reasons.OFFICER_MAY_GIVE:
        for language in ("ms", "en"):
            with translation.override(language):
                said = (
                    f"{wording.refused(Finding(code, False))}. {wording.fix(Finding(code, False))}"
                )
            assert "{" not in said and len(said) > 40
