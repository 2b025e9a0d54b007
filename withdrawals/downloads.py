"""How a paper leaves the portal: under a name that tells its application, and nobody's number."""

from __future__ import annotations

from django.http import HttpResponse

from members import downloads
from members.gateways.page_images import Picture
from withdrawals.models import CounterPaper, Document


def answer(document: Document, content: bytes) -> HttpResponse:
    """The file as an attachment."""
    name = f"{document.application.reference}-{document.code}-{document.pk}"
    return downloads.answer(kind=document.file.kind, name=name, content=content)


def picture(document: Document, page: int, drawn: Picture) -> HttpResponse:
    """A page of the file, to be shown in a page of ours."""
    name = f"{document.application.reference}-{document.code}-{document.pk}-{page}"
    return downloads.picture(kind=drawn.kind, name=name, content=drawn.content)


def at_counter(paper: CounterPaper, content: bytes) -> HttpResponse:
    """A file that waits at a counter, as an attachment; no application has it yet."""
    name = f"{paper.type_code}-{paper.code}-{paper.pk}"
    return downloads.answer(kind=paper.file.kind, name=name, content=content)
