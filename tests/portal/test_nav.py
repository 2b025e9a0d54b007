"""The menu leads somewhere for every role, and says where one is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal import nav


@pytest.mark.parametrize("role", list(nav.MENU))
def test_every_item_of_the_menu_has_a_page(role: str) -> None:
    for item in (*nav.MENU[role], *nav.FOOTER):
        assert nav.address(item.url_name) == reverse(item.url_name)


def test_at_most_six_items_so_that_no_phone_needs_a_hidden_menu() -> None:
    assert max(len(items) for items in nav.MENU.values()) <= 6


def test_one_item_at_most_is_current() -> None:
    for view_name, expected in {
        "portal:home": ["page"],
        "portal:account": ["true"],
        "withdrawals:start": ["true"],
        "withdrawals:choose": ["page"],
        "portal:help": [],
        "": [],
    }.items():
        found = [link.current for link in nav.links(nav.MENU["MEMBER"], view_name) if link.current]
        assert found == expected, view_name
