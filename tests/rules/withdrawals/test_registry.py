"""Every type, also the ones not yet written: complete, in both languages, strict with strangers."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import replace
from datetime import date

import pytest

from members.ledger.drafts import Amounts
from withdrawals import types
from withdrawals.rules import asks, limits, papers, terms
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import MemberFacts, PastApplication
from withdrawals.rules.reasons import OFFICER_MAY_GIVE, REASONS
from withdrawals.rules.spec import WithdrawalType

EVERY = pytest.mark.parametrize("kind", types.every(), ids=lambda kind: kind.code)
ON = date(2026, 11, 20)


@EVERY
def test_says_everything_in_both_languages(kind: WithdrawalType) -> None:
    texts = [kind.title, kind.short_title, kind.summary, *kind.needs, kind.declaration.text]
    texts += [*kind.who_words, *kind.conditions, kind.how_often]
    texts += [one.title for one in kind.documents]
    texts += [text for way in kind.options for text in (way.title, way.terms)]
    for ask in kind.asks:
        texts += [ask.label, *(words for _, words in ask.choices)]
    texts += [one.only_when.words for one in (*kind.asks, *kind.documents) if one.only_when]
    for text in texts:
        assert text.of("ms") and text.of("en") and text.of("fr") == text.ms
        assert "{" not in text.ms + text.en
    assert kind.declaration.version and kind.tac_purpose and kind.pays_within >= 1
    assert all(payee in terms.PAYEES for payee in kind.payees)
    assert kind.identity in terms.IDENTITIES and kind.channel in terms.CHANNELS


@EVERY
def test_names_its_source(kind: WithdrawalType) -> None:
    module = next(
        module
        for name, module in sys.modules.items()
        if name.startswith("withdrawals.types.") and getattr(module, "TYPE", None) is kind
    )
    assert "Source:" in (module.__doc__ or "") and "epf-rules" in (module.__doc__ or "")


@EVERY
def test_what_is_applied_for_in_person_wants_papers(kind: WithdrawalType) -> None:
    if kind.is_online:
        assert kind.identity == terms.Identity.TAC and set(kind.payees) <= terms.PAID_ONLINE
    else:
        assert kind.documents and kind.conditions
        assert any(paper.only_when is None for paper in kind.documents)


@EVERY
def test_papers_follow_the_answers(kind: WithdrawalType) -> None:
    always = {one.code for one in kind.documents if one.only_when is None}
    assert {one.code for one in kind.documents_for({})} == always
    for paper in kind.documents:
        if paper.only_when:
            for value in paper.only_when.values:
                assert paper in kind.documents_for({paper.only_when.question: value})


def test_the_dossiers_rows_are_all_there() -> None:
    wanted = (
        "FLX AGE50 EDU HBUY HBLD HRED HMON HFLEX PR1MA HAJJ HEALTH OVER1M INCAP LEAVE DEATH PENS "
        "AGE55 AGE60 MIS MPP"
    )
    assert {kind.code for kind in types.every()} == set(wanted.split())


def test_all_kinds_are_judged_in_under_five_milliseconds() -> None:
    facts = MemberFacts(
        member_id=1, born_on=date(1990, 3, 14), citizenship="CITIZEN", book="KONV",
        available=Amounts(9_000_000, 1_800_000, 1_874_205),
        past=tuple(PastApplication("FLX", date(2026, 1, 1 + day), 5_000) for day in range(30)),
    )  # fmt: skip
    tries = []
    for _ in range(20):
        began = time.perf_counter()
        for kind in types.every():
            decide(kind, facts, on=ON)
        tries.append(time.perf_counter() - began)
    assert min(tries) < 0.005


@EVERY
def test_refuses_a_stranger(kind: WithdrawalType) -> None:
    stranger = MemberFacts(
        member_id=0, born_on=date(1900, 1, 1), citizenship="NON_CITIZEN", book="KONV"
    )
    assert not decide(kind, stranger, on=ON).allowed


@EVERY
def test_every_reason_it_can_give_has_words(kind: WithdrawalType) -> None:
    nobody = MemberFacts(
        member_id=0, born_on=date(1900, 1, 1), citizenship="NON_CITIZEN", book="KONV",
        died_on=ON,
    )  # fmt: skip
    decision = decide(kind, nobody, on=ON, amount_sen=1, bank_account_id=1)
    for finding in decision.checks:
        reason = REASONS[finding.code]
        for text in (reason.check, reason.refused, reason.fix):
            for words in (text.ms, text.en):
                wanted = set(re.findall(r"{(\w+)}", words))
                assert wanted <= set(finding.values), (finding.code, words)


def test_the_same_placeholders_in_both_languages() -> None:
    for reason in REASONS.values():
        for text in (reason.check, reason.refused, reason.fix):
            assert set(re.findall(r"{(\w+)}", text.ms)) == set(re.findall(r"{(\w+)}", text.en))
    assert set(OFFICER_MAY_GIVE) <= set(REASONS)


def test_codes_are_found_in_small_letters_and_capitals() -> None:
    assert types.from_slug("flx") is types.from_slug("FLX") is types.get("FLX")
    with pytest.raises(types.UnknownType):
        types.from_slug("nope")


def test_a_second_type_with_the_same_code_is_refused() -> None:
    registry: dict[str, WithdrawalType] = {}
    types.register(types.get("FLX"), registry)
    with pytest.raises(types.BadType, match="FLX"):
        types.register(types.get("FLX"), registry)


@pytest.mark.parametrize(
    "half",
    [
        {"code": "flx"},
        {"source_accounts": ()},
        {"source_accounts": ("NOWHERE",)},
        {"who": ()},
        {"minimum_sen": 0},
        {"who_words": ()},
        {"steps": ()},
        {"needs": ()},
        {"payees": ()},
        {"payees": ("CLAIMANT",)},
        {"payees": ("MEMBER", "LENDER")},
        {"payees": ("MEMBER", "LENDER"), "asks": (asks.yes_no("pay_to", "Bank?", "The bank?"),)},
        {"channel": "COUNTER"},
        {"identity": "THUMBPRINT"},
        {
            "channel": "COUNTER",
            "identity": "DOCUMENTS",
            "documents": (papers.IDENTITY_CARD, papers.IDENTITY_CARD),
        },
        {
            "channel": "COUNTER",
            "identity": "DOCUMENTS",
            "documents": (papers.relationship("patient", papers.SPOUSE),),
        },
        {"tac_purpose": ""},
        {"narration": "fleksibel"},
        {"pays_within": 0},
        {"retired_on": date(2024, 5, 11)},
    ],
    ids=str,
)
def test_a_half_filled_type_cannot_be_made(half: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="withdrawal type"):
        replace(types.get("FLX"), **half)  # type: ignore[arg-type]


def test_retired_types_keep_their_words_and_take_no_more() -> None:
    kind = replace(types.get("FLX"), retired_on=date(2027, 1, 1))
    assert kind.is_offered(date(2026, 12, 31)) and not kind.is_offered(date(2027, 1, 1))


def test_accounts_are_emptied_in_order() -> None:
    have = Amounts(sejahtera=300, fleksibel=200)
    order = ("FLEKSIBEL", "SEJAHTERA")
    assert limits.sources(150, have, order) == Amounts(fleksibel=150)
    assert limits.sources(201, have, order) == Amounts(sejahtera=1, fleksibel=200)
    assert limits.sources(500, have, order) == Amounts(sejahtera=300, fleksibel=200)
    with pytest.raises(limits.NotEnough):
        limits.sources(501, have, order)
    with pytest.raises(ValueError, match="above nil"):
        limits.sources(0, have, order)
