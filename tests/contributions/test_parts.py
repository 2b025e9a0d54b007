"""Parts and what they come to: kept when the lines are written, true of them, gone when a line moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from contributions.models import Contribution, PartSum, Remittance, RemittancePart
from contributions.services import intake, post, stored_file, submit
from members.ledger import selectors as ledger
from members.models import Member, User
from tests.contributions.conftest import Send, row
from tests.factories import make_member


def kept_as_the_lines_say(remittance: Remittance) -> None:
    """Parts follow on one another over all lines, and each kept sum is the sum of its lines."""
    after, seen = 0, 0
    for part in RemittancePart.objects.filter(remittance=remittance).order_by("number"):
        assert part.after_member_id == after
        lines = Contribution.objects.filter(
            remittance=remittance, member_id__gt=after, member_id__lte=part.last_member_id
        )
        summed = {
            (line["book"], line["n"], line["w"], line["er"], line["ee"])
            for line in lines.values("book").annotate(
                n=Count("line_no"),
                w=Sum("wages_sen"),
                er=Sum("employer_sen"),
                ee=Sum("employee_sen"),
            )
        }
        kept = PartSum.objects.filter(remittance=remittance, number=part.number)
        assert summed == set(
            kept.values_list("book", "lines", "wages_sen", "employer_sen", "employee_sen")
        )
        after, seen = part.last_member_id, seen + lines.count()
    assert seen == remittance.line_count > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ["as they are", "the other way round", "mingled"])
def test_halves_in_any_order_of_members_make_one_row_of_parts(
    order: str,
    people: list[Member],
    send: Send,
    hr: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CONTRIBUTIONS_CHUNK_LINES = 4
    monkeypatch.setattr(stored_file, "PIECE", 200)
    halves: list[Any] = []
    real = intake.in_halves
    monkeypatch.setattr(intake, "in_halves", lambda *args: halves.append(real(*args)) or halves[-1])
    members = sorted(people + [make_member() for _ in range(16)], key=lambda member: member.pk)
    if order == "the other way round":
        members.reverse()
    elif order == "mingled":
        members = members[::2] + members[1::2]
    remittance = send(
        row(member, employer=100 + n, employee=50 + n) for n, member in enumerate(members)
    )
    assert remittance.state == "READY"
    assert halves[-1] is not None, "both halves were good"
    kept_as_the_lines_say(remittance)
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    assert post.post_all(remittance.pk, at=timezone.now()).state == "POSTED"
    for n, member in enumerate(members):
        assert ledger.total_balances(member.pk).posted.total == (150 + 2 * n) * 100


def test_what_a_line_says_never_changes_and_where_it_goes_takes_the_sums_away(
    people: list[Member], send: Send
) -> None:
    remittance = send(map(row, people))
    kept_as_the_lines_say(remittance)
    lines = Contribution.objects.filter(remittance=remittance, member=people[0])
    for change in ({"employer_sen": 1}, {"wages_sen": 1}, {"line_no": 99}):
        with pytest.raises(IntegrityError), transaction.atomic():
            lines.update(**change)
    kept_as_the_lines_say(remittance)
    assert lines.update(book="SHARIAH") == 1
    assert not PartSum.objects.filter(remittance=remittance).exists()
    assert RemittancePart.objects.filter(remittance=remittance).exists()
    Contribution.objects.filter(remittance=remittance).delete()
    assert not RemittancePart.objects.filter(remittance=remittance).exists()


def test_a_remittance_checked_before_parts_were_kept_is_laid_out_when_it_is_credited(
    people: list[Member], send: Send, hr: User, settings: Any
) -> None:
    settings.CONTRIBUTIONS_CHUNK_LINES = 2
    remittance = send(map(row, people), month=date(2026, 10, 1))
    RemittancePart.objects.filter(remittance=remittance).delete()
    PartSum.objects.filter(remittance=remittance).delete()
    submit.submit(remittance_id=remittance.pk, by=hr, at=timezone.now())
    finished = post.post_all(remittance.pk, at=timezone.now())
    assert (finished.state, finished.posted_lines) == ("POSTED", len(people))
    kept_as_the_lines_say(finished)
