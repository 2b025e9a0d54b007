"""The menu, declared: who sees which page. Apps know nothing of it; it names their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models.user import Role


@dataclass(frozen=True)
class Item:
    """One entry: words, address name, and the address names it counts as current for."""

    label: Any
    url_name: str
    covers: tuple[str, ...] = ()

    def current(self, view_name: str) -> str:
        """The value of aria-current: `page` for the page itself, `true` for a page below it."""
        if view_name == self.url_name:
            return "page"
        return "true" if self.covers and view_name.startswith(self.covers) else ""


MENU: dict[str, tuple[Item, ...]] = {
    Role.MEMBER: (
        Item(_("Summary"), "portal:home", ("portal:account",)),
        Item(_("Transactions"), "portal:transactions", ("portal:transaction",)),
        Item(
            _("Contributions"),
            "contributions:mine",
            ("contributions:report_month", "contributions:voluntary"),
        ),
        Item(_("Withdrawals"), "withdrawals:choose", ("withdrawals:",)),
        Item(_("Statements"), "statements:list", ("statements:",)),
        Item(
            _("Profile"),
            "members:profile",
            (
                "members:activity",
                "members:address",
                "members:bank",
                "members:email",
                "members:language",
                "members:not_me",
                "members:notice_ways",
                "members:phone",
                "members:profile_change",
                "members:report",
                "members:passkey",
                "members:password_change",
                "members:security",
                "members:session",
                "contributions:consent",
            ),
        ),
    ),
    Role.EMPLOYER: (
        Item(_("Summary"), "portal:home"),
        Item(_("Submit contributions"), "contributions:upload", ("contributions:form",)),
        Item(
            _("Submitted contributions"),
            "contributions:remittances",
            (
                "contributions:remit",
                "contributions:bill",
                "contributions:refund",
                "contributions:set_aside",
            ),
        ),
        Item(
            _("Employees"),
            "contributions:employees",
            ("contributions:report_answer", "contributions:reports", "contributions:place"),
        ),
        Item(_("Employee look-up"), "contributions:lookup", ("contributions:lookup",)),
        Item(
            _("Company"),
            "contributions:company",
            ("contributions:company", "contributions:branch", "contributions:people"),
        ),
    ),
    Role.STAFF: (),
}

FOOTER: tuple[Item, ...] = (
    Item(_("Help and contact"), "portal:help"),
    Item(_("Security and scams"), "portal:security"),
    Item(_("Accessibility"), "portal:accessibility"),
    Item(_("Privacy policy"), "portal:privacy"),
    Item(_("Disclaimer"), "portal:disclaimer"),
    Item(_("Terms and conditions"), "portal:terms"),
)


@dataclass(frozen=True)
class Link:
    """An item as a page shows it."""

    label: str
    href: str
    current: str


@lru_cache(maxsize=64)
def address(url_name: str) -> str:
    """The address with this name, remembered; raises NoReverseMatch when there is none."""
    return reverse(url_name)


def links(items: Sequence[Item], view_name: str) -> list[Link]:
    """The items in order, the current one marked."""
    return [
        Link(str(item.label), address(item.url_name), item.current(view_name)) for item in items
    ]
