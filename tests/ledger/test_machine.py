"""Any sequence of deposits, holds, captures, releases and reversals: the books agree with a child's sums.

The model is a few dictionaries. After every step the balances are what the model says, money that is
held cannot leave, and each refusal is one the model expected. At the end every invariant holds.
"""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from members.ledger import chart, checks, holds, journal, selectors
from members.ledger.drafts import Amounts, JournalDraft, MemberLine
from tests.factories import make_member

SEN = st.integers(min_value=1, max_value=400)
ACCOUNTS = st.sampled_from([chart.PERSARAAN, chart.SEJAHTERA, chart.FLEKSIBEL])
ON = date(2026, 3, 2)
_keys = itertools.count(1)


class Books(RuleBasedStateMachine):
    live_holds = Bundle("live_holds")
    deposits = Bundle("deposits")

    @initialize()
    def begin(self) -> None:
        self.member = make_member()
        self.posted = dict.fromkeys(chart.TITLES, 0)
        self.held = dict.fromkeys(chart.TITLES, 0)

    def free(self, account: str) -> int:
        return self.posted[account] - self.held[account]

    def draft(self, account: str, sen: int, kind: str, key: str) -> JournalDraft:
        return JournalDraft(
            scope="machine",
            key=key,
            kind=kind,
            book="KONV",
            effective_on=ON,
            narration="opening",
            reference=key,
            by="machine",
            control=chart.RESERVE,
            members=(MemberLine(self.member.pk, Amounts.of(account, sen)),),
        )

    @rule(target=deposits, account=ACCOUNTS, sen=SEN)
    def deposit(self, account: str, sen: int) -> tuple[int, str, int]:
        posted = journal.post(self.draft(account, sen, "OPENING", f"in-{next(_keys)}"))
        self.posted[account] += sen
        return posted.journal_id, account, sen

    @rule(account=ACCOUNTS, sen=SEN)
    def take(self, account: str, sen: int) -> None:
        said = self.draft(account, -sen, "WITHDRAWAL", f"out-{next(_keys)}")
        try:
            journal.post(said)
        except journal.NotEnoughInAccount:
            assert sen > self.free(account)
        else:
            assert sen <= self.free(account)
            self.posted[account] -= sen
            assert not journal.post(said).created

    @rule(target=live_holds, account=ACCOUNTS, sen=SEN)
    def hold(self, account: str, sen: int) -> object:
        key = str(next(_keys))
        try:
            hold_id = holds.place(
                scope="machine",
                key=key,
                member_id=self.member.pk,
                book="KONV",
                amounts=Amounts.of(account, sen),
                by="machine",
            )
        except holds.NotEnoughInAccount:
            assert sen > self.free(account)
            return multiple()
        assert sen <= self.free(account)
        self.held[account] += sen
        return hold_id, account, sen

    @rule(which=consumes(live_holds))
    def release(self, which: tuple[int, str, int]) -> None:
        hold_id, account, sen = which
        holds.release(hold_id, by="machine")
        holds.release(hold_id, by="machine")
        self.held[account] -= sen

    @rule(which=consumes(live_holds))
    def capture(self, which: tuple[int, str, int]) -> None:
        hold_id, account, sen = which
        said = self.draft(account, -sen, "WITHDRAWAL", f"hold-{hold_id}")
        assert holds.capture(hold_id, said).created
        assert not holds.capture(hold_id, said).created
        self.held[account] -= sen
        self.posted[account] -= sen

    @rule(which=deposits, again=st.booleans())
    def reverse(self, which: tuple[int, str, int], again: bool) -> None:
        journal_id, account, sen = which
        try:
            answer = journal.reverse(journal_id, key=str(journal_id), effective_on=ON, by="machine")
        except journal.NotEnoughInAccount:
            assert sen > self.free(account)
        else:
            if answer.created:
                self.posted[account] -= sen

    @rule(source=ACCOUNTS, sen=SEN)
    def merge_into_akaun_55(self, source: str, sen: int) -> None:
        amounts = Amounts.of(source, -sen) + Amounts(akaun_55=sen)
        said = JournalDraft(
            scope="machine",
            key=f"move-{next(_keys)}",
            kind="TRANSFER",
            book="KONV",
            effective_on=ON,
            narration="age55",
            reference="move",
            by="machine",
            members=(MemberLine(self.member.pk, amounts),),
        )
        try:
            journal.post(said)
        except journal.NotEnoughInAccount:
            assert sen > self.free(source)
        else:
            self.posted[source] -= sen
            self.posted[chart.AKAUN_55] += sen

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        if not hasattr(self, "member"):
            return
        balance = selectors.total_balances(self.member.pk)
        assert dict(balance.posted.items()) == self.posted
        assert dict(balance.held.items()) == self.held
        assert selectors.balances_as_of(self.member.pk, ON) == balance.posted

    def teardown(self) -> None:
        assert [r for r in map(checks.ask, checks.INVARIANTS) if not r.holds] == []


def test_any_sequence_of_events(transactional_db: None) -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
