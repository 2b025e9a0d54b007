"""How a person's file leaves the portal: to be saved, never to be run in our origin, never to be
stored by a cache."""

from __future__ import annotations

from django.http import HttpResponse

_TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}
_ENDINGS = {"PDF": "pdf", "JPEG": "jpg", "PNG": "png"}


def answer(*, kind: str, name: str, content: bytes) -> HttpResponse:
    """The file under a name of ours (without its ending), as an attachment."""
    return HttpResponse(
        content,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{_ENDINGS[kind]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        },
    )
