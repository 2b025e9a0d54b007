"""Shares to the sen, guardians to the day; which way of showing who one is suffices."""

from __future__ import annotations

from datetime import date

import pytest

from withdrawals.rules.claims import MOST_SHARES, Part, Problem, government_share_sen, problems
from withdrawals.rules.identity_steps import Way, suffices
from withdrawals.rules.terms import Identity, Payee

ON = date(2026, 11, 20)
OLD = date(1980, 1, 1)


@pytest.mark.parametrize(
    ("parts", "whole", "wrong"),
    [
        ([Part(33_333, OLD), Part(66_667, OLD)], 100_000, []),
        ([Part(33_333, OLD), Part(66_666, OLD)], 100_000, [(0, Problem.SUM)]),
        ([Part(33_334, OLD), Part(66_667, OLD)], 100_000, [(0, Problem.SUM)]),
        ([], 100_000, [(0, Problem.NONE)]),
        ([Part(100_000, OLD), Part(0, OLD)], 100_000, [(2, Problem.NOTHING)]),
        ([Part(1, date(2008, 11, 20))], 1, []),
        ([Part(1, date(2008, 11, 21))], 1, [(1, Problem.GUARDIAN)]),
        ([Part(1, date(2008, 11, 21), "IBU")], 1, []),
        ([Part(1, date(2026, 11, 21), "IBU")], 1, [(1, Problem.BORN)]),
        ([Part(1, None, needs_age=True)], 1, [(1, Problem.BORN)]),
        ([Part(1, None)], 1, []),
        ([Part(1, OLD)] * MOST_SHARES, MOST_SHARES, []),
        ([Part(1, OLD)] * (MOST_SHARES + 1), MOST_SHARES + 1, [(0, Problem.TOO_MANY)]),
    ],
)
def test_what_is_wrong_with_shares(parts, whole, wrong) -> None:
    assert problems(parts, whole, ON) == wrong


def test_the_government_is_paid_only_by_kinds_that_say_so() -> None:
    both = (Payee.PENSION_FUND, Payee.MEMBER)
    assert government_share_sen(both, {"government_share_sen": 12_345}) == 12_345
    assert government_share_sen(both, {}) == 0
    assert government_share_sen((Payee.MEMBER,), {"government_share_sen": 12_345}) == 0


@pytest.mark.parametrize(
    ("wanted", "enough"),
    [
        (Identity.TAC, {Way.EKYC, Way.DOCUMENTS, Way.THUMBPRINT}),
        (Identity.EKYC, {Way.EKYC, Way.DOCUMENTS, Way.THUMBPRINT}),
        (Identity.DOCUMENTS, {Way.DOCUMENTS, Way.THUMBPRINT}),
        (Identity.THUMBPRINT, {Way.THUMBPRINT}),
    ],
)
def test_a_stronger_way_suffices(wanted: Identity, enough: set[Way]) -> None:
    assert {way for way in Way if suffices(way, wanted)} == enough
