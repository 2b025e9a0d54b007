"""Every type, also the ones not yet written: complete, in both languages, strict with strangers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from members.ledger.drafts import Amounts
from withdrawals import types
from withdrawals.rules import limits
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import MemberFacts
from withdrawals.rules.reasons import OFFICER_MAY_GIVE, REASONS
from withdrawals.rules.spec import WithdrawalType

EVERY = pytest.mark.parametrize("kind", types.every(), ids=lambda kind: kind.code)
ON = date(2026, 11, 20)


@EVERY
def test_says_everything_in_both_languages(kind: WithdrawalType) -> None:
    texts = [kind.title, kind.short_title, kind.summary, *kind.needs, kind.declaration.text]
    for text in texts:
        assert text.of("ms") and text.of("en") and text.of("fr") == text.ms
    assert kind.declaration.version and kind.tac_purpose and kind.pays_within >= 1


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
        {"steps": ()},
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
