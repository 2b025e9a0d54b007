"""What people type, replay and race. Each gets a clear message and leaves nothing half-done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.ledger.models import Hold
from members.models import User
from members.tac import services as tac
from tests.withdrawals.conftest import (
    FLEKSIBEL_SEN,
    Walk,
    bank,
    credit,
    last_code,
    logged_in,
    showed,
)
from tests.withdrawals.kinds import extra_kinds
from withdrawals import types
from withdrawals.models import Application, Transition
from withdrawals.services import apply, steps, verify
from withdrawals.services.verify import Result

pytestmark = pytest.mark.django_db(transaction=True)

NOT_MONEY = "Masukkan amaun dalam ringgit dan sen, contohnya 500.00"


def nothing_happened(member_id: int) -> None:
    assert not Hold.objects.filter(member_id=member_id).exists()
    assert not Transition.objects.exists()
    assert not Application.objects.exclude(status="DRAFT").exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", NOT_MONEY),
        ("   ", NOT_MONEY),
        ("1e3", NOT_MONEY),
        ("0x64", NOT_MONEY),
        ("NaN", NOT_MONEY),
        ("inf", NOT_MONEY),
        ("５００", NOT_MONEY),
        ("٥٠٠", NOT_MONEY),
        ("12.345", NOT_MONEY),
        ("-500", NOT_MONEY),
        ("+500", NOT_MONEY),
        ("1,23.50", NOT_MONEY),
        ("500,00", NOT_MONEY),
        ("500\x00", "NUL"),
        ("9" * 60, NOT_MONEY),
        ("true", NOT_MONEY),
        ("[]", NOT_MONEY),
        ("500 600", NOT_MONEY),
        ("<b>500</b>", NOT_MONEY),
        ("0", "Amaun mestilah RM50.00 atau lebih"),
        ("49.99", "Amaun mestilah RM50.00 atau lebih"),
        (
            "18,742.06",
            "Amaun mestilah RM18,742.05 atau kurang, iaitu baki Akaun Fleksibel anda",
        ),
        ("999999999.99", "Amaun mestilah RM18,742.05 atau kurang"),
    ],
)
def test_bad_amounts(walk: Walk, aminah: User, typed: str, message: str) -> None:
    walk.begin()
    answer = walk.amount(typed)
    assert answer.status_code == 200
    assert message in answer.text or message == "NUL"
    assert "Ralat: " in answer.text and "data-error-summary" in answer.text
    if typed and typed.isascii() and "<" not in typed and "\x00" not in typed and typed.strip():
        assert f'value="{typed}"' in answer.text, "what was typed stays"
    assert walk.draft.amount_sen is None
    nothing_happened(aminah.member_id)


@pytest.mark.parametrize(
    ("typed", "sen"), [("500", 50_000), ("RM 1,234.50", 123_450), ("50.0", 5_000)]
)
def test_good_amounts(walk: Walk, typed: str, sen: int) -> None:
    walk.begin()
    walk.amount(typed)
    assert walk.draft.amount_sen == sen


def test_two_amounts_in_one_request_is_one_amount(walk: Walk) -> None:
    walk.begin()
    walk.client.post(
        walk.url("amount"), "amount=60&amount=600", content_type="application/x-www-form-urlencoded"
    )
    assert walk.draft.amount_sen in (6_000, 60_000)


def test_posted_amounts_after_the_code_are_ignored(walk: Walk, aminah: User) -> None:
    walk.to_check("60")
    walk.ask_code()
    walk.client.post(
        walk.url("code"),
        {
            "client_key": str(walk.draft.client_key),
            "code": last_code(aminah),
            "amount": "600",
            "amount_sen": "60000",
            "status": "APPROVED",
        },
    )
    application = Application.objects.get()
    assert (application.status, application.amount_sen) == ("SUBMITTED", 6_000)


# ── TAC ─────────────────────────────────────────────────────────────────────────────────────────


def submit(user: User, draft: Application, code: str, **changed: object) -> verify.Submission:
    values: dict[str, object] = {
        "member_id": user.member_id,
        "client_key": draft.client_key,
        "code": code,
        "session_key": "session",
        "by": user,
        "at": timezone.now(),
    }
    return verify.submit(**{**values, **changed})  # type: ignore[arg-type]


def ask(user: User, code: str = "FLX", **changed: object) -> Application:
    values: dict[str, object] = {
        "member_id": user.member_id,
        "kind": types.get(code),
        "session_key": "session",
        "by": user,
        "at": timezone.now(),
    }
    return verify.request_code(**{**values, **changed})  # type: ignore[arg-type]


def reason(done: verify.Submission) -> str:
    assert done.result == Result.TAC_REFUSED and done.tac is not None
    return done.tac.reason


def test_wrong_three_times_then_the_right_one_is_dead(walk: Walk, aminah: User) -> None:
    walk.to_check()
    walk.ask_code()
    right = last_code(aminah)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    assert "Anda ada 2 cubaan lagi" in walk.submit(wrong).text
    assert "Anda ada 1 cubaan lagi" in walk.submit(wrong).text
    assert "Terlalu banyak cubaan" in walk.submit(wrong).text
    assert "Terlalu banyak cubaan" in walk.submit(right).text
    nothing_happened(aminah.member_id)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "1" * 500])
def test_what_is_no_code(walk: Walk, aminah: User, typed: str) -> None:
    walk.to_check()
    walk.ask_code()
    assert walk.submit(typed).status_code == 200
    nothing_happened(aminah.member_id)


def test_blanks_and_dashes_in_the_code_do_not_count(walk: Walk, aminah: User) -> None:
    walk.to_check()
    walk.ask_code()
    code = last_code(aminah)
    walk.submit(f" {code[:3]}-{code[3:]} ")
    assert Application.objects.get().status == "SUBMITTED"


def test_expired_code(walk: Walk, aminah: User) -> None:
    walk.to_check()
    draft = ask(aminah)
    late = timezone.now() + timedelta(minutes=5, seconds=1)
    assert reason(submit(aminah, draft, last_code(aminah), at=late)) == tac.EXPIRED
    nothing_happened(aminah.member_id)


def test_older_code_dies_with_the_newer(walk: Walk, aminah: User) -> None:
    walk.to_check()
    ask(aminah)
    older = last_code(aminah)
    later = timezone.now() + timedelta(seconds=61)
    draft = ask(aminah, at=later)
    if older != last_code(aminah):
        assert reason(submit(aminah, draft, older, at=later)) == tac.WRONG
    nothing_happened(aminah.member_id)


def test_used_code(walk: Walk, aminah: User) -> None:
    application = walk.all_the_way()
    with extra_kinds(1) as (kind,):
        second = Walk(aminah, kind.slug)
        second.to_check()
        draft = second.draft
        draft.tac_challenge_id = application.tac_challenge_id
        draft.save()
        assert reason(submit(aminah, draft, last_code(aminah))) == tac.USED
    assert Hold.objects.count() == 1


def test_code_of_another_application_of_the_same_member(walk: Walk, aminah: User) -> None:
    with extra_kinds(1) as (kind,):
        walk.to_check("60")
        signed = ask(aminah)
        second = Walk(aminah, kind.slug)
        second.to_check("600")
        draft = second.draft
        assert reason(submit(aminah, draft, last_code(aminah))) == tac.UNKNOWN
        draft.tac_challenge_id = signed.tac_challenge_id
        draft.save()
        assert reason(submit(aminah, draft, last_code(aminah))) == tac.MISMATCH
        # Misused once, it is dead for the application it was made for as well.
        assert reason(submit(aminah, signed, last_code(aminah))) == tac.EXPIRED
        nothing_happened(aminah.member_id)


def test_code_of_another_member(walk: Walk, aminah: User, bakar: User) -> None:
    walk.to_check()
    signed = ask(aminah)
    other = Walk(bakar)
    other.to_check()
    draft = other.draft
    draft.tac_challenge_id = signed.tac_challenge_id
    draft.save()
    assert reason(submit(bakar, draft, last_code(aminah))) == tac.UNKNOWN
    with pytest.raises(Application.DoesNotExist):
        submit(bakar, signed, last_code(aminah))
    nothing_happened(aminah.member_id)
    nothing_happened(bakar.member_id)


def test_code_in_another_session(walk: Walk, aminah: User) -> None:
    walk.to_check()
    draft = ask(aminah)
    assert reason(submit(aminah, draft, last_code(aminah), session_key="other")) == tac.MISMATCH
    nothing_happened(aminah.member_id)


def test_no_code_was_asked_for(walk: Walk, aminah: User) -> None:
    walk.to_check()
    assert walk.client.get(walk.url("code")).url == walk.url("check")
    assert reason(submit(aminah, walk.draft, "123456")) == tac.UNKNOWN


@pytest.mark.parametrize("change", ["amount", "bank", "declaration"])
def test_every_change_voids_the_code(walk: Walk, aminah: User, change: str) -> None:
    other = bank(aminah.member, number="7612345678", bank_code="CIBBMYKL")
    walk.to_check("60")
    walk.ask_code()
    code = last_code(aminah)
    if change == "amount":
        assert walk.amount("600").url == walk.url("check"), "a Change link returns to the check"
    elif change == "bank":
        assert walk.bank(other).url == walk.url("check")
    else:
        walk.declare("refuse")
        walk.declare("accept")
    assert "TAC ini bukan untuk permohonan ini" in walk.submit(code).text
    nothing_happened(aminah.member_id)


def test_an_amount_changed_behind_the_code_does_not_match(walk: Walk, aminah: User) -> None:
    walk.to_check("60")
    draft = ask(aminah)
    Application.objects.filter(pk=draft.pk).update(amount_sen=60_000)
    assert reason(submit(aminah, draft, last_code(aminah))) == tac.MISMATCH
    nothing_happened(aminah.member_id)


def test_too_many_codes_says_when(walk: Walk, aminah: User) -> None:
    walk.to_check()
    walk.ask_code()
    page = walk.client.post(walk.url("resend"), follow=True)
    assert "Kami belum boleh menghantar TAC lagi" in page.text


# ── balance and limits ──────────────────────────────────────────────────────────────────────────


def take_away(user: User, sen: int) -> None:
    credit(user.member, Amounts(fleksibel=-sen), key=f"away-{sen}")


def test_balance_moved_before_the_check_page(walk: Walk, aminah: User) -> None:
    walk.to_check("18742.05")
    take_away(aminah, 100)
    answer = walk.client.get(walk.url("check"), follow=True)
    assert answer.redirect_chain == [(walk.url("amount"), 302)]
    assert "Baki anda berubah sejak anda bermula. Semak amaun sekali lagi" in answer.text
    assert 'value="RM18,742.05"' in answer.text or 'value="18,742.05"' in answer.text


def test_balance_moved_between_code_and_submission(walk: Walk, aminah: User) -> None:
    showed(aminah.member, "THUMBPRINT")
    walk.to_check("18742.05")
    walk.ask_code()
    take_away(aminah, 100)
    assert walk.submit(last_code(aminah)).url == walk.url("amount")
    nothing_happened(aminah.member_id)
    # The code was not used up, but a changed amount needs a new one.
    walk.amount("18741.05")
    assert walk.draft.tac_challenge_id == ""


def test_one_transfer_a_day(walk: Walk, aminah: User) -> None:
    walk.all_the_way("60")
    page = walk.client.get(walk.url("start")).text
    assert "Anda sudah memohon satu pengeluaran daripada akaun ini hari ini" in page
    assert walk.begin().url == walk.url("start")
    assert Application.objects.count() == 1


def test_a_member_sees_only_their_own(walk: Walk, aminah: User, bakar: User) -> None:
    application = walk.all_the_way()
    stranger = logged_in(bakar)
    for name in ("application", "submitted", "withdraw"):
        address = reverse(f"withdrawals:{name}", args=[application.reference])
        missing = reverse(f"withdrawals:{name}", args=["PGL-2222222222"])
        assert stranger.get(address).status_code == 404 == stranger.get(missing).status_code
    stranger.post(reverse("withdrawals:withdraw", args=[application.reference]))
    stranger.post(walk.url("code"), {"client_key": application.client_key, "code": "123456"})
    application.refresh_from_db()
    assert application.status == "SUBMITTED"


def test_a_bank_account_of_another_member_cannot_be_chosen(walk: Walk, bakar: User) -> None:
    theirs = bakar.member.bank_accounts.get()
    walk.begin()
    walk.amount("60")
    assert walk.bank(theirs).status_code == 200
    assert walk.draft.bank_account_id is None


def test_unverified_and_removed_accounts_cannot_be_paid(walk: Walk, aminah: User) -> None:
    account = aminah.member.bank_accounts.get()
    walk.begin()
    walk.amount("60")
    account.status = "PENDING"
    account.save()
    assert "Menunggu pengesahan" in walk.client.get(walk.url("bank_account")).text
    assert walk.bank(account).status_code == 200
    account.status, account.removed_at = "VERIFIED", timezone.now()
    account.save()
    assert walk.bank(account).status_code == 200
    assert walk.draft.bank_account_id is None


def test_account_removed_after_the_code(walk: Walk, aminah: User) -> None:
    walk.to_check()
    walk.ask_code()
    account = aminah.member.bank_accounts.get()
    account.removed_at = timezone.now()
    account.save()
    assert walk.submit(last_code(aminah)).url == walk.url("bank_account")
    nothing_happened(aminah.member_id)


def test_a_failure_after_the_hold_leaves_nothing(
    walk: Walk, aminah: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.to_check()
    draft = ask(aminah)
    code = last_code(aminah)

    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr("withdrawals.services.verify.audit.record", broken)
        with pytest.raises(RuntimeError):
            submit(aminah, draft, code)
    nothing_happened(aminah.member_id)
    (balance,) = ledger.balances(aminah.member_id)
    assert balance.available.fleksibel == FLEKSIBEL_SEN
    assert submit(aminah, draft, code).result == Result.SUBMITTED, "the code was not used up"


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_resumed_where_it_stopped(walk: Walk, aminah: User) -> None:
    walk.begin()
    walk.amount("60")
    again = Walk(aminah)
    assert "Sambung permohonan" in again.client.get(again.url("start")).text
    assert again.begin().url == again.url("bank_account")
    assert 'value="60.00"' in again.client.get(again.url("amount")).text
    assert Application.objects.count() == 1


def test_pages_without_a_draft_lead_to_the_start(walk: Walk) -> None:
    for name in ("amount", "bank_account", "declaration", "check", "code"):
        assert walk.client.get(walk.url(name)).url == walk.url("start")
        assert walk.client.post(walk.url(name), {}).url == walk.url("start")
    assert walk.client.post(walk.url("resend")).url == walk.url("start")
    assert walk.client.get(reverse("withdrawals:start", args=["nope"])).status_code == 404


def test_check_page_leads_to_the_first_unanswered_question(walk: Walk) -> None:
    walk.begin()
    assert walk.client.get(walk.url("check")).url == walk.url("amount")
    walk.amount("60")
    assert walk.client.get(walk.url("check")).url == walk.url("bank_account")


def test_not_accepting_keeps_the_answers(walk: Walk) -> None:
    walk.begin()
    walk.amount("60")
    assert "Pilih sama ada anda bersetuju" in walk.client.post(walk.url("declaration"), {}).text
    assert walk.declare("refuse").url == walk.url("start")
    assert walk.draft.amount_sen == 6_000 and not steps.is_declared(walk.draft)


def test_a_deleted_draft_makes_room(walk: Walk) -> None:
    walk.begin()
    key = walk.draft.client_key
    walk.client.post(walk.url("discard"))
    assert Application.objects.get().status == "WITHDRAWN"
    assert walk.submit("123456", key).url == walk.url("start")
    walk.begin()
    assert Application.objects.count() == 2


def test_old_drafts_expire(walk: Walk) -> None:
    walk.begin()
    draft = walk.draft
    assert apply.expire_drafts(at=draft.created_at + timedelta(days=30)) == 0
    assert apply.expire_drafts(at=draft.created_at + timedelta(days=30, seconds=1)) == 1
    draft.refresh_from_db()
    assert draft.status == "EXPIRED"
    assert apply.expire_drafts(at=draft.created_at + timedelta(days=31)) == 0


def test_the_declaration_is_frozen_once_submitted(walk: Walk) -> None:
    application = walk.all_the_way()
    said = application.declaration
    said.text = "something else"
    with pytest.raises(IntegrityError), transaction.atomic():
        said.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Transition.objects.update(note="x")
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("delete from withdrawals_application where id = %s", [application.pk])


@override_settings(LANGUAGE_CODE="en")
def test_the_language_read_is_the_language_stored(aminah: User) -> None:
    aminah.language = "en"
    aminah.save()
    walk = Walk(aminah)
    walk.client.cookies["django_language"] = "en"
    walk.begin()
    walk.amount("60")
    page = walk.client.get(walk.url("declaration")).text
    walk.declare()
    said = Application.objects.get().declaration
    assert said.text.replace("'", "&#x27;") in page
    assert said.language == ("en" if "I declare that" in page else "ms")
