"""The promise, end to end: any bytes are answered with errors or a posting that holds, never with a traceback.

Files of both layouts go all the way to the members' accounts; statements of the bank all the way to bills;
what is typed on screen comes back as a page. After each of them every invariant of the books is asked.
"""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.files import form_a
from contributions.models import (
    CollectionEntry,
    CollectionMessage,
    Contribution,
    CtmlLine,
    Employer,
    FormDraft,
    Receipt,
    Remittance,
)
from contributions.services import collect, ctml, post, receive, submit, validate
from members.ledger import selectors as ledger
from members.models import Member, User
from members.work import queue
from tests.contributions.conftest import MONTH, file_of, row
from tests.contributions.test_bad_input import LIKELY
from tests.contributions.test_bills import everything_holds
from tests.factories import money

SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_months = itertools.count()


def NOW() -> Any:
    return timezone.now()


def next_month() -> date:
    """A wage month that no file of this test was for yet."""
    number = 2012 * 12 + next(_months) % 150
    return date(number // 12, number % 12 + 1, 1)


def to_the_end(body: bytes, employer: Employer, hr: User, *, month: date) -> Remittance:
    """The whole way of a file, as far as it goes."""
    received = receive.receive_bytes(
        employer=employer,
        wage_month=month,
        content=[body],
        file_name="x.txt",
        by=hr,
        at=NOW(),
    )
    checked = validate.validate(remittance_id=received.pk, at=NOW())
    if ctml.may_set_aside(checked):
        try:
            checked = ctml.set_aside(remittance_id=checked.pk, by=hr, at=NOW())
        except ctml.NotOnlyUnknown:
            checked.refresh_from_db()
    if checked.state == "READY":
        submit.submit(remittance_id=checked.pk, by=hr, at=NOW())
        return post.post_all(checked.pk, at=NOW())
    assert checked.state == "INVALID"
    assert checked.errors.exists()
    assert not Contribution.objects.filter(remittance=checked).exists()
    return checked


def nothing_half(remittance: Remittance, before: dict[int, int]) -> None:
    """Either all of the file is with members or set aside, or nothing of it is anywhere."""
    lines = {c.member_id: c.total_sen for c in Contribution.objects.filter(remittance=remittance)}
    aside = CtmlLine.objects.filter(remittance=remittance)
    if remittance.state == "POSTED":
        total = sum(lines.values()) + sum(line.total_sen for line in aside)
        assert total == remittance.total_sen == remittance.posted_sen
    else:
        lines = {}
    after = {pk: ledger.total_balances(pk).posted.total for pk in before}
    assert after == {pk: sen + lines.get(pk, 0) for pk, sen in before.items()}
    everything_holds()


def balances(people: list[Member]) -> dict[int, int]:
    return {one.pk: ledger.total_balances(one.pk).posted.total for one in people}


@SLOW
@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, 400), st.integers(0, 30), st.one_of(st.binary(max_size=12), st.just(b""))
        ),
        max_size=3,
    ),
    extra=st.lists(st.lists(LIKELY, min_size=6, max_size=6).map(",".join), max_size=2),
)
def test_a_csv_with_any_damage(
    cuts: list[tuple[int, int, bytes]],
    extra: list[str],
    people: list[Member],
    employer: Employer,
    hr: User,
) -> None:
    body = file_of([*map(row, people), *extra])
    for at, length, put in cuts:
        body = body[:at] + put + body[at + length :]
    before = balances(people)
    nothing_half(to_the_end(body, employer, hr, month=next_month()), before)


@SLOW
@given(
    at=st.integers(0, 900),
    length=st.integers(0, 131),
    put=st.one_of(st.just(b""), st.binary(max_size=131), st.text("0123456789", max_size=20)),
)
def test_a_form_a_with_any_damage(
    at: int,
    length: int,
    put: bytes | str,
    people: list[Member],
    employer: Employer,
    hr: User,
) -> None:
    month = next_month()
    whole = b"".join(
        form_a.write(
            employer_no="1000001",
            contribution_month=date(month.year + month.month // 12, month.month % 12 + 1, 1),
            file_date=date(2026, 11, 3),
            lines=[
                form_a.Line(m.member_no, m.ic_no, m.name, 3_250_00, 424_00, 359_00, "K-17")
                for m in people
            ],
        )
    )
    piece = put.encode() if isinstance(put, str) else put
    before = balances(people)
    nothing_half(
        to_the_end(whole[:at] + piece + whole[at + length :], employer, hr, month=month), before
    )


@SLOW
@given(
    typed=st.lists(
        st.one_of(st.text(max_size=12), LIKELY, st.sampled_from(["3,250.00", "424", "LEFT"])),
        min_size=6,
        max_size=6,
    ),
    verb=st.sampled_from(["save", "send", "next", "check", "x"]),
)
def test_anything_typed_on_screen(
    typed: list[str], verb: str, people: list[Member], employer: Employer, hr: User
) -> None:
    browser = Client()
    browser.force_login(hr)
    browser.post(
        "/employer/contributions/form/", {"wage_month": MONTH.isoformat(), "begin": "blank"}
    )
    draft = FormDraft.objects.order_by("-pk").first()
    assert draft is not None
    names = ("member_no", "ic_no", "name", "wages", "employer", "employee")
    added = browser.post(
        f"/employer/contributions/form/{draft.pk}/add/", dict(zip(names, typed, strict=True))
    )
    assert added.status_code in (200, 302)
    rows = {
        f"r{one.pk}-{name}": text
        for one in draft.rows.all()
        for name, text in zip(names, typed, strict=True)
    }
    said = browser.post(f"/employer/contributions/form/{draft.pk}/", {**rows, verb: "1"})
    assert said.status_code in (200, 302)
    for found in Remittance.objects.filter(state="READY"):
        assert found.line_count > 0 and not found.errors.exists()
        submit.cancel(remittance_id=found.pk, by=hr, at=NOW())
    everything_holds()


# ── the bank's statements ───────────────────────────────────────────────────────────────────────


def taken(content: bytes) -> CollectionMessage | None:
    """Store a statement and take it in; None for bytes that were stored before."""
    new = collect.store(
        source=project.COLLECTION_BANK_BIC, file_name="x.xml", content=content, at=NOW()
    )
    collect.apply_waiting(at=NOW())
    queue.run_due()
    return CollectionMessage.objects.latest("pk") if new else None


def money_holds(message: CollectionMessage | None) -> None:
    """A message is applied whole or waits for a person with its reason; the books agree."""
    if message is not None:
        assert message.state in ("APPLIED", "EXCEPTION")
        assert (message.state == "EXCEPTION") == bool(message.problem)
        assert message.state == "APPLIED" or not message.statements.exists()
    assert not CollectionEntry.objects.filter(
        problem="", receipt__isnull=True, paid_refund__isnull=True, returned_refund__isnull=True
    ).exists()
    everything_holds()


WRONG: dict[str, tuple[bytes, bytes, str]] = {
    "another account": (b"<Id>514000000028<", b"<Id>514000000011<", "ACCOUNT_UNKNOWN"),
    "a number of eighteen digits": (
        b"<ElctrncSeqNb>2<",
        b"<ElctrncSeqNb>123456789012345678<",
        "UNREADABLE",
    ),
    "a negative number": (b"<ElctrncSeqNb>2<", b"<ElctrncSeqNb>-2<", "UNREADABLE"),
    "a number with a fraction": (b"<ElctrncSeqNb>2<", b"<ElctrncSeqNb>2.0<", "UNREADABLE"),
    "a day before Christ": (
        b"<ValDt><Dt>2026-11-12<",
        b"<ValDt><Dt>-0044-03-15<",
        "UNREADABLE",
    ),
    "a year of five digits": (
        b"<ValDt><Dt>2026-11-12<",
        b"<ValDt><Dt>12026-11-12<",
        "UNREADABLE",
    ),
    "hour 24": (
        b"<ValDt><Dt>2026-11-12</Dt>",
        b"<ValDt><DtTm>2026-11-12T24:00:00</DtTm>",
        "UNREADABLE",
    ),
    "parts of a sen": (b">783.00<", b">783.001<", "UNREADABLE"),
    "an amount without end": (b">783.00<", b">99999999999999.00<", "UNREADABLE"),
    "no closing balance": (b"<Cd>CLBD<", b"<Cd>FWAV<", "UNREADABLE"),
    "another closing balance": (b"<Cd>CLBD</Cd>", b"<Cd>CLBD</Cd>", "DOES_NOT_ADD_UP"),
    "a document type": (b"<Document", b"<!DOCTYPE x><Document", "UNREADABLE"),
    "half a file": (b"</Stmt>", b"", "UNREADABLE"),
    "another kind of message": (b"camt.053.001.08", b"camt.054.001.08", "UNREADABLE"),
    "a payment file of ours": (b"camt.053.001.08", b"pain.001.001.09", "UNREADABLE"),
    "nothing": (b"", b"", "UNREADABLE"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_statement_in_the_wrong_shape_waits_for_a_person(case: str, employer: Employer) -> None:
    good = money.statement(
        money.line(783_00, employer.employer_no, on=date(2026, 11, 12), ref="A1")
    )
    old, new, problem = WRONG[case]
    if case == "nothing":
        wrong = b""
    elif case == "another closing balance":
        head, tail = good.rsplit(b"</Amt>", 3)[0], good[len(good.rsplit(b"</Amt>", 3)[0]) :]
        wrong = head[:-1] + (b"1" if head[-1:] != b"1" else b"2") + tail
    else:
        assert old in good, case
        wrong = good.replace(old, new, 1)
    before = Receipt.objects.count()
    message = taken(wrong)
    assert message is not None
    assert (message.state, message.problem) == ("EXCEPTION", problem), message.problem_detail
    assert Receipt.objects.count() == before
    money_holds(message)
    # The right one still comes in, under an ID of its own.
    assert taken(good.replace(b"<MsgId>TEST", b"<MsgId>GOOD")) is not None
    assert Receipt.objects.count() == before + 1
    money_holds(None)


def test_an_entry_of_nothing_is_no_money_and_a_reversal_is_one_however_it_is_written(
    employer: Employer,
) -> None:
    good = money.statement(
        money.line(783_00, employer.employer_no, on=date(2026, 11, 12), ref="A1"),
        money.line(10_00, employer.employer_no, on=date(2026, 11, 12), ref="A2"),
    )
    reversed_ = good.replace(
        b"<CdtDbtInd>CRDT</CdtDbtInd><Sts>",
        b"<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>1</RvslInd><Sts>",
        1,
    )
    assert reversed_ != good
    before = Receipt.objects.count()
    money_holds(taken(reversed_))
    assert Receipt.objects.count() == before + 1
    assert CollectionEntry.objects.get(servicer_ref="A1").problem == "DEBIT_UNEXPECTED"


@SLOW
@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, 3_000),
            st.integers(0, 40),
            st.one_of(
                st.binary(max_size=8),
                st.text("0123456789.-", max_size=8).map(str.encode),
                st.sampled_from([b"<", b"</Ntry>", b"DBIT", b"CRDT", b"&amp;", b"&x;", b"\x00"]),
            ),
        ),
        max_size=2,
    )
)
def test_a_statement_with_any_damage(
    cuts: list[tuple[int, int, bytes]], employer: Employer
) -> None:
    body = money.statement(
        money.line(783_00, f"CRM {employer.employer_no}", on=date(2026, 11, 12)),
        money.line(20_00, "nobody", on=date(2026, 11, 13)),
    )
    for at, length, put in cuts:
        body = body[:at] + put + body[at + length :]
    money_holds(taken(body))


@SLOW
@given(body=st.binary(max_size=300))
def test_any_bytes_from_the_bank(body: bytes, employer: Employer) -> None:
    money_holds(taken(body))
