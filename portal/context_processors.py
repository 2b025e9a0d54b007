"""What every page's shell needs, as one value named `shell`. It asks the database nothing new.

The parts that are the same for everybody with one role on one page are rendered once for each
process and kept; with DEBUG they are rendered each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal import nav

NAMES = {"ms": "Bahasa Melayu", "en": "English"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a page that depend on language, role and address name alone, as markup."""

    head: SafeString
    top: SafeString
    brand: SafeString
    menu: SafeString
    foot: SafeString
    dialog: SafeString


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page: language and switch, notice, menu, who is logged in."""

    language: str
    other_language: str
    other_language_name: str
    demonstration: bool
    path: str
    printed: str
    user: Any
    sign_out: str
    inbox: str
    frame: Frame


def _frame(language: str, demonstration: bool, role: str, view_name: str) -> Frame:
    context = {
        "language": language,
        "demonstration": demonstration,
        "menu": nav.links(nav.MENU.get(role, ()), view_name),
        "footer": nav.links(nav.FOOTER, view_name),
        "idle_seconds": settings.SESSION_LIMITS[role][0] if role else 0,
        "warning_seconds": settings.SESSION_WARNING_SECONDS,
    }

    def part(name: str) -> SafeString:
        return render_to_string(f"_components/{name}.html", context)

    return Frame(
        head=part("head"),
        top=part("masthead"),
        brand=part("brand"),
        menu=part("menu"),
        foot=part("footer"),
        dialog=part("session_dialog") if role else SafeString(""),
    )


_kept_frame = lru_cache(maxsize=512)(_frame)


def _host(request: HttpRequest) -> str:
    """The name we were asked under; nothing on the page that refuses a name that is not ours."""
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor; safe for pages rendered before anybody is known."""
    user = getattr(request, "user", None)
    user = user if user is not None and user.is_authenticated else None
    match = request.resolver_match
    language = "en" if (get_language() or "ms").startswith("en") else "ms"
    other = "en" if language == "ms" else "ms"
    path = request.get_full_path()
    frame = _frame if settings.DEBUG else _kept_frame
    return {
        "shell": Shell(
            language=language,
            other_language=other,
            other_language_name=NAMES[other],
            demonstration=settings.DEMONSTRATION,
            path=path,
            printed=f"{_host(request)}{path} · {timezone.localtime():%d/%m/%Y %H:%M}",
            user=user,
            sign_out=nav.address("members:sign_out") if user else "",
            inbox=nav.address("members:inbox") if user and user.own_member_id else "",
            frame=frame(
                language,
                settings.DEMONSTRATION,
                str(user.role) if user else "",
                match.view_name if match else "",
            ),
        )
    }
