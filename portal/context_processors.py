"""What every page's shell needs, as one value named `shell`. It asks the database nothing new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal import nav


@dataclass(frozen=True)
class Shell:
    """The frame of a page: language, switch, menu, notice, who is logged in."""

    language: str
    other_language: str
    other_language_name: str
    demonstration: bool
    path: str
    user: Any
    menu: list[nav.Link]
    footer: list[nav.Link]
    sign_out: str
    idle_seconds: int


NAMES = {"ms": "Bahasa Melayu", "en": "English"}


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor; safe for pages rendered before anybody is known."""
    user = getattr(request, "user", None)
    user = user if user is not None and user.is_authenticated else None
    match = request.resolver_match
    view_name = match.view_name if match else ""
    language = "en" if (get_language() or "ms").startswith("en") else "ms"
    other = "en" if language == "ms" else "ms"
    return {
        "shell": Shell(
            language=language,
            other_language=other,
            other_language_name=NAMES[other],
            demonstration=settings.DEMONSTRATION,
            path=request.get_full_path(),
            user=user,
            menu=nav.links(nav.MENU.get(user.role, ()), view_name) if user else [],
            footer=nav.links(nav.FOOTER, view_name),
            sign_out=nav.address("members:sign_out") if user else "",
            idle_seconds=settings.SESSION_LIMITS[user.role][0] if user else 0,
        )
    }
