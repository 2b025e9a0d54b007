"""A form takes what it shows and nothing else: fields that were not asked for change nothing."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.forms.models import model_to_dict
from django.test import Client, RequestFactory
from django.urls import reverse

from contributions.models import EmployerUser
from members.ledger.drafts import Amounts
from members.models import Member, User
from portal.access import table
from portal.access.roles import Who
from tests import cast
from tests.meta import people
from tests.second_factor import enter
from tests.withdrawals.conftest import Walk, bank, business_date, credit
from withdrawals.models import Application

PACKAGES = ("members", "contributions", "withdrawals", "statements", "portal")
# Columns that no form may carry, whoever posts it.
PROTECTED = frozenset(
    {
        "is_staff",
        "is_superuser",
        "user_permissions",
        "password",
        "member",
        "state",
        "status",
        "amount_sen",
        "approved_by",
        "decided_by",
        "released_by",
        "proposed_by",
        "confirmed_by",
        "posted_by",
        "by",
    }
)
# What the console lets somebody type, by model: when adding, when changing.
EDITABLE: dict[str, tuple[set[str], set[str]]] = {
    "members.user": (set(), {"is_active", "groups"}),
    "contributions.employer": (
        {
            "employer_no",
            "name",
            "address",
            "postcode",
            "town",
            "state_code",
            "registered_on",
            "needs_two",
            "closed_on",
            "pays_by",
            "ssm_no",
            "email",
            "phone",
        },
        {
            "name",
            "address",
            "postcode",
            "town",
            "state_code",
            "needs_two",
            "closed_on",
            "pays_by",
            "ssm_no",
            "email",
            "phone",
        },
    ),
    "contributions.employeruser": ({"user", "employer", "role", "ended_at"}, {"role", "ended_at"}),
    "contributions.employment": (set(), {"ended_on", "branch"}),
    "contributions.monthreport": (set(), {"outcome", "outcome_words"}),
    "contributions.incentiverun": ({"year", "source"}, set()),
    "ledger.holiday": (
        {"day", "state_code", "name", "source"},
        {"day", "state_code", "name", "source"},
    ),
}


def _model_forms(base: Any = forms.ModelForm) -> set[Any]:
    below = {found for one in base.__subclasses__() for found in _model_forms(one)}
    own = {one for one in base.__subclasses__() if one.__module__.split(".")[0] in PACKAGES}
    return below | {one for one in own if getattr(one, "_meta", None) and one._meta.model}


def test_every_form_of_a_model_names_its_fields() -> None:
    for package in PACKAGES:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not any(
                part in module.name
                for part in (
                    "migrations",
                    "management",
                    "wsgi",
                    "settings",
                    "portal.local",
                    "portal.bench",
                )
            ):
                importlib.import_module(module.name)
    found = _model_forms()
    assert found
    for one in found:
        meta = one._meta
        assert isinstance(meta.fields, list | tuple), f"{one} must name its fields"
        assert meta.exclude is None, f"{one} names what it leaves out; name what it takes"
        assert not PROTECTED & set(meta.fields), one


# These have an add page and a form of their own, which names each field and calls a service.
OWN_ADD_PAGE = {"contributions.schedulerevision"}


@pytest.mark.django_db
def test_the_console_takes_what_this_list_says(rf: RequestFactory) -> None:
    everyone = people.everyone(people.an_employer())
    for model, site_admin in admin.site._registry.items():
        label = model._meta.label_lower
        stem = f"admin:{label.replace('.', '_')}"
        adds, changes = EDITABLE.get(label, (set(), set()))
        for who in Who:
            request = rf.get("/")
            user = everyone[who].user
            if user is None:
                continue
            request.user = user
            may_add = site_admin.has_add_permission(request)
            may_change = site_admin.has_change_permission(request)
            if label in OWN_ADD_PAGE:
                assert type(site_admin).add_view is not admin.ModelAdmin.add_view
                may_add = False
            if may_add and who in table.PAGES[f"{stem}_add"].act:
                assert set(site_admin.get_form(request).base_fields) == adds, label
            if may_change and who in table.PAGES[f"{stem}_change"].act:
                blank = model(is_staff=True) if model is User else model()
                form = site_admin.get_form(request, blank, change=True)
                assert set(form.base_fields) == changes, label
            if not adds:
                assert not may_add, f"{who} could add {label}"
            if not changes and who not in table.PAGES[f"{stem}_change"].act:
                assert not may_change, f"{who} could change {label}"


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


class Pushy(Client):
    """Sends with every form what nobody asked for."""

    extras: dict[str, Any] = {}

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        return super().post(path, {**self.extras, **(data or {})}, *args, **kwargs)


@pytest.fixture
def aminah(transactional_db: None) -> User:
    business_date(date(2026, 11, 20))
    user = cast.aminah()
    credit(user.member, Amounts(persaraan=9_000_000, sejahtera=1_800_000, fleksibel=500_000))
    bank(user.member)
    return user


@pytest.fixture
def bakar(aminah: User) -> User:
    return cast.bakar()


@pytest.fixture
def pushy(aminah: User, bakar: User) -> Pushy:
    client = Pushy()
    client.extras = {
        "role": "STAFF",
        "is_staff": "1",
        "is_superuser": "1",
        "is_active": "",
        "groups": "1",
        "user": bakar.pk,
        "member": bakar.member_id,
        "member_id": bakar.member_id,
        "member_no": bakar.member.member_no,
        "ic_no": "111111111111",
        "born_on": "1950-01-01",
        "state": "PAID",
        "status": "APPROVED",
        "amount_sen": "99999999",
        "balance": "1",
        "pay_to": "OTHER",
        "approved_by": bakar.pk,
        "decided_by": bakar.pk,
        "reviewer": bakar.pk,
        "submitted_at": "2020-01-01",
        "pay_by_on": "2020-01-01",
        "frozen_at": "",
        "expires_on": "2099-01-01",
        "id": "1",
        "pk": "1",
    }
    return client


def _kept(user: User) -> dict[str, Any]:
    """What no page of a member may change."""
    fresh = User.objects.get(pk=user.pk)
    login = model_to_dict(
        fresh,
        ["role", "is_staff", "is_superuser", "is_active", "member", "login_id", "display_name"],
    )
    person = model_to_dict(Member.objects.get(pk=user.member_id))
    for open_one in ("address", "postcode", "town", "state_code"):
        person.pop(open_one, None)
    return {**login, **person, "groups": list(fresh.groups.all())}


def test_a_withdrawal_is_what_was_asked_for(aminah: User, bakar: User, pushy: Pushy) -> None:
    before = _kept(aminah), _kept(bakar)
    walk = Walk(aminah)
    enter(pushy, aminah)
    walk.client = pushy
    made = walk.all_the_way("200.00")
    made = Application.objects.get(pk=made.pk)
    assert (made.status, made.amount_sen, made.member_id) == ("SUBMITTED", 200_00, aminah.member_id)
    assert made.reviewer_id is None and made.decided_by_id is None
    assert made.bank_account.member_id == aminah.member_id
    assert not Application.objects.filter(member=bakar.member).exists()
    assert (_kept(aminah), _kept(bakar)) == before


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("members:address", {"address": "1, Jalan Satu", "postcode": "50480", "town": "KL"}),
        ("members:language", {"language": "en"}),
        ("members:notice_ways", {"email": "on"}),
        ("members:inbox_read_all", {}),
        ("members:sessions_end_others", {}),
        ("members:security_picture", {"picture": "1", "phrase": "awan"}),
        ("contributions:saraan_join", {"declaration": "on"}),
        ("contributions:voluntary", {"amount": "100.00"}),
        ("portal:extend_session", {}),
    ],
)
def test_a_members_page_changes_what_it_shows(
    aminah: User, bakar: User, pushy: Pushy, page: str, fields: dict[str, str]
) -> None:
    before = _kept(aminah), _kept(bakar)
    enter(pushy, aminah)
    assert pushy.post(reverse(page), fields).status_code in {200, 302, 204}
    assert (_kept(aminah), _kept(bakar)) == before


def test_an_employers_administrator_makes_nobody_staff(pushy: Pushy) -> None:
    employer = people.an_employer()
    other = people.an_employer("1000002", "Bengkel Maju Enterprise")
    boss = people.everyone(employer)[Who.MANAGER].user
    assert boss is not None
    enter(pushy, boss)
    pushy.extras = {**pushy.extras, "employer": other.pk, "employer_id": other.pk}
    fields = {
        "name": "Siti binti Ali",
        "login_id": "siti.baharu",
        "email": "siti@example.test",
        "phone": "+60123456789",
        "role": "MAKER",
    }
    assert pushy.post(reverse("contributions:people_add"), fields).status_code == 302
    made = User.objects.get(login_id="siti.baharu")
    assert (made.role, made.is_staff, made.is_superuser) == ("EMPLOYER", False, False)
    assert not made.groups.exists() and made.member_id is None
    assert EmployerUser.objects.get(user=made).employer_id == employer.pk


def test_a_system_administrator_gives_nobody_more_than_groups(pushy: Pushy, aminah: User) -> None:
    everyone = people.everyone(people.an_employer())
    system, officer = everyone[Who.SYSTEM].user, everyone[Who.STAFF].user
    assert system is not None and officer is not None
    enter(pushy, system)
    hashed = officer.password
    pushy.extras = {**pushy.extras, "password": "md5$x$y", "user_permissions": "1"}
    address = reverse("admin:members_user_change", args=[officer.pk])
    assert pushy.post(address, {"is_active": "on", "groups": []}).status_code == 302
    officer.refresh_from_db()
    assert (officer.role, officer.is_superuser, officer.member_id) == ("STAFF", False, None)
    assert officer.password == hashed and not officer.user_permissions.exists()
    own = reverse("admin:members_user_change", args=[system.pk])
    assert pushy.post(own, {"is_active": "on"}).status_code == 403, "nobody changes themselves"
