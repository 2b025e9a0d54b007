"""R4: a new password for the one known. Every other session ends; this one goes on under a new key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members.audit import services as audit
from members.forms.passwords import ChangePasswordForm
from members.models import User
from members.services import open_sessions, passwords


@sensitive_post_parameters("current", "new", "again")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """For members, employers and staff alike."""
    user = request.user
    assert isinstance(user, User)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change(
                user=user,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
                by=user,
                at=timezone.now(),
                **audit.origin(request),
            )
        except passwords.WrongPassword:
            form.add_error("current", _("This is not your current password"))
        except passwords.TooManyTries as error:
            form.add_error(
                "current",
                _("Too many wrong tries. Try again after %(time)s")
                % {"time": timezone.localtime(error.until).strftime("%H:%M")},
            )
        except passwords.Refused as error:
            for message in error.messages:
                form.add_error("new", message)
        else:
            before = request.session.session_key
            update_session_auth_hash(request, user)
            open_sessions.renew(before, request.session)
            messages.success(
                request, _("Your password has been changed. All your other sessions have ended.")
            )
            return redirect("members:profile" if user.own_member_id else "portal:home")
    return render(request, "members/password_change.html", {"form": form})
