"""Shows the demonstration's outbox to anybody, so it exists only where SANDBOX is on."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .models import SandboxMessage

PER_PAGE = 20


@login_not_required
@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """The newest messages first, of one address when `address` is given."""
    if not settings.SANDBOX:
        raise Http404
    address = request.GET.get("address", "").replace("\x00", "").strip()[:254]
    rows = SandboxMessage.objects.all()
    if address:
        rows = rows.filter(address__iexact=address)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "address": address, "encoded": quote(address)}
    return render(request, "sandbox/messages.html", context)
