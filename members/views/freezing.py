"""Lock my account now: by a button for who is logged in, by a code to the phone for who is not."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.audit import services as audit
from members.forms.sign_in import IdForm
from members.models import User
from members.services import door_codes, freezing

from .recovery import ask_code


@login_not_required
@never_cache
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """Says what will happen, then does it."""
    user = request.user
    if isinstance(user, User):
        if request.method == "POST":
            freezing.freeze(user=user, by=user, at=timezone.now(), **audit.origin(request))
            logout(request)
            response = redirect("members:account_locked")
            response["Clear-Site-Data"] = '"cache", "storage"'
            return response
        return render(request, "members/lock_account.html", {"form": None})
    form = IdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask_code(request, door_codes.LOCK, form.cleaned_data["login_id"])
    return render(request, "members/lock_account.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """It is done, and how to open it again."""
    return render(request, "members/account_locked.html")
