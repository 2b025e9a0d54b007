"""What a sandbox bank writes: messages valid against their schemas, camt.053.001.08 among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from members.gateways.iso20022 import schema

STATEMENT_TYPE = "camt.053.001.08"
CURRENCY = "MYR"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: side as the bank writes it, amount in sen."""

    servicer_ref: str
    side: str
    amount_sen: int
    end_to_end_id: str
    value_on: date
    return_reason: str = ""
    text: str = ""
    payer: str = ""

    @property
    def signed_sen(self) -> int:
        return self.amount_sen if self.side == "C" else -self.amount_sen


class Writer:
    """A document of one message type, built element by element and checked against its schema."""

    def __init__(self, msg_type: str) -> None:
        self._msg_type = msg_type
        self._namespace = schema.NAMESPACE + msg_type
        self.root = etree.Element(f"{{{self._namespace}}}Document", nsmap={None: self._namespace})

    def add(self, parent: etree._Element, path: str, value: str | None = None) -> etree._Element:
        """Add the elements of `path`, one in another; answers the innermost."""
        for name in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self._namespace}}}{name}")
        parent.text = value
        return parent

    def content(self) -> bytes:
        written: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        schema.validate(written, self._msg_type)
        return written


def statement(
    *,
    msg_id: str,
    at: datetime,
    on: date,
    account_no: str,
    seq: int,
    opening_sen: int,
    lines: Sequence[Line],
) -> bytes:
    """A camt.053 of one account; the closing balance follows from opening balance and lines."""
    out = Writer(STATEMENT_TYPE)
    root = out.add(out.root, "BkToCstmrStmt")
    header = out.add(root, "GrpHdr")
    out.add(header, "MsgId", msg_id)
    out.add(header, "CreDtTm", at.isoformat(timespec="seconds"))
    body = out.add(root, "Stmt")
    out.add(body, "Id", f"{account_no}-{seq}")
    out.add(body, "ElctrncSeqNb", str(seq))
    out.add(body, "CreDtTm", at.isoformat(timespec="seconds"))
    account = out.add(body, "Acct")
    out.add(account, "Id/Othr/Id", account_no)
    out.add(account, "Ccy", CURRENCY)
    closing_sen = opening_sen + sum(line.signed_sen for line in lines)
    for code, amount_sen in (("OPBD", opening_sen), ("CLBD", closing_sen)):
        balance = out.add(body, "Bal")
        out.add(balance, "Tp/CdOrPrtry/Cd", code)
        _amount(out, balance, abs(amount_sen))
        out.add(balance, "CdtDbtInd", "CRDT" if amount_sen >= 0 else "DBIT")
        out.add(balance, "Dt/Dt", on.isoformat())
    for line in lines:
        entry = out.add(body, "Ntry")
        _amount(out, entry, line.amount_sen)
        indicator = "DBIT" if line.side == "D" else "CRDT"
        out.add(entry, "CdtDbtInd", indicator)
        out.add(entry, "Sts/Cd", "BOOK")
        out.add(entry, "BookgDt/Dt", on.isoformat())
        out.add(entry, "ValDt/Dt", line.value_on.isoformat())
        out.add(entry, "AcctSvcrRef", line.servicer_ref)
        out.add(entry, "BkTxCd/Prtry/Cd", "RETURN" if line.return_reason else "TRANSFER")
        detail = out.add(entry, "NtryDtls/TxDtls")
        references = out.add(detail, "Refs")
        out.add(references, "AcctSvcrRef", line.servicer_ref)
        out.add(references, "EndToEndId", line.end_to_end_id or "NOTPROVIDED")
        _amount(out, detail, line.amount_sen)
        out.add(detail, "CdtDbtInd", indicator)
        if line.payer:
            out.add(detail, "RltdPties/Dbtr/Pty/Nm", line.payer[:140])
        if line.text:
            out.add(detail, "RmtInf/Ustrd", line.text[:140])
        if line.return_reason:
            out.add(detail, "RtrInf/Rsn/Cd", line.return_reason)
    return out.content()


def _amount(out: Writer, parent: etree._Element, amount_sen: int) -> None:
    out.add(parent, "Amt", schema.amount_text(amount_sen)).set("Ccy", CURRENCY)
