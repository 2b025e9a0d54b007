"""Five wrong passwords close the door for a while, even to the right one."""

from __future__ import annotations

from tests.journeys import steps
from tests.journeys.steps import Said


def test_five_wrong_passwords_lock_the_account(fund, open_page):
    people = fund("ms")
    said = Said("ms")
    page = open_page(width=390, height=844)
    for _try in range(4):
        steps.log_in(page, people.aminah, "bukan-kata-laluan-saya")
        assert said("The KWSP No. or password does not match our records") in steps.words(page)
    steps.log_in(page, people.aminah, "bukan-kata-laluan-saya")
    assert steps.title(page) == said("Account temporarily locked")
    steps.fits(page)
    steps.log_in(page, people.aminah)
    assert steps.title(page) == said("Account temporarily locked")

    other = open_page(width=390, height=844)
    steps.log_in(other, people.bakar)
    assert steps.title(other) == said("Summary")
