"""Choose the picture and phrase that the password page shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.audit import services as audit
from members.forms.recognition import SignForm
from members.models import User
from members.rules import recognition as rules
from members.services import recognition


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """For members, employers and staff alike: all see it on the password page."""
    user = request.user
    assert isinstance(user, User)
    own = recognition.own(user)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recognition.choose(
            user=user,
            picture=form.cleaned_data["picture"],
            phrase=form.cleaned_data["phrase"],
            by=user,
            at=timezone.now(),
            **audit.origin(request),
        )
        messages.success(request, _("Your security picture and phrase have been saved"))
        return redirect("members:profile" if user.own_member_id else "portal:home")
    phrases = recognition.offers()
    picked = form.data.get("phrase", "") if form.is_bound else own.phrase if own else ""
    if rules.is_phrase(picked) and picked not in phrases:
        phrases = [picked, *phrases]
    context = {
        "form": form,
        "pictures": [(code, words.of(get_language())) for code, words in rules.PICTURES.items()],
        "picture": form.data.get("picture", "") if form.is_bound else own.picture if own else "",
        "phrases": phrases,
        "phrase": picked,
    }
    return render(request, "members/recognition.html", context)
