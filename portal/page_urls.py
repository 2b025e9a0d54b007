"""Addresses of the door's own pages. Namespace `portal`."""

from __future__ import annotations

from django.urls import path

from portal.views import accounts, home, language, pages, session, transactions

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/<slug:slug>/", accounts.show, name="account"),
    path("transactions/", transactions.listing, name="transactions"),
    path("transactions.csv", transactions.download, name="transactions_csv"),
    path("transactions/<uuid:uid>/", transactions.detail, name="transaction"),
    path("language/", language.set_language, name="set_language"),
    path("session/extend/", session.extend, name="extend_session"),
    *(path(f"{name}/", pages.page, {"name": name}, name=name) for name in pages.PAGES),
]
