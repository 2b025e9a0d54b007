"""A new i-Akaun: an officer gives leave, the person does the rest; half-done, nothing opens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.audit.models import AuditEvent
from members.models import Activation, Member, Role, SignInCounter, User
from members.rules import recognition
from members.services import activation
from tests import cast
from tests.factories import make_member, make_user
from tests.members.pages import english, fill, newest_code, sign_in, work
from tests.permissions import allow
from tests.second_factor import enter

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+60198887777"
OWN_ID, NEW = "citra.dewi", "payung-kuning-di-tepi-sungai"
NEUTRAL = "The KWSP No. or temporary password does not match our records"
START, TERMS = "/activate/", "/activate/terms/"
LOGIN, SIGN, PHONE_PAGE = "/activate/login/", "/activate/picture/", "/activate/phone/"


@pytest.fixture
def officer() -> User:
    return allow(cast.chong(), "members.issue_activation")


@pytest.fixture
def citra() -> Member:
    return make_member(member_no="18800077", name="CITRA DEWI BINTI RAHMAN")


@pytest.fixture
def secret(citra: Member, officer: User) -> str:
    return give(citra, officer)


def give(member: Member, officer: User, **changed: Any) -> str:
    facts: dict[str, Any] = {
        "member": member,
        "phone": PHONE,
        "email": "citra@example.test",
        "language": "en",
        "seen": "MyKad and thumbprint",
        "by": officer,
        "at": timezone.now(),
        "origin": {"address": "", "device": ""},
    }
    return activation.issue(**{**facts, **changed}).secret


def begin(client: Client, secret: str, number: str = "18800077", **meta: Any) -> Any:
    return fill(english(client), START, {"login_id": number, "secret": secret}, **meta)


def to_phone(client: Client, secret: str, login_id: str = OWN_ID) -> Any:
    begin(client, secret)
    client.post(TERMS, {"agree": "on"})
    client.post(LOGIN, {"login_id": login_id, "new": NEW, "again": NEW})
    return client.post(
        SIGN, {"picture": next(iter(recognition.PICTURES)), "phrase": recognition.phrase(7)}
    )


def test_from_the_counter_to_the_first_log_in(client: Client, citra: Member, secret: str) -> None:
    assert begin(client, secret).url == TERMS
    assert client.post(TERMS, {}).status_code == 200
    assert client.post(TERMS, {"agree": "on"}).url == LOGIN
    assert client.post(LOGIN, {"login_id": OWN_ID, "new": NEW, "again": NEW}).url == SIGN
    sign = {"picture": "kite", "phrase": recognition.phrase(7)}
    assert client.post(SIGN, sign).url == PHONE_PAGE
    assert client.post(PHONE_PAGE).url == PHONE_PAGE
    user = User.objects.get(member=citra)
    assert not user.is_active
    done = client.post(PHONE_PAGE, {"tac": newest_code(PHONE)})
    assert OWN_ID in done.content.decode()

    user.refresh_from_db()
    assert (user.login_id, user.is_active, user.security_picture) == (OWN_ID, True, "kite")
    leave = Activation.objects.get()
    assert leave.used_at and leave.terms and leave.terms_at and leave.chosen_at
    for login_id in (OWN_ID, "18800077"):
        assert sign_in(Client(), login_id, NEW).status_code == 302
    work()
    assert any("activated" in sent.body for sent in mail.outbox)
    actions = AuditEvent.objects.filter(member_id=citra.pk).values_list("action", flat=True)
    assert {"activation.issued", "activation.proved", "activation.done"} <= set(actions)


def test_the_sheet_is_dead_afterwards(client: Client, secret: str) -> None:
    to_phone(client, secret)
    client.post(PHONE_PAGE)
    client.post(PHONE_PAGE, {"tac": newest_code(PHONE)})
    assert NEUTRAL in begin(Client(), secret).content.decode()
    assert client.get(PHONE_PAGE).url == START, "and so is the session"


@pytest.mark.parametrize("done", range(5))
def test_half_done_opens_no_door(client: Client, citra: Member, secret: str, done: int) -> None:
    steps: list[tuple[str, dict[str, str]]] = [
        (TERMS, {"agree": "on"}),
        (LOGIN, {"login_id": OWN_ID, "new": NEW, "again": NEW}),
        (SIGN, {"picture": "kite", "phrase": recognition.phrase(7)}),
        (PHONE_PAGE, {}),
    ]
    begin(client, secret)
    for page, fields in steps[:done]:
        client.post(page, fields)
    for password in (NEW, secret):
        for login_id in ("18800077", OWN_ID):
            assert sign_in(Client(), login_id, password).status_code in (200, 429)
    assert client.get(reverse("members:profile")).status_code == 302
    SignInCounter.objects.all().delete()
    again = Client()
    assert begin(again, secret).status_code == 302, "the person may go on another day"


@pytest.mark.parametrize("page", [TERMS, LOGIN, SIGN, PHONE_PAGE])
def test_no_step_without_the_ones_before(client: Client, secret: str, page: str) -> None:
    assert client.get(page).url == START
    assert client.post(page, {"agree": "on", "tac": "123456"}).url == START
    begin(client, secret)
    if page != TERMS:
        assert client.get(page).url == TERMS
        client.post(page, {"login_id": OWN_ID, "new": NEW, "again": NEW, "tac": "123456"})
    assert not User.objects.get(member__isnull=False).is_active
    assert Activation.objects.get().chosen_at is None


def test_nobody_can_tell_who_waits_for_an_i_akaun(citra: Member, secret: str) -> None:
    cast.aminah()
    pages = []
    for number in ("18800077", "18800001", "19999999"):
        text = begin(Client(), "AAAA-BBBB-CCCC-DDDD", number).content.decode()
        text = re.sub(
            r'(picture" value="|csrfmiddlewaretoken" value="|sign-in/code/)[^".]+', "", text
        )
        pages.append(text.replace(number, "NUMBER"))
        assert NEUTRAL in text
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize("number", ["18800077", "19999999"])
def test_five_wrong_ones_lock_it_for_everybody_alike(
    client: Client, secret: str, number: str
) -> None:
    answers = [begin(client, "AAAA-BBBB-CCCC-DDDD", number).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert begin(client, secret, number).status_code == 429, "the right one is refused as well"


def test_the_picture_is_judged_first(client: Client, secret: str) -> None:
    client.get(START)
    fields = {"login_id": "18800077", "secret": secret, "picture": "x", "code": "000000"}
    assert client.post(START, fields).status_code == 200
    assert not AuditEvent.objects.filter(action__startswith="activation.proved").exists()


def test_after_thirty_days_it_is_over(client: Client, secret: str) -> None:
    begin(client, secret)
    long_ago = timezone.now() - timedelta(days=31)
    Activation.objects.update(issued_at=long_ago, expires_at=long_ago + timedelta(days=30))
    assert client.post(TERMS, {"agree": "on"}).url == START, "a session begun before as well"
    page = begin(Client(), secret).content.decode()
    assert "has expired" in page
    assert "has expired" not in begin(Client(), "AAAA-BBBB-CCCC-DDDD").content.decode()


def test_a_new_sheet_makes_the_old_one_worthless(
    client: Client, citra: Member, officer: User, secret: str
) -> None:
    begin(client, secret)
    newer = give(citra, officer)
    assert client.get(TERMS).url == START
    assert NEUTRAL in begin(Client(), secret).content.decode()
    assert begin(Client(), newer).url == TERMS


@pytest.mark.parametrize("login_id", ["aminah.90", "am1nah.90", "aminah90", "AMINAH-90"])
def test_an_id_that_looks_like_another_is_refused(
    client: Client, secret: str, login_id: str
) -> None:
    make_user(login_id="aminah90")
    begin(client, secret)
    client.post(TERMS, {"agree": "on"})
    page = client.post(LOGIN, {"login_id": login_id, "new": NEW, "again": NEW})
    assert "is taken" in page.content.decode()


def test_a_poor_password_is_refused_and_the_id_not_taken(client: Client, secret: str) -> None:
    begin(client, secret)
    client.post(TERMS, {"agree": "on"})
    poor = "citradewi2026"
    page = client.post(LOGIN, {"login_id": OWN_ID, "new": poor, "again": poor})
    assert page.status_code == 200
    assert not User.objects.filter(login_id=OWN_ID).exists()


def test_a_wrong_code_is_counted_and_the_third_kills_it(client: Client, secret: str) -> None:
    to_phone(client, secret)
    client.post(PHONE_PAGE)
    right = newest_code(PHONE)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(3):
        assert client.post(PHONE_PAGE, {"tac": wrong}).status_code == 200
    client.post(PHONE_PAGE, {"tac": right})
    assert not User.objects.get(login_id=OWN_ID).is_active


def test_the_id_cannot_be_changed_between_code_and_answer(client: Client, secret: str) -> None:
    to_phone(client, secret)
    client.post(PHONE_PAGE)
    code = newest_code(PHONE)
    client.post(LOGIN, {"login_id": "other.name", "new": NEW, "again": NEW})
    client.post(PHONE_PAGE, {"tac": code})
    assert not User.objects.get(login_id="other.name").is_active


def test_extra_fields_change_nothing(client: Client, citra: Member, secret: str) -> None:
    begin(client, secret)
    client.post(TERMS, {"agree": "on"})
    lie = {"role": "STAFF", "is_staff": "on", "is_active": "on", "member": "1", "phone": "+60111"}
    client.post(LOGIN, {"login_id": OWN_ID, "new": NEW, "again": NEW, **lie})
    user = User.objects.get(login_id=OWN_ID)
    assert (user.role, user.is_staff, user.is_active) == (Role.MEMBER, False, False)
    assert (user.member, user.phone) == (citra, PHONE)


# ── at the counter ──────────────────────────────────────────────────────────────────────────────


def page_of(member: Member) -> str:
    return reverse("admin:members_member_activation", args=[member.pk])


FORM = {"phone": "019-888 7777", "email": "", "language": "ms", "seen": "MyKad"}


def test_the_sheet_is_shown_once(client: Client, citra: Member, officer: User) -> None:
    enter(client, officer)
    assert client.get(page_of(citra)).status_code == 200
    sheet = client.post(page_of(citra), FORM)
    found = re.search(r"<code>([A-Z2-9-]{19})</code>", sheet.content.decode())
    assert found
    assert "no-store" in sheet["Cache-Control"]
    assert found[1] not in client.get(page_of(citra)).content.decode()
    assert begin(Client(), found[1]).url == TERMS
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM members_activation a")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT a::text FROM audit_auditevent a")
        kept += str(cursor.fetchall())
    assert found[1] not in kept and found[1].replace("-", "") not in kept


def test_it_needs_the_right_and_a_proof_of_identity(client: Client, citra: Member) -> None:
    enter(client, cast.devi())
    assert client.get(page_of(citra)).status_code == 403
    assert client.post(page_of(citra), FORM).status_code == 403
    assert not Activation.objects.exists()


@pytest.mark.parametrize("missing", ["phone", "seen"])
def test_what_the_officer_must_say(
    client: Client, citra: Member, officer: User, missing: str
) -> None:
    enter(client, officer)
    assert client.post(page_of(citra), {**FORM, missing: ""}).status_code == 200
    assert not Activation.objects.exists()


def test_who_has_an_i_akaun_gets_none(client: Client, officer: User) -> None:
    enter(client, officer)
    for user in (cast.aminah(), make_user(is_active=False)):
        page = client.post(page_of(user.member), FORM)
        assert page.status_code == 200
    assert not Activation.objects.exists()


def test_nobody_gives_leave_for_their_own_savings(citra: Member, officer: User) -> None:
    officer.member = citra
    officer.save()
    with pytest.raises(activation.NotTheirOwn):
        give(citra, officer)


def test_the_database_itself_refuses_a_leave_for_oneself(officer: User) -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError, match="nobody_activates_themselves"), transaction.atomic():
        Activation.objects.create(
            user=officer,
            issued_by=officer,
            secret_hash="x",
            seen="x",
            issued_at=now,
            expires_at=now + timedelta(days=30),
        )
