"""A file from a member: the field that takes it, and why it is not taken, in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class UploadField(forms.FileField):
    """A PDF, JPG or PNG; what it holds is looked at by members.gateways.uploads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=255,
            widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
            error_messages={
                "required": _("Choose a file"),
                "invalid": _("Choose a file"),
                "missing": _("Choose a file"),
                "empty": _("The file is empty. Choose another"),
                "max_length": _("The name of the file is too long. Shorten it"),
            },
            **kwargs,
        )


_REFUSED: dict[str, Any] = {
    "TYPE": _("The file must be a PDF, JPG or PNG"),
    "UNREADABLE": _("We cannot read this file. Save or scan it again and choose the new one"),
    "ENCRYPTED": _("This PDF is locked with a password. Choose one without"),
    "ACTIVE": _(
        "This PDF holds a script, a form or another file. Print it to a new PDF and choose that"
    ),
    "TOO_BIG": _("The picture or PDF is too large. Use at most 25 megapixels or 60 pages"),
    "VIRUS": _("We do not take this file: the virus check stopped it"),
    "NO_SCAN": _("We cannot check files at the moment. Your answers are saved; try again later"),
    "TOO_OFTEN": _("You have uploaded many files in a short time. Go on in an hour"),
    "TWICE": _("You have uploaded this file already"),
    "TOO_MANY": _("There are too many files. Use at most 5 for a document, and 20 or 50 MB in all"),
}


def file_refused(reason: str, size: int) -> str:
    """Why a file is not taken, and what to do; `size` in bytes."""
    if reason == "LARGE":
        return gettext("The file must be 5 MB or smaller. Yours is %(size)s MB") % {
            "size": f"{size / 1024 / 1024:.1f}"
        }
    return str(_REFUSED[reason])
