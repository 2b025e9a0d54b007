"""How a paper leaves the portal: under a name that tells its application, and nobody's number."""

from __future__ import annotations

from django.http import HttpResponse

from members import downloads
from withdrawals.models import Document


def answer(document: Document, content: bytes) -> HttpResponse:
    """The file as an attachment."""
    name = f"{document.application.reference}-{document.code}-{document.pk}"
    return downloads.answer(kind=document.file.kind, name=name, content=content)
