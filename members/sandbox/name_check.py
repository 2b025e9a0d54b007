"""Plays the bank that says whose account a number is.

The holder is whoever the form names, and it matches when that is the member. A number that ends in
0000 gets no answer, so that a waiting account can be seen.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from members.gateways.name_check import NameAnswer
from members.rules import banks


class SandboxNameCheck:
    def __init__(self) -> None:
        if not settings.SANDBOX:
            raise ImproperlyConfigured("SandboxNameCheck works only where SANDBOX is on")

    def check(
        self, *, bank_code: str, number: str, holder_name: str, member_name: str
    ) -> NameAnswer:
        if number.endswith("0000"):
            return NameAnswer.UNAVAILABLE
        if banks.same_person(holder_name, member_name):
            return NameAnswer.MATCH
        return NameAnswer.NO_MATCH
