"""Who exists cannot be told: the same answer, headers, cookies, statements and slow hashes for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import PasswordReset, ResetWay, Role, SignInCounter
from members.rules import masking
from members.services import activation as service
from members.services import recovery, stand_in
from members.tac.models import TacChallenge
from tests import cast
from tests.factories import make_member, make_user
from tests.factories.people import PASSWORD
from tests.measuring import Seen, measure
from tests.members.pages import WRONG, name_oneself, picture_key, right_code, work

pytestmark = pytest.mark.django_db(transaction=True)

# A login that works; nobody; one that was switched off; one without a password; one that was locked
# by its owner; a member without a phone; staff; the same member by each of their numbers.
KNOWN, NOBODY = "aminah", "nobody"
PRODUCTION_HASHER = "portal.hashers.Argon2Hasher"
Walk = Callable[[Client, str], Any]


@pytest.fixture
def logins() -> list[str]:
    cast.aminah()
    make_user(login_id="absent", is_active=False)
    make_user(login_id="silent", password=None)
    make_user(login_id="frozen", frozen_at=timezone.now())
    make_user(login_id="noline", phone="", email="")
    make_user(login_id="worker", role=Role.STAFF)
    return [KNOWN, NOBODY, "absent", "silent", "frozen", "noline", "worker"]


def step_one(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:sign_in"), {"login_id": login_id})


def password_page(client: Client, login_id: str) -> Any:
    return client.get(reverse("members:password"))


def wrong_password(client: Client, login_id: str) -> Any:
    return picture_posted(client, reverse("members:password"), {"password": WRONG})


def picture_posted(client: Client, address: str, fields: dict[str, str]) -> Any:
    """The page is opened before the measuring: see `alike`."""
    key = client.picture  # type: ignore[attr-defined]
    return client.post(address, {**fields, "picture": key, "code": client.code})  # type: ignore[attr-defined]


def forgotten_password(client: Client, login_id: str) -> Any:
    fields = {"login_id": login_id, "email": "somebody@example.test"}
    return picture_posted(client, reverse("members:forgotten_password"), fields)


def forgotten_by_phone(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:forgotten_by_phone"), {"login_id": login_id})


def lock_account(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:lock_account"), {"login_id": login_id})


def code_instead_of_picture(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:sign_in_by_phone"))


def wrong_code(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:door_code"), {"tac": "000000"})


def activation(client: Client, login_id: str) -> Any:
    fields = {"login_id": login_id, "secret": "AAAA-BBBB-CCCC-DDDD"}
    return picture_posted(client, reverse("members:activate"), fields)


def with_picture(client: Client, address: str) -> None:
    client.picture = picture_key(client.get(address))  # type: ignore[attr-defined]
    client.code = right_code(client.picture)  # type: ignore[attr-defined]


def named(client: Client, login_id: str) -> None:
    name_oneself(client, login_id)


def at_the_password(client: Client, login_id: str) -> None:
    name_oneself(client, login_id)
    with_picture(client, reverse("members:password"))


def asked_for_a_code(client: Client, login_id: str) -> None:
    """A code is on its way: the worker has sent it, to whoever it found."""
    forgotten_by_phone(client, login_id)
    work()


def four_wrong_ones(client: Client, login_id: str) -> None:
    """The next wrong password locks."""
    for _time in range(4):
        at_the_password(client, login_id)
        assert wrong_password(client, login_id).status_code == 200
    at_the_password(client, login_id)


def five_wrong_ones(client: Client, login_id: str) -> None:
    four_wrong_ones(client, login_id)
    assert wrong_password(client, login_id).status_code == 429
    at_the_password(client, login_id)


FLOWS: dict[str, tuple[Callable[[Client, str], None] | str, Walk]] = {
    "log-in, ID": ("", step_one),
    "log-in, second page": (named, password_page),
    "log-in, wrong password": (at_the_password, wrong_password),
    "log-in, the fifth wrong one": (four_wrong_ones, wrong_password),
    "log-in, locked": (five_wrong_ones, wrong_password),
    "code instead of the picture": (named, code_instead_of_picture),
    "forgotten password, e-mail": ("members:forgotten_password", forgotten_password),
    "forgotten password, phone": ("", forgotten_by_phone),
    "lock my account": ("", lock_account),
    "wrong code at the door": (asked_for_a_code, wrong_code),
    "activation": ("members:activate", activation),
}


def alike(
    logins: list[str], before: Any, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Seen]:
    found = {}
    for login_id in logins:
        SignInCounter.objects.all().delete()
        TacChallenge.objects.all().delete()
        client = Client()
        if isinstance(before, str):
            if before:
                with_picture(client, reverse(before))
        else:
            before(client, login_id)
        shown = masking.login_id(login_id)
        found[login_id] = measure(
            lambda c=client, one=login_id: walk(c, one), monkeypatch, hide=(login_id, shown)
        )
    return found


def told_alike(seen: Seen) -> Seen:
    """A notice can be written for members alone; for others its table is asked as often."""
    same = tuple(
        sorted(re.sub(r"^(INSERT|SELECT) members_notice$", "NOTICE", s) for s in seen.statements)
    )
    return replace(seen, statements=same)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_answer_and_its_work_are_the_same_for_everybody(
    flow: str, logins: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, walk = FLOWS[flow]
    alike(logins[:2], before, walk, monkeypatch)  # what is made once a process is made
    found = alike(logins, before, walk, monkeypatch)
    for login_id, seen in found.items():
        assert told_alike(seen) == told_alike(found[NOBODY]), login_id


@pytest.mark.parametrize("number", ["18800001", "900314145678"])
def test_nor_can_a_number_be_told(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.aminah()
    nobody = number[:-1] + "9"
    for before, walk in (FLOWS["log-in, wrong password"], FLOWS["activation"]):
        alike([nobody], before, walk, monkeypatch)
        found = alike([number, nobody], before, walk, monkeypatch)
        masked = {
            key: tuple(part for part in vars(seen).items() if part[0] != "text")
            for key, seen in found.items()
        }
        assert masked[number] == masked[nobody]


def test_one_hash_is_made_for_a_password_whoever_it_is(
    logins: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, walk = FLOWS["log-in, wrong password"]
    alike(logins[:2], before, walk, monkeypatch)
    assert {seen.hashes for seen in alike(logins, before, walk, monkeypatch).values()} == {1}
    before, walk = FLOWS["log-in, locked"]
    assert {seen.hashes for seen in alike(logins, before, walk, monkeypatch).values()} == {0}


@pytest.fixture
def fresh_process(settings: Any) -> Iterator[None]:
    """Nothing was compared with a stand-in yet, and passwords are hashed as in production."""
    settings.PASSWORD_HASHERS = [PRODUCTION_HASHER]
    stand_in.nobodys_hash.cache_clear()
    yield
    stand_in.nobodys_hash.cache_clear()


@pytest.mark.parametrize("login_id", [KNOWN, NOBODY, "absent", "silent"])
@pytest.mark.parametrize("flow", ["log-in, wrong password", "activation"])
def test_the_first_of_a_process_costs_one_hash_too(
    flow: str,
    login_id: str,
    fresh_process: None,
    logins: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, walk = FLOWS[flow]
    assert alike([login_id], before, walk, monkeypatch)[login_id].hashes == 1


def test_the_stand_in_costs_what_a_password_of_today_costs(fresh_process: None) -> None:
    """The same hasher with the same parameters; nothing fits it, and each process has its own."""
    drawn, made = stand_in.nobodys_hash(), hashers.make_password(PASSWORD)
    hasher = hashers.identify_hasher(drawn)
    assert hasher.decode(drawn)["params"] == hasher.decode(made)["params"]
    assert not hasher.must_update(drawn)
    assert len(drawn) == len(made)
    assert not hashers.check_password(PASSWORD, drawn)
    assert not hashers.check_password("", drawn)
    stand_in.nobodys_hash.cache_clear()
    assert stand_in.nobodys_hash() != drawn


def test_forgotten_numbers_are_asked_for_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    bakar = cast.bakar()
    facts = {"born_on_0": "1", "born_on_1": "6", "born_on_2": "1975", "email": bakar.email}
    people = [
        {**facts, "ic_no": "750601105433", "name": bakar.member.name},
        {**facts, "ic_no": "750601105433", "name": "SOMEBODY ELSE"},
        {**facts, "ic_no": "750601105439", "name": bakar.member.name},
    ]
    address = reverse("members:forgotten_number")
    found = []
    for typed in people:
        client = Client()
        with_picture(client, address)
        found.append(measure(lambda c=client, t=typed: picture_posted(c, address, t), monkeypatch))
    assert found[0] == found[1] == found[2]
    assert found[0].hashes == 0


def test_who_waits_to_activate_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was given leave at a counter costs what a stranger costs."""
    member = make_member(member_no="18800077")
    service.issue(
        member=member,
        phone="+60198887777",
        email="citra@example.test",
        language="en",
        seen="MyKad",
        by=cast.chong(),
        at=timezone.now(),
        origin={"address": "", "device": ""},
    )
    before, walk = FLOWS["activation"]
    alike(["19999999"], before, walk, monkeypatch)
    found = alike(["18800077", "19999999"], before, walk, monkeypatch)
    assert found["18800077"] == found["19999999"]


def test_a_link_that_never_was_costs_what_an_old_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    user = cast.bakar()
    old = recovery.grant(user=user, way=ResetWay.EMAIL, at=timezone.now() - timedelta(hours=1))
    assert PasswordReset.objects.count() == 1
    found = []
    for token in (old, "x" * len(old)):
        client = Client()
        client.get(reverse("members:reset_link", args=[token]))
        found.append(measure(lambda c=client: c.get("/forgot-password/new/"), monkeypatch))
    assert found[0] == found[1]
    assert found[0].status == 410
