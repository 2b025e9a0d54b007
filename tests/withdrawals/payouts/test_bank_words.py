"""What the bank says, in any order, twice, wrongly or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from members.gateways.iso20022 import answered, written
from members.ledger.models import Journal
from tests.withdrawals.payouts.people import (
    TUESDAY,
    World,
    attempt_of,
    balances,
    breaches,
)
from withdrawals.models import (
    Application,
    BankEntry,
    BankMessage,
    BankStatement,
    PayoutAttempt,
    PayoutBatch,
)
from withdrawals.services import bank_messages, batches, payout, reconcile

OPENING = 1_000_000
ACCOUNT = settings.PAYOUT_ACCOUNTS["KONV"]


def say(world: World, *contents: bytes) -> None:
    """Each file comes by itself and is applied before the next."""
    for content in contents:
        bank_messages.store(source="MBBEMYKL", file_name="x.xml", content=content, at=world.tick())
        bank_messages.apply_waiting(at=world.tick())


def report(
    world: World,
    batch: PayoutBatch,
    msg_id: str,
    group: str = "",
    reason: str = "",
    items: Sequence[answered.ItemStatus] = (),
) -> bytes:
    return answered.status_report(
        msg_id=msg_id,
        at=world.at,
        original_msg_id=batch.msg_id,
        group=group or "PART",
        reason=reason,
        items=items,
    )


def statement(
    world: World, seq: int, opening_sen: int, *lines: written.Line, account_no: str = ACCOUNT
) -> bytes:
    return written.statement(
        msg_id=f"STM-{account_no[-4:]}-{seq}-{opening_sen}-{len(lines)}",
        at=world.at,
        on=TUESDAY,
        account_no=account_no,
        seq=seq,
        opening_sen=opening_sen,
        lines=lines,
    )


def debit(attempt: PayoutAttempt, amount_sen: int | None = None, ref: str = "") -> written.Line:
    return written.Line(
        ref or f"DB-{attempt.pk}",
        "D",
        amount_sen or attempt.amount_sen,
        attempt.end_to_end_id,
        TUESDAY,
    )


def credit(attempt: PayoutAttempt, ref: str = "") -> written.Line:
    return written.Line(
        ref or f"CR-{attempt.pk}", "C", attempt.amount_sen, attempt.end_to_end_id, TUESDAY, "AC06"
    )


def picture() -> object:
    """Everything that must not depend on the order in which the bank's words came."""
    return (
        sorted(
            PayoutAttempt.objects.values_list(
                "end_to_end_id", "state", "reason_code", "closing_entry__servicer_ref"
            )
        ),
        sorted(Application.objects.values_list("reference", "status", "paid_on", "bank_reference")),
        sorted(PayoutBatch.objects.values_list("msg_id", "state")),
        sorted(BankEntry.objects.values_list("servicer_ref", "match_state", "problem")),
        sorted(BankMessage.objects.values_list("msg_id", "state", "problem")),
        sorted(
            Journal.objects.filter(scope__startswith="payout").values_list("scope", "reference")
        ),
        balances(),
    )


def test_any_order_and_twice_gives_one_end(world: World) -> None:
    """F40: all orders of four messages, then all of them again."""
    batch = world.sent(50_000, 30_000, 20_000)
    paid, refused, returned = batch.attempts.order_by("pk")
    messages = [
        report(world, batch, "S1", "ACTC"),
        report(
            world,
            batch,
            "S2",
            items=[
                answered.ItemStatus(paid.end_to_end_id, "ACSC"),
                answered.ItemStatus(refused.end_to_end_id, "RJCT", "AC04"),
                answered.ItemStatus(returned.end_to_end_id, "ACSP"),
            ],
        ),
        statement(world, 1, OPENING, debit(paid), debit(returned)),
        statement(world, 2, OPENING - 70_000, credit(returned)),
    ]
    pictures = []
    for order in itertools.permutations(messages):
        with transaction.atomic():
            say(world, *order)
            say(world, *messages)
            pictures.append(picture())
            assert breaches() == []
            transaction.set_rollback(True)
    assert len(pictures) == 24
    assert all(seen == pictures[0] for seen in pictures)
    states = dict(row[:2] for row in pictures[0][0])  # type: ignore[index]
    assert states == {
        paid.end_to_end_id: "SETTLED",
        refused.end_to_end_id: "REJECTED",
        returned.end_to_end_id: "RETURNED",
    }
    assert balances()["2210"] == 100_000, "the trial runs left nothing behind"


def test_a_status_is_not_money(world: World) -> None:
    batch = world.sent()
    for number, word in enumerate(("RCVD", "ACTC", "ACCP", "ACSP", "ACSC")):
        say(world, report(world, batch, f"S{number}", word))
    (attempt,) = batch.attempts.all()
    assert attempt.state == "ACKED"
    assert balances() == {"2210": 50_000, "3000": -50_000}
    assert attempt.application.status == "PAYING"


@pytest.mark.parametrize("off", [-1, 1])
def test_one_sen_off_is_an_exception(world: World, off: int) -> None:
    """F42."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(world, statement(world, 1, OPENING, debit(attempt, 50_000 + off)))
    entry = BankEntry.objects.get()
    assert (entry.match_state, entry.problem) == ("EXCEPTION", "AMOUNT_DIFFERS")
    assert attempt_of(attempt.application).state == "SENT"
    assert balances()["2210"] == 50_000
    assert breaches() == []


def test_ringgit_only(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    content = statement(world, 1, OPENING, debit(attempt))
    say(world, content.replace(b'Ccy="MYR">500.00', b'Ccy="SGD">500.00'))
    assert BankEntry.objects.get().problem == "CURRENCY_DIFFERS"
    assert attempt_of(attempt.application).state == "SENT"


def test_a_debit_without_our_reference(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    stranger = written.Line("DB-9", "D", 50_000, "SOMEBODY-ELSE", TUESDAY)
    say(world, statement(world, 1, OPENING, stranger))
    assert BankEntry.objects.get().problem == "NO_REFERENCE", "never matched by amount"
    assert attempt_of(attempt.application).state == "SENT"


def test_the_other_books_account_does_not_pay_ours(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    other = settings.PAYOUT_ACCOUNTS["SHARIAH"]
    say(world, statement(world, 1, OPENING, debit(attempt), account_no=other))
    assert BankEntry.objects.get().problem == "NO_REFERENCE"
    assert attempt_of(attempt.application).state == "SENT"


def test_paid_twice_by_the_bank(world: World) -> None:
    """F37: the second debit is held as an exception; the member is paid once in the books."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(world, statement(world, 1, OPENING, debit(attempt), debit(attempt, ref="DB-AGAIN")))
    found = dict(BankEntry.objects.values_list("servicer_ref", "problem"))
    assert found == {f"DB-{attempt.pk}": "", "DB-AGAIN": "NOT_AWAITED"}
    assert balances() == {"1110": 50_000, "3000": -50_000}
    assert breaches() == []


def test_the_banks_reference_counts_once(world: World) -> None:
    batch = world.sent(50_000, 60_000)
    first, second = batch.attempts.order_by("pk")
    say(world, statement(world, 1, OPENING, debit(first, ref="SAME"), debit(second, ref="SAME")))
    assert sorted(BankEntry.objects.values_list("match_state", "problem")) == [
        ("EXCEPTION", "ENTRY_REPEATED"),
        ("MATCHED", ""),
    ]


def test_money_that_is_no_return(world: World) -> None:
    world.sent()
    gift = written.Line("CR-1", "C", 5, "WHO-KNOWS", TUESDAY)
    say(world, statement(world, 1, OPENING, gift))
    assert BankEntry.objects.get().problem == "CREDIT_UNEXPECTED"


def test_a_missing_statement_stops_the_next(world: World) -> None:
    """F44: nothing of statement 2 counts before statement 1 has."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    second = statement(world, 2, OPENING - 7, debit(attempt))
    say(world, second)
    assert BankStatement.objects.get().problem == "GAP"
    assert BankMessage.objects.get().problem == "GAP"
    assert attempt_of(attempt.application).state == "SENT"
    say(world, statement(world, 1, OPENING, written.Line("FEE", "D", 7, "FEE", TUESDAY)))
    assert attempt_of(attempt.application).state == "SETTLED"
    assert set(BankMessage.objects.values_list("state", "problem")) == {("APPLIED", "")}


def test_a_statement_that_does_not_follow(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(
        world,
        statement(world, 1, OPENING, written.Line("FEE", "D", 7, "FEE", TUESDAY)),
        statement(world, 2, OPENING, debit(attempt)),
    )
    assert BankStatement.objects.get(seq=2).problem == "DOES_NOT_FOLLOW"
    assert attempt_of(attempt.application).state == "SENT"
    assert breaches() == []


def test_a_statement_that_does_not_add_up(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    content = statement(world, 1, OPENING, debit(attempt))
    say(world, content.replace(b">9500.00<", b">9500.01<"))
    assert BankMessage.objects.get().problem == "DOES_NOT_ADD_UP"
    assert not BankStatement.objects.exists()


def test_a_corrected_statement_needs_a_person(world: World) -> None:
    """C16."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(
        world,
        statement(world, 1, OPENING, debit(attempt)),
        statement(world, 1, OPENING + 5, debit(attempt)),
    )
    assert list(BankMessage.objects.order_by("pk").values_list("state", "problem")) == [
        ("APPLIED", ""),
        ("EXCEPTION", "STATEMENT_DIFFERS"),
    ]
    assert breaches() == []


def test_a_strangers_account(world: World) -> None:
    say(world, statement(world, 1, OPENING, account_no="999999999999"))
    assert BankMessage.objects.get().problem == "ACCOUNT_UNKNOWN"


def test_the_bank_says_it_has_it_already(world: World) -> None:
    """F38: the fate is unknown, there is no second instruction, and the statement still settles."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(world, report(world, batch, "S1", "RJCT", "DU01"))
    application = attempt.application
    assert attempt_of(application).state == "UNKNOWN"
    assert BankMessage.objects.get().problem == "DUPLICATE_AT_BANK"
    with pytest.raises(payout.NotPayable):
        payout.pay_again(
            application_id=application.pk,
            bank_account=application.bank_account,
            by=world.chong,
            at=world.tick(),
        )
    say(world, statement(world, 1, OPENING, debit(attempt)))
    assert attempt_of(application).state == "SETTLED"
    assert breaches() == []


def test_refused_after_it_was_paid(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(
        world,
        statement(world, 1, OPENING, debit(attempt)),
        report(world, batch, "S1", "RJCT", "AC04"),
    )
    assert attempt_of(attempt.application).state == "SETTLED"
    assert BankMessage.objects.get(msg_id="S1").problem == "CONTRADICTS"
    assert breaches() == []


def test_paid_after_it_was_refused(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(
        world,
        report(world, batch, "S1", "RJCT", "AC04"),
        statement(world, 1, OPENING, debit(attempt)),
    )
    assert attempt_of(attempt.application).state == "REJECTED"
    assert BankEntry.objects.get().problem == "NOT_AWAITED"
    assert breaches() == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"not xml", "UNREADABLE"), (b"", "UNREADABLE"), (b"<a/>", "UNREADABLE")],
)
def test_what_cannot_be_read_is_kept(world: World, content: bytes, problem: str) -> None:
    say(world, content)
    message = BankMessage.objects.get()
    assert (message.state, message.problem, bytes(message.raw)) == ("EXCEPTION", problem, content)


def test_our_own_file_is_no_answer(world: World) -> None:
    batch = world.sent()
    say(world, bytes(PayoutBatch.objects.get(pk=batch.pk).file_bytes or b""))
    assert BankMessage.objects.get().problem == "NOT_FOR_US"


def test_about_a_file_we_never_sent(world: World) -> None:
    world.approved()
    batch = world.sealed()
    say(world, report(world, batch, "S1", "RJCT", "FF01"))
    assert BankMessage.objects.get().problem == "BATCH_UNKNOWN"
    batch.refresh_from_db()
    assert batch.state == "SEALED"


def test_one_identity_two_contents(world: World) -> None:
    batch = world.sent()
    say(world, report(world, batch, "S1", "ACTC"), report(world, batch, "S1", "RJCT", "AC04"))
    assert list(BankMessage.objects.order_by("pk").values_list("problem", flat=True)) == [
        "",
        "MESSAGE_ID_REUSED",
    ]
    assert batch.attempts.get().state == "ACKED"


def test_words_are_kept_as_they_came(world: World) -> None:
    world.sent()
    world.work()
    for model, change in (
        (BankMessage, {"raw": b"x"}),
        (BankStatement, {"closing_sen": 0}),
        (BankEntry, {"amount_sen": 1}),
        (BankEntry, {"match_state": "EXCEPTION", "problem": "GAP", "journal_id": None}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)


def test_silence_becomes_unknown_and_the_statement_settles(world: World) -> None:
    """F39: no answer within two working days of the value date."""
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    for day, state in ((25, "SENT"), (26, "SENT"), (27, "UNKNOWN")):
        reconcile.chase(business_date=date(2026, 11, day), at=world.tick())
        assert attempt_of(attempt.application).state == state
    say(world, statement(world, 1, OPENING, debit(attempt)))
    assert attempt_of(attempt.application).state == "SETTLED"


def test_a_return_on_the_statement_of_its_debit(world: World) -> None:
    batch = world.sent()
    (attempt,) = batch.attempts.all()
    say(world, statement(world, 1, OPENING, credit(attempt), debit(attempt)))
    assert attempt_of(attempt.application).state == "RETURNED"
    assert balances() == {"2220": 50_000, "3000": -50_000}


def test_paid_again_to_another_account(world: World) -> None:
    from tests.withdrawals.payouts.people import bank_account

    batch = world.sent()
    (attempt,) = batch.attempts.all()
    application = attempt.application
    say(world, statement(world, 1, OPENING, debit(attempt), credit(attempt)))
    payout.pay_again(
        application_id=application.pk,
        bank_account=bank_account(application.member, "4321"),
        by=world.chong,
        at=world.tick(),
    )
    assert balances() == {"2200": 50_000, "3000": -50_000}
    assert breaches() == []
    second = world.sealed(date(2026, 11, 25))
    world.released(second)
    batches.transmit(batch_id=second.pk, at=world.tick() + timedelta(seconds=1))
    again = attempt_of(application)
    assert (again.attempt_no, again.account_last_four) == (2, "4321")
    say(world, statement(world, 2, OPENING, debit(again)))
    application.refresh_from_db()
    assert (application.status, application.last_four) == ("PAID", "4321")
    assert balances() == {"1110": 50_000, "3000": -50_000}
    assert breaches() == []
