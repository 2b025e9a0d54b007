"""The statement and the ledger say the same, for any history."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from statements import selectors
from statements.rules.build import DoesNotAgree
from statements.rules.period import NoSuchPeriod
from tests.factories import make_member

TODAY = date(2026, 11, 20)


def test_opening_movements_and_closing_are_the_ledgers(aminah):
    found = selectors.statement(aminah.member_id, 2026, TODAY)
    assert (
        found.total.opening_sen == ledger.balances_as_of(aminah.member_id, date(2025, 12, 31)).total
    )
    assert found.total.closing_sen == ledger.total_balances(aminah.member_id).posted.total
    assert [row.closing_sen for row in found.rows] == [1886_11, 377_22, 246_03]
    assert found.watermark == ledger.last_journal_id(aminah.member_id)


def test_the_page_and_the_paper_get_the_same_years(aminah):
    pages = selectors.yearly(aminah.member_id, TODAY)
    assert [page.period.year for page in pages] == [2026, 2025]
    for page in pages:
        assert page == selectors.statement(aminah.member_id, page.period.year, TODAY)


def test_a_new_member_has_the_running_year_and_no_other(business_date):
    member = make_member()
    assert selectors.years(member.pk, TODAY) == (2026,)
    assert selectors.statement(member.pk, 2026, TODAY).total.closing_sen == 0
    for year in (2025, 2027, 1, 9999):
        with pytest.raises(NoSuchPeriod):
            selectors.statement(member.pk, year, TODAY)


def test_a_statement_costs_few_queries_whatever_the_history(
    aminah, django_assert_num_queries, post
):
    for day in range(1, 20):
        post(aminah.member, "CONTRIBUTION", date(2026, 5, day), Amounts(75, 15, 10))
    with django_assert_num_queries(4):
        selectors.statement(aminah.member_id, 2026, TODAY)
    with django_assert_num_queries(2):
        selectors.yearly(aminah.member_id, TODAY)


def test_an_entry_that_lands_between_the_questions_is_asked_for_again(aminah, post, monkeypatch):
    real = ledger.balances_as_of
    landed = []

    def slow(member_id, on):
        if on == TODAY and not landed:
            landed.append(post(aminah.member, "ADJUSTMENT", TODAY, Amounts(1, 1, 1)))
        return real(member_id, on)

    monkeypatch.setattr(selectors.ledger, "balances_as_of", slow)
    found = selectors.statement(aminah.member_id, 2026, TODAY)
    assert landed == [found.watermark]
    assert found.total.adjustments_sen == 3


def test_books_that_contradict_themselves_give_no_statement(aminah, monkeypatch):
    monkeypatch.setattr(
        selectors.ledger, "balances_as_of", lambda member_id, on: Amounts(persaraan=1)
    )
    with pytest.raises(DoesNotAgree):
        selectors.statement(aminah.member_id, 2026, TODAY)
    with pytest.raises(DoesNotAgree):
        selectors.yearly(aminah.member_id, TODAY)


IN = st.integers(min_value=0, max_value=9_999_99)
HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["CONTRIBUTION", "DIVIDEND", "ADJUSTMENT", "WITHDRAWAL"]),
        st.integers(min_value=0, max_value=1050),
        st.builds(Amounts, IN, IN, IN).filter(bool),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORY)
def test_any_history_agrees_with_the_ledger_to_the_sen(business_date, post, history):
    member = make_member()
    post(member, "OPENING", date(2024, 1, 1), Amounts(*(100_000_00,) * 3))
    for kind, days, amounts in history:
        on = date(2024, 1, 1) + timedelta(days=days)
        post(member, kind, on, -amounts if kind == "WITHDRAWAL" else amounts)

    pages = selectors.yearly(member.pk, TODAY)

    assert [page.period.year for page in pages] == [2026, 2025, 2024]
    for newer, older in itertools.pairwise(pages):
        assert newer.total.opening_sen == older.total.closing_sen
    for page in pages:
        assert page == selectors.statement(member.pk, page.period.year, TODAY)
        as_of = ledger.balances_as_of(member.pk, page.period.last_on)
        assert [row.closing_sen for row in page.rows] == [*as_of.as_tuple()[:3]]
