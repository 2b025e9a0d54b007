"""A payment file as a bank reads it: what a sandbox bank does with our pain.001. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from members.gateways.iso20022 import pain001, schema


@dataclass(frozen=True, slots=True)
class Order:
    end_to_end_id: str
    amount_sen: int
    creditor_name: str
    creditor_bic: str
    creditor_account_no: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A payment file as the bank reads it."""

    msg_id: str
    debtor_account_no: str
    header_n: int
    header_sen: int
    orders: tuple[Order, ...]


def read(content: bytes) -> Instruction:
    """The bank's own reading of a payment file; raises schema.Unreadable."""
    msg_type, document = schema.read(content)
    if msg_type != pain001.MSG_TYPE:
        raise schema.Unreadable("not a payment file")
    root = schema.all_of(document, "CstmrCdtTrfInitn")[0]
    blocks = schema.all_of(root, "PmtInf")
    return Instruction(
        msg_id=schema.text(root, "GrpHdr/MsgId"),
        debtor_account_no=schema.text(blocks[0], "DbtrAcct/Id/Othr/Id"),
        header_n=int(schema.text(root, "GrpHdr/NbOfTxs")),
        header_sen=schema.sen(schema.text(root, "GrpHdr/CtrlSum")),
        orders=tuple(
            _order(item) for block in blocks for item in schema.all_of(block, "CdtTrfTxInf")
        ),
    )


def _order(item: etree._Element) -> Order:
    return Order(
        end_to_end_id=schema.text(item, "PmtId/EndToEndId"),
        amount_sen=schema.sen(schema.text(item, "Amt/InstdAmt")),
        creditor_name=schema.text(item, "Cdtr/Nm"),
        creditor_bic=schema.text(item, "CdtrAgt/FinInstnId/BICFI"),
        creditor_account_no=schema.text(item, "CdtrAcct/Id/Othr/Id"),
    )
