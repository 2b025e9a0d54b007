"""What every page with a passkey button needs: where passkeys work, and why one may not be asked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from members.tac import services as tac


def place(request: HttpRequest) -> dict[str, Any]:
    """`passkey_origin`: the one address under which a browser may be asked; `here`: is it this?"""
    origin = settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0]
    here = f"{request.scheme}://{request.get_host()}"
    return {"passkey_origin": origin, "passkeys_here": here == origin}


def too_many(error: tac.TooManyCodes) -> str:
    """When the next may be asked for."""
    return _("Too many requests. Try again after %(time)s") % {
        "time": timezone.localtime(error.retry_at).strftime("%H:%M")
    }
