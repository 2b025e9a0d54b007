"""The counter's own views of papers: one that was attached, and those an officer asked for later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audit import services as audit
from withdrawals import addresses, downloads
from withdrawals.admin import intake_asked
from withdrawals.admin.readable import officer
from withdrawals.services import counter_papers, documents


class IntakePapers:
    """Mixed into the counter's admin, whose `_member`, `_must` and `_page` it uses."""

    admin_site: Any
    _member: Any
    _must: Any
    _page: Any

    def paper_urls(self) -> list[Any]:
        site, name = self.admin_site.admin_view, "withdrawals_intake"
        return [
            path("papers/<uuid:document>/", site(self.paper), name=f"{name}_paper"),
            path(f"asked/{addresses.REFERENCE}/", site(self.asked), name=f"{name}_asked"),
        ]

    def paper(self, request: HttpRequest, document: UUID) -> HttpResponse:
        """A file that this officer attached for the member they serve, to see that it is the right one."""
        member = self._member(request)
        found = member and counter_papers.find(
            member_id=member.pk, public_id=document, by=officer(request)
        )
        if not found:
            raise Http404
        counter_papers.looked_at(
            found, by=officer(request), at=timezone.now(), **audit.origin(request)
        )
        return downloads.at_counter(found, documents.content(found))

    def asked(self, request: HttpRequest, reference: str) -> HttpResponse:
        """What an officer asked for, brought to the counter."""
        self._must(request)
        application = intake_asked.found(request, reference)
        answer = intake_asked.answered(request, application)
        if isinstance(answer, HttpResponse):
            return answer
        title = _("Documents for %(reference)s") % {"reference": reference}
        shown: HttpResponse = self._page(
            request, "intake_asked", title=title, application=application, **answer
        )
        return shown
