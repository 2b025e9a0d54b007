"""How a person's file leaves the portal: to be saved, never to be run in our origin, never to be
stored by a cache. Only a picture that we have drawn from it is shown."""

from __future__ import annotations

from django.http import HttpResponse

_TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}
_ENDINGS = {"PDF": "pdf", "JPEG": "jpg", "PNG": "png"}


def answer(*, kind: str, name: str, content: bytes) -> HttpResponse:
    """The file under a name of ours (without its ending), as an attachment."""
    return _response(kind, "attachment", name, content)


def picture(*, kind: str, name: str, content: bytes) -> HttpResponse:
    """A picture that we have drawn, to be shown in a page of ours."""
    return _response(kind, "inline", name, content)


def _response(kind: str, how: str, name: str, content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": f'{how}; filename="{name}.{_ENDINGS[kind]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        },
    )
