"""What a withdrawal type can say: one frozen value. The engine never asks which one it is.

A half-filled type cannot be made: `WithdrawalType` refuses it when the program starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from members.ledger import chart
from members.rules.text import Text
from withdrawals.rules.asks import NO_ANSWERS, Answer, AnswerKind, Answers, Document, Question, When
from withdrawals.rules.facts import Channel, MemberFacts
from withdrawals.rules.findings import Finding
from withdrawals.rules.parameters import ACCOUNTS_SINCE
from withdrawals.rules.recurrence import Later
from withdrawals.rules.terms import ANY_TIME, PAID_ONLINE, Identity, Payee
from withdrawals.rules.working import Working

OPTION = "option"
PAY_TO = "pay_to"
HOW_TO_TAKE_IT = Text("Bagaimanakah anda mahu mengeluarkannya?", "How do you want to take it?")


class Review(StrEnum):
    """Who looks before money moves."""

    OFFICER = "OFFICER"


class Step(StrEnum):
    """A page that asks the member something. A type names AMOUNT, BANK_ACCOUNT and DECLARATION in its
    order; QUESTION comes before, PAYEE instead of BANK_ACCOUNT where somebody else is paid.
    """

    QUESTION = "QUESTION"
    AMOUNT = "AMOUNT"
    DOCUMENTS = "DOCUMENTS"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    PAYEE = "PAYEE"
    DECLARATION = "DECLARATION"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One question to the rules: this type, these facts and answers, this day, this channel."""

    type_code: str
    facts: MemberFacts
    on: date
    channel: Channel
    answers: Answers = field(default_factory=lambda: NO_ANSWERS)
    amount_sen: int | None = None

    def number(self, question: str) -> int | None:
        """An amount in sen or a count; None when not answered."""
        answer = self.answers.get(question)
        return answer if isinstance(answer, int) and not isinstance(answer, bool) else None

    def day(self, question: str) -> date | None:
        """A date; None when not answered."""
        answer = self.answers.get(question)
        return answer if isinstance(answer, date) else None


Predicate = Callable[[Enquiry], Finding]
Limit = Callable[[Enquiry, tuple[str, ...]], Working]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The text a member affirms. New words take a new version; old versions stay stored."""

    code: str
    version: str
    text: Text
    zakat_note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to take the money of a type: its own conditions, questions, minimum and amount.

    `pays` is who is paid this way, where it is not who the kind pays;
    `minimum_sen` must be in the accounts; `least_sen` is the least that is taken at once, where a
    part of it stays for later.
    """

    code: str
    title: Text
    terms: Text
    who: tuple[Predicate, ...] = ()
    minimum_sen: int = 1
    least_sen: int | None = None
    how_much: Limit | None = None
    takes_all: bool = False
    asks: tuple[Question, ...] = ()
    later: Later | None = None
    pays: Payee | None = None
    channel: Channel = Channel.COUNTER


@dataclass(frozen=True, slots=True)
class Benefit:
    """What the fund pays of its own besides the savings, in sen, and when."""

    words: Text
    amount_sen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalType:
    """A kind of withdrawal. Amounts in sen, `pays_within` in working days.

    `source_accounts` are taken from in this order. `who` is checked against our records and the
    answers; `who_words` says it to the member;
    `enough` replaces the check that the smallest amount can be reached, where its words say more;
    `conditions` are what the member proves with papers.
    `identity_tiers` asks for a step by the amount and the bank account (rules/identity_tiers.py).
    `channel` is where an application is complete today; who is paid ONLINE has a page to be named on.
    Raises ValueError when half-filled.
    """

    code: str
    title: Text
    short_title: Text
    summary: Text
    needs: tuple[Text, ...]
    source_accounts: tuple[str, ...]
    who: tuple[Predicate, ...]
    who_words: tuple[Text, ...]
    conditions: tuple[Text, ...] = ()
    how_much: Limit
    enough: Predicate | None = None
    minimum_sen: int = 1
    options: tuple[Option, ...] = ()
    benefit: Benefit | None = None
    asks: tuple[Question, ...] = ()
    documents: tuple[Document, ...] = ()
    payees: tuple[Payee, ...] = (Payee.MEMBER,)
    how_often: Text = ANY_TIME
    identity: Identity = Identity.TAC
    identity_tiers: bool = False
    channel: Channel = Channel.ONLINE
    steps: tuple[Step, ...] = (Step.AMOUNT, Step.BANK_ACCOUNT, Step.DECLARATION)
    declaration: Declaration
    tac_purpose: str = "withdrawal"
    narration: str
    later: Later | None = None
    review: Review = Review.OFFICER
    pays_within: int
    effective_from: date = ACCOUNTS_SINCE
    retired_on: date | None = None

    def __post_init__(self) -> None:
        problems = [
            problem
            for problem, found in (
                ("code is two to eight capitals or digits", not _CODE.fullmatch(self.code)),
                ("needs at least one source account", not self.source_accounts),
                ("needs known accounts", not set(self.source_accounts) <= set(chart.TITLES)),
                ("names an account twice", _repeats(self.source_accounts)),
                ("says who may apply", not self.who or not self.who_words),
                ("says what is needed", not self.needs and not self.documents),
                ("says who is paid", not self.payees),
                ("asks each question once", _repeats(tuple(ask.name for ask in self.asks))),
                ("knows each document once", _repeats(tuple(one.code for one in self.documents))),
                ("refers only to what it asks", not self._refers_to_what_it_asks()),
                ("names each option once", _repeats(tuple(one.code for one in self.options))),
                (
                    "takes a TAC online and nowhere else",
                    (self.channel == Channel.ONLINE) != (self.identity == Identity.TAC),
                ),
                (
                    "pays online only whom a page can name",
                    self.channel == Channel.ONLINE and not set(self.payees) <= PAID_ONLINE,
                ),
                ("asks who is paid, when there are several", not self._asks_who_is_paid()),
                ("has a minimum of at least one sen", self.minimum_sen < 1),
                ("asks for the amount first", self.steps[:1] != (Step.AMOUNT,)),
                ("ends with the declaration", self.steps[-1:] != (Step.DECLARATION,)),
                ("asks each thing once", _repeats(self.steps)),
                ("has a TAC purpose", not self.tac_purpose),
                ("has a narration code", not self.narration.startswith("withdrawal.")),
                ("pays within at least one working day", self.pays_within < 1),
                (
                    "retires after it starts",
                    self.retired_on is not None and self.retired_on <= self.effective_from,
                ),
            )
            if found
        ]
        if problems:
            raise ValueError(f"withdrawal type {self.code!r}: {'; '.join(problems)}")

    @property
    def slug(self) -> str:
        """The code as it stands in an address."""
        return self.code.lower()

    @property
    def account_titles(self) -> str:
        """The source accounts by name, in their order; the same in both languages."""
        return ", ".join(chart.TITLES[code] for code in self.source_accounts)

    @property
    def is_online(self) -> bool:
        """True when a member can apply here, from the first page to the last."""
        return self.channel == Channel.ONLINE

    @property
    def has_asks(self) -> bool:
        """True when the member is asked anything before the amount."""
        return bool(self.asks or self.options)

    @property
    def is_for_a_purpose(self) -> bool:
        """True when the amount also depends on what the member proves, not on our records alone."""
        return bool(self.conditions)

    def question(self, name: str) -> Question:
        """The question of this name; raises KeyError."""
        return {ask.name: ask for ask in self.asks}[name]

    def asked(self, on: date) -> tuple[Question, ...]:
        """The questions that are put on the day `on`."""
        return tuple(ask for ask in self.asks if ask.until is None or on < ask.until)

    def questions(self, on: date, channel: Channel) -> tuple[Question, ...]:
        """Everything asked on the day: the way to take the money first, what it asks, the rest."""
        ways = tuple(one for one in self.options if channel in (one.channel, Channel.COUNTER))
        if not ways:
            return self.asked(on)
        asked: dict[str, tuple[Question, list[Option]]] = {}
        for way in ways:
            for ask in way.asks:
                asked.setdefault(ask.name, (ask, []))[1].append(way)
        first = Question(
            name=OPTION,
            kind=AnswerKind.CHOICE,
            label=HOW_TO_TAKE_IT,
            choices=tuple((way.code, _title_and_terms(way)) for way in ways),
        )
        more = tuple(
            replace(ask, only_when=When(OPTION, tuple(way.code for way in by), by[0].title))
            for ask, by in asked.values()
        )
        return (first, *more, *self.asked(on))

    def put(self, answers: Answers, on: date, channel: Channel) -> tuple[Question, ...]:
        """The questions that these answers call for; who is not asked needs no answer."""
        found: list[Question] = []
        for ask in self.questions(on, channel):
            if ask.only_when is None or (
                ask.only_when.holds(answers)
                and any(one.name == ask.only_when.question for one in found)
            ):
                found.append(ask)
        return tuple(found)

    def payee(self, answers: Answers) -> Payee:
        """Who is paid: the answer `pay_to` names one of several; else whom the way chosen pays; else
        the first of the type.
        """
        chosen = answers.get(PAY_TO)
        if chosen is not None:
            return Payee(str(chosen))
        option = self.option(answers.get(OPTION))
        return (option.pays if option else None) or self.payees[0]

    @property
    def all_payees(self) -> tuple[Payee, ...]:
        """Everybody an application of this kind can pay, whichever way is chosen."""
        return (*self.payees, *(way.pays for way in self.options if way.pays))

    def option(self, code: Answer | None) -> Option | None:
        """The way to take the money that was chosen; raises KeyError for one that is not offered."""
        return None if code is None else {str(one.code): one for one in self.options}[str(code)]

    def goes_on(self, answers: Answers) -> Later | None:
        """What follows approval besides one payment, by the way that was chosen."""
        option = self.option(answers.get(OPTION))
        return (option.later if option else None) or self.later

    def documents_for(self, answers: Answers) -> tuple[Document, ...]:
        """The papers this application needs."""
        return tuple(one for one in self.documents if one.is_needed(answers))

    def _refers_to_what_it_asks(self) -> bool:
        asked = {ask.name: ask for ask in self.asks}
        whens = [ask.only_when for ask in self.asks] + [one.only_when for one in self.documents]
        for when in [when for when in whens if when is not None]:
            ask = asked.get(when.question)
            if ask is None:
                return False
            known: set[Answer] = {value for value, _ in ask.choices}
            if ask.kind == AnswerKind.YES_NO:
                known = {True, False}
            if known and not set(when.values) <= known:
                return False
        return True

    def _asks_who_is_paid(self) -> bool:
        if len(self.payees) == 1 or self.channel != Channel.ONLINE:
            return True
        ask = {ask.name: ask for ask in self.asks}.get(PAY_TO)
        return ask is not None and {value for value, _ in ask.choices} == set(self.payees)

    def is_offered(self, on: date) -> bool:
        """True from the day it starts until the day before it is retired."""
        return self.effective_from <= on and (self.retired_on is None or on < self.retired_on)


def _title_and_terms(way: Option) -> Text:
    return Text(f"{way.title.ms}: {way.terms.ms}", f"{way.title.en}: {way.terms.en}")


_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def _repeats(values: tuple[str, ...]) -> bool:
    return len(set(values)) != len(values)
