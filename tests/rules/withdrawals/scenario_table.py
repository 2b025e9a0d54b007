"""How an officer's table reads: a row of facts and answers, and what the rules must say.

Columns that a table leaves out mean nothing special: a citizen born on 14 March 1990, asking online
on 20 November 2026, with empty accounts and a verified bank account.

`shown` names identity steps that were recorded, with the last day on which they stand (or `used`) after
a colon; `last_paid` says whether the account paid last is this one (`same`), another, or none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from members.ledger import money
from members.ledger.drafts import Amounts
from withdrawals.rules.asks import Answer, AnswerKind
from withdrawals.rules.eligibility import decide
from withdrawals.rules.facts import Channel, MemberFacts, PastApplication
from withdrawals.rules.findings import Decision
from withdrawals.rules.identity_tiers import IdentityFacts, Shown
from withdrawals.rules.identity_ways import Way
from withdrawals.rules.spec import WithdrawalType

TABLES = Path(__file__).parents[2] / "scenarios" / "withdrawals"
VERIFIED, OTHER = 1, 2
ACCOUNTS = ("persaraan", "sejahtera", "fleksibel", "akaun_55", "akaun_emas")
COLUMNS = {
    "case", "today", "born_on", "citizenship", "before_1998", "died_on", "channel", *ACCOUNTS,
    "past", "answers", "amount", "account", "shown", "last_paid", "allowed", "reasons", "maximum",
}  # fmt: skip


def rows(kind: WithdrawalType) -> Iterator[dict[str, str]]:
    """The table of a type, row by row. Raises ValueError for a column nobody knows."""
    with (TABLES / f"{kind.slug}.csv").open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table)
        unknown = set(reader.fieldnames or ()) - COLUMNS
        if unknown:
            raise ValueError(f"{kind.slug}.csv: unknown columns {sorted(unknown)}")
        yield from reader


def facts(row: dict[str, str]) -> MemberFacts:
    died_on = row.get("died_on")
    return MemberFacts(
        member_id=1,
        born_on=date.fromisoformat(row.get("born_on") or "1990-03-14"),
        citizenship=row.get("citizenship") or "CITIZEN",
        elected_before_1998=row.get("before_1998") == "yes",
        died_on=date.fromisoformat(died_on) if died_on else None,
        book="KONV",
        available=Amounts(**{name: money.parse(row.get(name) or "0") for name in ACCOUNTS}),
        past=tuple(_past(*item.split(":")) for item in (row.get("past") or "").split()),
        verified_bank_accounts=frozenset({VERIFIED}),
        identity=IdentityFacts(
            was_paid=bool(row.get("last_paid")),
            last_accounts=frozenset({"same": (VERIFIED,)}.get(row.get("last_paid") or "", ())),
            shown=tuple(_shown(item) for item in (row.get("shown") or "").split()),
        ),
    )


def _past(code: str, day: str, ground: str = "") -> PastApplication:
    """`CODE:day`, and the ground after it where a kind has several."""
    return PastApplication(code, date.fromisoformat(day), 5_000, ground)


def _shown(item: str) -> Shown:
    way, _, until = item.partition(":")
    is_used = until == "used"
    until_on = date.max if is_used or not until else date.fromisoformat(until)
    return Shown(Way(way), until_on, is_used=is_used)


def answers(kind: WithdrawalType, row: dict[str, str]) -> dict[str, Answer]:
    """`name=value` pairs, read as the question of that name wants them."""
    found: dict[str, Answer] = {}
    for item in (row.get("answers") or "").split():
        name, _, value = item.partition("=")
        if name == "option":
            found[name] = value
        elif kind.options and name in ("monthly_sen", "months"):
            found[name] = money.parse(value) if name.endswith("_sen") else int(value)
        else:
            found[name] = _answer(kind, name, value)
    return found


def _answer(kind: WithdrawalType, name: str, value: str) -> Answer:
    ask = kind.question(name)
    match ask.kind:
        case AnswerKind.MONEY:
            return money.parse(value)
        case AnswerKind.COUNT:
            return int(value)
        case AnswerKind.DAY:
            return date.fromisoformat(value)
        case AnswerKind.YES_NO:
            return {"yes": True, "no": False}[value]
        case AnswerKind.CHOICE:
            if value not in {choice for choice, _ in ask.choices}:
                raise ValueError(f"{kind.code}: {name} cannot be {value}")
            return value
        case _:
            return value


def judged(kind: WithdrawalType, row: dict[str, str]) -> Decision:
    """What the rules say of the row."""
    amount = row.get("amount")
    account = {"verified": VERIFIED, "other": OTHER, "": None, None: None}[row.get("account")]
    return decide(
        kind,
        facts(row),
        on=date.fromisoformat(row.get("today") or "2026-11-20"),
        channel=Channel(row.get("channel") or "ONLINE"),
        amount_sen=money.parse(amount) if amount else None,
        bank_account_id=account,
        answers=answers(kind, row),
    )
