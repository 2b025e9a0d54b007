"""With 200,000 applications waiting, the queue's page asks the same few questions, of indexes alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import User
from tests.factories import make_member
from tests.withdrawals.conftest import TODAY, Walk, logged_in
from withdrawals import review_reads

pytestmark = [pytest.mark.django_db(transaction=True)]

MANY = 200_000
"""Waiting. As many again were taken back by their members."""
QUEUE = "admin:withdrawals_application_changelist"
CROWD = """
insert into withdrawals_application
select r.* from withdrawals_application a, generate_series(1, 2 * %(many)s) n,
       lateral jsonb_populate_record(a, jsonb_build_object(
         'id', 1000000 + n, 'hold_id', 1000000 + n,
         'reference', 'PGL-' || lpad(translate(n::text, '01', 'AB'), 10, 'A'), 'client_key', gen_random_uuid(),
         'type_code', (array['FLX', 'AGE50', 'AGE55', 'OVER1M'])[1 + n %% 4],
         'status', case when n > %(many)s then 'WITHDRAWN' when n %% 50 = 0 then 'IN_REVIEW'
                        else 'SUBMITTED' end,
         'submitted_at', a.submitted_at - n * interval '1 second',
         'submitted_on', a.submitted_on - n %% 40, 'promised_on', a.promised_on - n %% 60,
         'pay_by_on', a.promised_on - n %% 60,
         'reviewer_id', case when n %% 50 = 0 then %(officer)s end,
         'review_started_at', case when n %% 50 = 0 then a.submitted_at end)) r
"""


def explained(sql: str, params: Any) -> list[dict[str, Any]]:
    """The nodes of the plan of a statement as it really ran."""
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan

    def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for child in node.get("Plans", ()):
            yield from walk(child)

    return list(walk(plan[0]["Plan"]))


def scans(nodes: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (node["Node Type"], node.get("Index Name", ""))
        for node in nodes
        if "Scan" in node["Node Type"]
    }


def asked(client: Client, **query: str) -> int:
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(reverse(QUEUE), query).status_code == 200
    # A session says by the clock, not by the queue, that it is still in use.
    return sum("django_session" not in query["sql"] for query in asked_for.captured_queries)


@pytest.mark.slow
def test_the_queue_is_read_from_its_indexes_alone(
    walk: Walk, chong: User, owner_connection: Any
) -> None:
    walk.all_the_way()
    client = logged_in(chong)
    asked(client)
    with_one = asked(client)
    crowd(owner_connection, chong)

    own = make_member()
    queue = review_reads.undecided(barred={own.pk})
    keys = queue.values_list("pk", flat=True)
    wanted = {("Index Only Scan", "application_queue")}
    waiting = review_reads.undecided(barred=(), status="SUBMITTED")
    for shown in (keys[:50], keys[100_000:100_050], waiting.values_list("pk", flat=True)[50:100]):
        assert scans(explained(*shown.query.sql_with_params())) == wanted
    free = review_reads.free_to_take(by=chong, at=timezone.now()).values_list("pk", flat=True)
    assert scans(explained(*free[:20].query.sql_with_params())) == wanted
    with CaptureQueriesContext(connection) as counting:
        found = review_reads.counts(today=TODAY)
    assert sum(row.count for row in found) == MANY + 1
    assert {row.status for row in found} == {"IN_REVIEW", "SUBMITTED"}
    (one,) = counting.captured_queries
    assert scans(explained(one["sql"], None)) == {("Index Only Scan", "application_queue_counts")}

    assert review_reads.how_many(found, barred={walk.user.member_id}) == 0
    assert with_one == asked(client, page="900") == asked(client, status="SUBMITTED")
    assert with_one == asked(client)


def crowd(owner: Any, officer: User) -> None:
    """Twice MANY applications, written past every trigger, as the owner may.

    Committed to disk, because vacuum marks as seen by all only what is.
    """
    with owner.cursor() as cursor:
        cursor.execute(
            "begin; set local session_replication_role = replica; set local synchronous_commit = on"
        )
        cursor.execute(CROWD, {"officer": officer.pk + 1000, "many": MANY})
        cursor.execute("commit")
        cursor.execute("vacuum analyze withdrawals_application")
