"""At the counter: an officer who has seen the person prints the temporary credentials, once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members.audit import services as audit
from members.forms.activation import IssueForm
from members.models import Member, User
from members.services import activation


@never_cache
@sensitive_post_parameters()
def issue(request: HttpRequest, pk: int, *, site: admin.AdminSite) -> HttpResponse:
    """Asks for phone and proof of identity; the answer to the POST is the sheet itself."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("members.issue_activation"):
        raise PermissionDenied
    member = get_object_or_404(Member, pk=pk)
    form = IssueForm(request.POST or None)
    issued: activation.Issued | None = None
    if request.method == "POST" and form.is_valid():
        try:
            issued = activation.issue(
                member=member,
                by=user,
                at=timezone.now(),
                origin=audit.origin(request),
                **form.cleaned_data,
            )
        except activation.HasLogin:
            form.add_error(None, gettext("This member has an i-Akaun already."))
        except activation.NotTheirOwn:
            raise PermissionDenied from None
    context: dict[str, Any] = {
        **site.each_context(request),
        "opts": Member._meta,
        "title": gettext("Temporary credentials for i-Akaun"),
        "form": form,
        "member": member,
        "issued": issued,
    }
    return render(request, "members/admin/activation.html", context)
