"""Every kind on its pages: what it says, where to apply, and the ones that go all the way here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import User
from members.tac.models import TacChallenge
from tests.factories import make_member, make_user
from tests.withdrawals.conftest import Walk, bank, credit, logged_in, showed
from withdrawals import selectors, types
from withdrawals.models import Application, PayoutAttempt
from withdrawals.rules.spec import WithdrawalType
from withdrawals.selectors import Group
from withdrawals.services import apply, review

pytestmark = pytest.mark.django_db(transaction=True)

EVERY = pytest.mark.parametrize("kind", types.every(), ids=lambda kind: kind.code)
CHOOSE = "withdrawals:choose"


def of_age(born_on: date, amounts: Amounts, number: int = 7) -> User:
    """A member born on this day, with money, a phone and a bank account."""
    member = make_member(
        member_no=f"1990000{number}",
        ic_no=f"{born_on:%y%m%d}14567{number}",
        name="DAUD BIN ISMAIL",
        born_on=born_on,
    )
    user = make_user(
        member=member, login_id=f"daud{number}", phone=f"+6012000009{number}", language="en"
    )
    credit(member, amounts)
    bank(member, number=f"51401234999{number}")
    showed(member)
    return user


def a_while_later() -> None:
    """Let the wait before another TAC pass."""
    wait = timedelta(minutes=10)
    TacChallenge.objects.update(issued_at=F("issued_at") - wait, expires_at=F("expires_at") - wait)


@EVERY
@pytest.mark.parametrize("language", ["ms", "en"])
def test_start_page_says_all_there_is_to_know(
    aminah: User, kind: WithdrawalType, language: str
) -> None:
    client = logged_in(aminah)
    client.post(reverse("portal:set_language"), {"language": language, "next": "/"})
    page = client.get(reverse("withdrawals:start", args=[kind.slug])).text
    texts = [kind.title, kind.summary, *kind.needs, *kind.who_words, *kind.conditions]
    texts += [paper.title for paper in kind.documents]
    texts += [way.title for way in kind.options] + [kind.how_often]
    for text in texts:
        assert str(escape(text.of(language))).lower() in page.lower()
    assert f"{kind.pays_within} " in page
    assert page.count("<h1") == 1 and "style=" not in page and "{" not in page.split("<main")[1]


@EVERY
def test_apply_now_stands_only_where_an_application_ends(
    aminah: User, kind: WithdrawalType
) -> None:
    client = logged_in(aminah)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    address = reverse("withdrawals:start", args=[kind.slug])
    offer = next(
        one for one in selectors.offers(aminah.member_id, on=date(2026, 11, 20)) if one.kind is kind
    )
    page = client.get(address).text
    assert ("Apply now" in page) is (offer.decision.allowed and kind.is_online)
    assert ("How to apply" in page) is (not kind.is_online)
    begun = client.post(address)
    assert begun.status_code == 302
    drafts = Application.objects.filter(member=aminah.member, type_code=kind.code).count()
    assert drafts == int(offer.decision.allowed and kind.is_online)
    for name in ("amount", "bank_account", "declaration", "check", "code"):
        if not drafts:
            away = client.get(reverse(f"withdrawals:{name}", args=[kind.slug]))
            assert away.url == address


def test_counter_kinds_cannot_be_begun(aminah: User) -> None:
    with pytest.raises(apply.NotOnline):
        apply.begin(
            member_id=aminah.member_id, kind=types.get("HAJJ"), by=aminah, at=timezone.now()
        )


def test_all_kinds_nearest_first(aminah: User) -> None:
    offers = selectors.offers(aminah.member_id, on=date(2026, 11, 20))
    assert len(offers) == len(types.every())
    assert [offer.group for offer in offers] == sorted(offer.group for offer in offers)
    assert [one.kind.code for one in offers if one.group == Group.NOW] == ["FLX"]
    purposes = {one.kind.code for one in offers if one.group == Group.FOR_A_PURPOSE}
    assert {"EDU", "HBUY", "HEALTH", "HAJJ", "MIS"} <= purposes
    assert {one.kind.code for one in offers if one.group == Group.NOT_YET} >= {
        "AGE50", "AGE55", "AGE60", "DEATH", "OVER1M",
    }  # fmt: skip
    client = logged_in(aminah)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse(CHOOSE)).text
    assert "You can apply from 14 March 2040" in page
    assert "they must be more than RM1,100,000.00" in page
    for offer in offers:
        assert str(escape(offer.kind.title.en)) in page


def test_a_non_citizen_sees_the_amount_and_the_counter(today: date) -> None:
    user = of_age(date(1990, 6, 1), Amounts(fleksibel=100_000))
    user.member.citizenship = "NON_CITIZEN"
    user.member.save()
    offers = selectors.offers(user.member_id, on=today)
    assert [one.kind.code for one in offers if one.group == Group.NOW] == ["FLX"]
    client = logged_in(user)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse(CHOOSE)).text
    assert "RM1,000.00" in page and "Apply at any of our counters" in page
    address = reverse("withdrawals:start", args=["flx"])
    page = client.get(address).text
    assert "RM1,000.00" in page and "How to apply" in page and "Apply now" not in page
    client.post(address)
    assert not Application.objects.filter(member=user.member).exists()


def test_what_is_behind_a_member_is_said_once(today: date) -> None:
    user = of_age(date(1970, 6, 1), Amounts(akaun_55=9_000_000))
    offers = selectors.offers(user.member_id, on=today)
    behind = {one.kind.code: one.decision for one in offers if one.group == Group.NO_LONGER}
    assert {"FLX", "AGE50", "EDU", "HBUY", "MIS"} <= set(behind)
    assert behind["EDU"].reason_codes == ("AGE_REACHED",)
    assert [one.kind.code for one in offers if one.group == Group.NOW] == ["AGE55"]
    client = logged_in(user)
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    assert "No longer open to you" in client.get(reverse(CHOOSE)).text


def test_the_page_of_all_kinds_costs_twelve_queries_at_most(aminah: User) -> None:
    client = logged_in(aminah)
    client.get(reverse(CHOOSE))
    for address in (reverse(CHOOSE), reverse("withdrawals:start", args=["age55"])):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        assert len(caught) <= 12, address


@pytest.mark.parametrize(
    ("slug", "born_on", "have", "amount", "taken"),
    [
        ("age50", date(1975, 6, 1), Amounts(500_000, 1_800_000, 90_000), "18000.00",
         Amounts(sejahtera=1_800_000)),
        ("age50", date(1975, 6, 1), Amounts(500_000, 1_800_000), "0.01", Amounts(sejahtera=1)),
        ("age55", date(1970, 6, 1), Amounts(akaun_55=9_000_000), "1234.56",
         Amounts(akaun_55=123_456)),
        ("age60", date(1964, 6, 1), Amounts(akaun_55=500_000, akaun_emas=300_000), "6000.00",
         Amounts(akaun_55=500_000, akaun_emas=100_000)),
        ("age60", date(1964, 6, 1), Amounts(akaun_55=500_000, akaun_emas=300_000), "8000.00",
         Amounts(akaun_55=500_000, akaun_emas=300_000)),
        ("over1m", date(1980, 6, 1), Amounts(120_000_000, 5_000_000), "150000.00",
         Amounts(sejahtera=5_000_000, persaraan=10_000_000)),
    ],
)  # fmt: skip
def test_from_the_start_page_to_the_books(
    today: date, chong: User, slug: str, born_on: date, have: Amounts, amount: str, taken: Amounts
) -> None:
    user = of_age(born_on, have)
    way = {"option": "PARTIAL"} if types.from_slug(slug).options else {}
    application = Walk(user, slug, **way).all_the_way(amount)
    assert application.status == "SUBMITTED" and application.sources == taken
    (balance,) = ledger.balances(user.member_id)
    assert (balance.posted, balance.held) == (have, taken)
    review.take(application_id=application.pk, by=chong, at=timezone.now())
    done = review.approve(application_id=application.pk, by=chong, at=timezone.now())
    (balance,) = ledger.balances(user.member_id)
    assert (balance.posted, balance.held) == (have - taken, Amounts())
    (entry,) = [one for one in ledger.entries(user.member_id) if one.kind == "WITHDRAWAL"]
    assert entry.amounts == -taken and entry.narration == done.kind.narration
    assert PayoutAttempt.objects.get(application=done).amount_sen == taken.total
    assert logged_in(user).get(reverse("withdrawals:application", args=[done.reference])).text


def test_age_50_is_once_only_and_a_refused_one_does_not_count(today: date, chong: User) -> None:
    user = of_age(date(1975, 6, 1), Amounts(sejahtera=1_800_000))
    first = Walk(user, "age50").all_the_way("100.00")
    again = logged_in(user).get(reverse("withdrawals:start", args=["age50"])).text
    assert "Apply now" not in again
    review.take(application_id=first.pk, by=chong, at=timezone.now())
    review.reject(
        application_id=first.pk,
        reason_codes=["IDENTITY_NOT_CONFIRMED"],
        by=chong,
        at=timezone.now(),
    )
    a_while_later()
    second = Walk(user, "age50").all_the_way("100.00")
    assert second.status == "SUBMITTED" and second.pk != first.pk


def test_the_check_page_promises_no_second_time(today: date) -> None:
    user = of_age(date(1975, 6, 1), Amounts(sejahtera=1_800_000))
    walk = Walk(user, "age50")
    walk.client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    walk.to_check("8000.00")
    page = walk.client.get(walk.url("check")).text
    assert "Once only" in page and "Left in Akaun Sejahtera" in page and "RM10,000.00" in page


def test_two_kinds_on_one_account_never_take_it_twice(today: date) -> None:
    user = of_age(date(1975, 6, 1), Amounts(125_000_000, 1_000_000))
    Walk(user, "age50").all_the_way("10000.00")
    decision = next(
        one.decision
        for one in selectors.offers(user.member_id, on=today)
        if one.kind.code == "OVER1M"
    )
    assert decision.maximum_sen == 125_000_000 - 110_000_000
    a_while_later()
    application = Walk(user, "over1m").all_the_way("150000.00")
    assert application.sources == Amounts(persaraan=15_000_000)


def test_an_officer_reviews_every_online_kind(today: date, chong: User) -> None:
    user = of_age(date(1975, 6, 1), Amounts(125_000_000, 1_000_000))
    application = Walk(user, "over1m").all_the_way("20000.00")
    page = logged_in(chong).get(
        reverse("admin:withdrawals_application_review", args=[application.reference])
    )
    assert page.status_code == 200 and "Savings above the threshold" in page.text
