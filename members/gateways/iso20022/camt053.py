"""The bank's statement: the only word from outside that moves money in our books."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from members.gateways.iso20022 import schema

PREFIX = "camt.053."
DEBIT = "D"
CREDIT = "C"
# As many digits as a row holds; the schema allows signs, fractions and eighteen of them.
_SEQ = re.compile(r"[0-9]{1,9}", re.ASCII)
_SIDES = {"DBIT": DEBIT, "CRDT": CREDIT}


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked line: side as the bank writes it (D takes from our account), amount in sen.

    `text` is everything the payer wrote beside the money, `payer` the name of who paid.
    """

    servicer_ref: str
    side: str
    amount_sen: int
    currency: str
    is_reversal: bool
    return_reason: str
    end_to_end_id: str
    value_on: date
    text: str = ""
    payer: str = ""

    @property
    def signed_sen(self) -> int:
        """What the line does to our account: a credit adds."""
        return self.amount_sen if self.side == CREDIT else -self.amount_sen


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account; balances in sen, negative when overdrawn."""

    account_no: str
    seq: int
    opening_sen: int
    closing_sen: int
    entries: tuple[Entry, ...]

    @property
    def adds_up(self) -> bool:
        """True when opening balance and entries give the closing balance."""
        total = sum(entry.signed_sen for entry in self.entries)
        return self.opening_sen + total == self.closing_sen


@dataclass(frozen=True, slots=True)
class StatementMessage:
    msg_id: str
    statements: tuple[Statement, ...]


def parse(document: etree._Element) -> StatementMessage:
    """Read a valid camt.053; raises schema.Unreadable when it lacks what we need."""
    root = schema.all_of(document, "BkToCstmrStmt")[0]
    return StatementMessage(
        msg_id=schema.text(root, "GrpHdr/MsgId"),
        statements=tuple(_statement(element) for element in schema.all_of(root, "Stmt")),
    )


def _statement(element: etree._Element) -> Statement:
    seq = schema.text(element, "ElctrncSeqNb") or schema.text(element, "LglSeqNb")
    account_no = schema.text(element, "Acct/Id/Othr/Id") or schema.text(element, "Acct/Id/IBAN")
    if not seq or not account_no:
        raise schema.Unreadable("a statement without its number or account")
    if not _SEQ.fullmatch(seq):
        raise schema.Unreadable("a statement's number is not a plain one")
    balances: dict[str, int] = {}
    for balance in schema.all_of(element, "Bal"):
        amount = schema.sen(schema.text(balance, "Amt"))
        sign = 1 if schema.text(balance, "CdtDbtInd") == "CRDT" else -1
        balances[schema.text(balance, "Tp/CdOrPrtry/Cd")] = sign * amount
    opening = balances.get("OPBD", balances.get("PRCD"))
    closing = balances.get("CLBD")
    if opening is None or closing is None:
        raise schema.Unreadable("a statement without its opening or closing balance")
    booked = [
        entry
        for entry in schema.all_of(element, "Ntry")
        if (schema.text(entry, "Sts/Cd") or schema.text(entry, "Sts")) == "BOOK"
        # An entry of nothing, such as a charge that was let off, is no money.
        and schema.sen(schema.text(entry, "Amt"))
    ]
    return Statement(account_no, int(seq), opening, closing, tuple(_entry(e) for e in booked))


def _entry(element: etree._Element) -> Entry:
    amount = schema.all_of(element, "Amt")[0]
    details = schema.all_of(element, "NtryDtls/TxDtls")
    detail = details[0] if len(details) == 1 else None
    reference = schema.text(detail, "Refs/EndToEndId") if detail is not None else ""
    returned = ""
    if detail is not None and schema.all_of(detail, "RtrInf"):
        returned = (
            schema.text(detail, "RtrInf/Rsn/Cd")
            or schema.text(detail, "RtrInf/Rsn/Prtry")
            or "NARR"
        )
    servicer_ref = schema.text(element, "AcctSvcrRef")
    if not servicer_ref and detail is not None:
        servicer_ref = schema.text(detail, "Refs/AcctSvcrRef")
    return Entry(
        servicer_ref=servicer_ref,
        side=_SIDES[schema.text(element, "CdtDbtInd")],
        amount_sen=schema.sen((amount.text or "").strip()),
        currency=amount.get("Ccy", ""),
        is_reversal=schema.text(element, "RvslInd") in ("true", "1"),
        return_reason=returned,
        end_to_end_id="" if reference == "NOTPROVIDED" else reference,
        value_on=_day(element, "ValDt") or _day(element, "BookgDt") or _no_day(),
        text=_text(detail),
        payer=_payer(detail),
    )


def _text(detail: etree._Element | None) -> str:
    """Structured references first, then free text: banks deliver a payer's words in either."""
    if detail is None:
        return ""
    found = [*schema.all_of(detail, "RmtInf/Strd/CdtrRefInf/Ref")]
    found += schema.all_of(detail, "RmtInf/Ustrd")
    return " ".join((element.text or "").strip() for element in found)


def _payer(detail: etree._Element | None) -> str:
    if detail is None:
        return ""
    return schema.text(detail, "RltdPties/Dbtr/Pty/Nm") or schema.text(
        detail, "RltdPties/UltmtDbtr/Pty/Nm"
    )


def _day(element: etree._Element, name: str) -> date | None:
    day = schema.text(element, f"{name}/Dt")
    moment = schema.text(element, f"{name}/DtTm")
    try:
        if day:
            return date.fromisoformat(day[:10])
        return datetime.fromisoformat(moment).date() if moment else None
    except ValueError:  # valid for the schema: before Christ, after 9999, hour 24
        raise schema.Unreadable("a date that is none of our calendar") from None


def _no_day() -> date:
    raise schema.Unreadable("an entry without its date")
