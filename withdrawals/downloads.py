"""How a paper leaves the portal: to be saved, never to be run in our origin, never to be stored by a cache."""

from __future__ import annotations

from django.http import HttpResponse

from withdrawals.models import Document, FileKind

_TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}
_ENDINGS = {FileKind.PDF: "pdf", FileKind.JPEG: "jpg", FileKind.PNG: "png"}


def answer(document: Document, content: bytes) -> HttpResponse:
    """The file under a name of ours, as an attachment."""
    kind = FileKind(document.file.kind)
    name = f"{document.application.reference}-{document.code}-{document.pk}.{_ENDINGS[kind]}"
    return HttpResponse(
        content,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        },
    )
