"""A member opens a contribution and reads how the shares come out of the wages, and whether they do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.services import post, submit
from members.ledger import selectors as ledger
from members.models import Member, User
from tests.contributions.conftest import Send, row


@pytest.mark.parametrize(
    ("theirs", "own", "verdict"),
    [
        (424, 359, "Just what the schedule says for these wages"),
        (424, 349, "RM10.00 less than the schedule says for these wages"),
        (400, 383, "RM24.00 less than the schedule says for these wages"),
        (424, 400, "RM41.00 more than the schedule says for these wages"),
    ],
)
def test_the_shares_are_worked_out_beside_what_came(
    theirs: int,
    own: int,
    verdict: str,
    people: list[Member],
    aminah: User,
    hr: User,
    send: Send,
) -> None:
    remittance = send([row(people[0], employer=theirs, employee=own)])
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    post.post_all(remittance.pk, at=timezone.now())
    entry = ledger.latest_entry(people[0].pk, "CONTRIBUTION")
    assert entry is not None
    client = Client()
    client.force_login(aminah)
    page = client.get(reverse("portal:transaction", args=[entry.uid])).content.decode()
    shown = re.sub(r"\s+", " ", page)
    assert verdict in shown
    assert "13% × RM3,260.00" in shown
    assert "RM424.00" in shown
