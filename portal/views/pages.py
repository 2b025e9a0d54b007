"""Pages that only say something. Their words live in templates, in both languages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAGES = ("security", "help", "accessibility", "privacy", "disclaimer", "terms")


@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of PAGES; the address list passes no other name."""
    return render(request, f"portal/{name}.html")
