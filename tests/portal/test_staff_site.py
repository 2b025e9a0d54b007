"""The console: one door in, our words, the apps staff come for first."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from members.models import Role
from portal.staff import StaffSite
from tests import cast
from tests.factories import make_user
from tests.second_factor import enter

pytestmark = pytest.mark.django_db


def test_the_default_site_is_ours() -> None:
    assert admin.site.__class__ is StaffSite or isinstance(admin.site, StaffSite)


def test_a_stranger_is_sent_to_the_portals_own_log_in(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=")
    direct = client.get("/admin/login/?next=/admin/")
    assert direct.headers["Location"] == "/sign-in/?next=%2Fadmin%2F"
    posted = client.post("/admin/login/", {"username": "chong", "password": "x"})
    assert posted.status_code == 302, "there is no second door that skips lockout and picture code"


def test_a_member_may_not_enter(client: Client) -> None:
    enter(client, cast.aminah())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("ms", "Konsol staf Teduh"), ("en", "Teduh staff")]
)
def test_the_console_speaks_both_languages(client: Client, language: str, words: str) -> None:
    enter(client, make_user(role=Role.STAFF, is_superuser=True, language=language))
    page = client.get("/admin/").content.decode()
    assert words in page and f'<html lang="{language}"' in page
    assert "css/admin.css" in page and "theme.js" not in page


def test_apps_stand_in_our_order(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = make_user(role=Role.STAFF, is_superuser=True)
    labels = [app["app_label"] for app in admin.site.get_app_list(request)]
    known = [label for label in ("withdrawals", "members", "ledger", "audit") if label in labels]
    assert [label for label in labels if label in known] == known
