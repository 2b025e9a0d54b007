"""A statement is made once for a state of the books, kept as made, and limited by the hour."""

import hashlib
import threading
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from members.audit.models import AuditEvent
from members.ledger.drafts import Amounts
from members.ledger.models import BusinessDate
from statements import services
from statements.models import IssuedStatement
from statements.rules.period import NoSuchPeriod

AT = timezone.now()


@pytest.fixture
def printer(monkeypatch):
    """The printing is proved elsewhere; here it only has to be told apart."""
    printed = []

    def pdf(statement, holder, *, number, language, at):
        printed.append(number)
        return f"%PDF {number} {language} {statement.total.closing_sen}".encode()

    monkeypatch.setattr(services.render, "pdf", pdf)
    return printed


def issue(user, year=2026, language="ms", at=AT):
    return services.issue(member=user.member, year=year, language=language, by=user, at=at)


def test_it_is_made_once_and_kept_with_its_hash(aminah, printer):
    first, again = issue(aminah), issue(aminah)
    assert first.pk == again.pk
    assert printer == [first.number]
    row = IssuedStatement.objects.get()
    assert hashlib.sha256(bytes(row.content)).digest() == bytes(row.content_sha256)
    assert row.size_bytes == len(bytes(row.content))
    assert (row.is_provisional, row.as_of_on) == (True, date(2026, 11, 20))
    assert row.closing_sen == 2509_36
    assert row.made_by == aminah


def test_when_the_ledger_moves_a_new_one_is_issued_and_the_old_one_stays(aminah, printer, post):
    before = issue(aminah)
    kept = bytes(IssuedStatement.objects.get(pk=before.pk).content)
    journal_id = post(aminah.member, "ADJUSTMENT", date(2026, 11, 20), Amounts(1, 0, 0))
    after = issue(aminah)
    assert after.number != before.number
    assert after.as_of_journal == journal_id
    assert after.closing_sen == before.closing_sen + 1
    assert bytes(IssuedStatement.objects.get(pk=before.pk).content) == kept


def test_an_entry_of_this_year_leaves_last_years_statement_alone(aminah, printer, post):
    before = issue(aminah, 2025)
    assert not before.is_provisional
    post(aminah.member, "CONTRIBUTION", date(2026, 11, 20), Amounts(1, 0, 0))
    assert issue(aminah, 2025).pk == before.pk


def test_a_day_that_passes_makes_no_new_statement_but_the_end_of_the_year_does(aminah, printer):
    first = issue(aminah)
    BusinessDate.objects.update(today_on=date(2026, 12, 31))
    assert issue(aminah).pk == first.pk
    BusinessDate.objects.update(today_on=date(2027, 1, 1))
    final = issue(aminah)
    assert final.pk != first.pk
    assert not final.is_provisional
    assert final.as_of_on == date(2026, 12, 31)


def test_a_new_address_makes_a_new_statement(aminah, printer):
    first = issue(aminah)
    aminah.member.town = "Ipoh"
    aminah.member.save()
    assert issue(aminah).pk != first.pk


def test_each_language_is_made_apart(aminah, printer):
    assert issue(aminah, language="ms").pk != issue(aminah, language="en").pk
    with pytest.raises(services.UnknownLanguage):
        issue(aminah, language="zh")


@pytest.mark.parametrize("year", [2024, 2027])
def test_a_year_without_entries_has_none(aminah, printer, year):
    with pytest.raises(NoSuchPeriod):
        issue(aminah, year)


def test_ten_an_hour_are_made_and_made_ones_stay_free(aminah, printer, post):
    for count in range(services.MADE_PER_HOUR):
        post(aminah.member, "ADJUSTMENT", date(2026, 11, 20), Amounts(1, 0, 0))
        made = issue(aminah, at=AT + timedelta(minutes=count))
    assert issue(aminah, at=AT + timedelta(minutes=20)).pk == made.pk
    with pytest.raises(services.TooManyStatements) as refusal:
        issue(aminah, language="en", at=AT + timedelta(minutes=20))
    assert refusal.value.retry_at == AT + timedelta(hours=1)
    assert issue(aminah, language="en", at=AT + timedelta(minutes=61))


def test_handing_out_is_recorded(aminah, printer):
    issued = IssuedStatement.objects.get(pk=issue(aminah).pk)
    services.hand_out(issued=issued, by=aminah, at=AT)
    event = AuditEvent.objects.get(action="statement.downloaded")
    assert (event.member_id, event.actor_id) == (aminah.member_id, aminah.pk)
    assert event.entity_id == issued.number


def test_bytes_that_changed_are_not_handed_out(aminah, printer):
    issued = IssuedStatement.objects.get(pk=issue(aminah).pk)
    issued.content = bytes(issued.content) + b" "
    with pytest.raises(services.ContentChanged):
        services.hand_out(issued=issued, by=aminah, at=AT)
    assert not AuditEvent.objects.filter(action="statement.downloaded").exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_application_cannot_change_or_remove_one(aminah, printer, change):
    issue(aminah)
    rows = IssuedStatement.objects.all()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        if change == "update":
            rows.update(closing_sen=0)
        else:
            rows._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one(request):
    """In committed transactions, from two connections."""
    aminah = request.getfixturevalue("aminah")
    printed = request.getfixturevalue("printer")
    gate = threading.Barrier(2)
    numbers = []

    def press():
        try:
            gate.wait(5)
            numbers.append(issue(aminah).number)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(10)
    assert len(numbers) == 2
    assert set(numbers) == set(printed)
    assert len(printed) == 1
