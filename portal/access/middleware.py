"""Asks the table before a page runs. What it does not allow is refused, whatever the page itself thinks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal.access import holding, table
from portal.access.action import SAFE, Action
from portal.access.roles import CONSOLE, Roles, Who

log = logging.getLogger("portal.access")


class AccessMiddleware:
    """Stands after LoginRequiredMiddleware, which sends strangers to the log-in page first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.may = partial(may, request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the page run; raises PermissionDenied, or answers for the page."""
        match = request.resolver_match
        assert match is not None
        row = table.row(match)
        if row is None:
            log.error("no row in the role table: %s", table.key(match))
            raise PermissionDenied
        method = request.method or "GET"
        if _allowed(request, row.allows(method)):
            return None
        return _refused(request, row, method, in_console=match.namespace == "admin")


def may(request: HttpRequest, page: str, method: str = "GET") -> bool:
    """Whether the person of this request may use an address; for buttons, links and menus."""
    row = table.PAGES.get(page)
    return row is not None and _allowed(request, row.allows(method))


def _allowed(request: HttpRequest, roles: Roles) -> bool:
    could = holding.possible(request.user)
    if could <= roles:
        return True
    return bool(could & roles) and bool(_held(request) & roles)


def _held(request: HttpRequest) -> Roles:
    """Asked once a request."""
    kept: Roles | None = getattr(request, "roles", None)
    if kept is None:
        kept = holding.held(request)
        request.roles = kept  # type: ignore[attr-defined]
    return kept


def _refused(request: HttpRequest, row: Action, method: str, *, in_console: bool) -> HttpResponse:
    """The way in for who may come in; 405 where a page is only for reading; else 403."""
    anyone = row.look | row.act
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if Who.HALF_WAY in _held(request) and (in_console or anyone & CONSOLE):
        address = request.get_full_path() if method in SAFE else "/admin/"
        return redirect_to_login(address, login_url="members:second_factor")
    if not in_console and not row.act and _allowed(request, anyone):
        return HttpResponseNotAllowed(sorted(SAFE))
    log.warning("refused: %s %s to login %s", method, row.name, request.user.pk)
    raise PermissionDenied
