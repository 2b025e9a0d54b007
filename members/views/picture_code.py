"""The picture and the voice of a security code; both only in the session it was made for."""

from __future__ import annotations

import subprocess

from captcha.views import captcha_image
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.services import picture_code

HEARD = "picture_codes_heard"
MOST_HEARD = 12  # a voice costs a process; nobody needs more of them in one session


def has_voice() -> bool:
    """Whether a program that speaks is installed."""
    return bool(settings.ESPEAK_PATH or settings.FLITE_PATH)


@login_not_required
@never_cache
@require_safe
def image(request: HttpRequest, key: str) -> HttpResponse:
    """The picture as PNG; 404 outside its session."""
    if not picture_code.belongs(request.session, key):
        raise Http404
    response: HttpResponse = captcha_image(request, key)
    return response


@login_not_required
@never_cache
@require_safe
def voice(request: HttpRequest, key: str) -> HttpResponse:
    """The digits spoken slowly, in the language of the page where a voice for it is installed."""
    digits = picture_code.spoken(request.session, key)
    heard = int(request.session.get(HEARD, 0))
    if digits is None or not has_voice():
        raise Http404
    if heard >= MOST_HEARD:
        return HttpResponse(status=429)
    request.session[HEARD] = heard + 1
    command, text = _command(digits, (get_language() or "ms")[:2])
    try:
        done = subprocess.run(  # noqa: S603 (fixed program, digits of our own as the only input)
            command, input=text, capture_output=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Http404 from error
    response = HttpResponse(done.stdout, content_type="audio/wav")
    response["Content-Disposition"] = 'inline; filename="code.wav"'
    return response


def _command(digits: str, language: str) -> tuple[list[str], bytes]:
    text = ". ".join(digits) + "."
    if settings.ESPEAK_PATH:
        voice_name = "en" if language == "en" else "ms"
        command = [settings.ESPEAK_PATH, "-v", voice_name, "-s", "95", "-g", "25"]
        return [*command, "--stdin", "--stdout"], text.encode()
    return [settings.FLITE_PATH, "-t", text, "-o", "/dev/stdout"], b""
