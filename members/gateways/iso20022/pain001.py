"""Our file to the bank. Rendering is a pure function of its argument: the same batch, the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from lxml import etree

from members.gateways.iso20022 import schema
from members.rules import transfers

MSG_TYPE = "pain.001.001.09"
CURRENCY = "MYR"
_MALAYSIA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer: amount in sen, payee, the payee's bank and account."""

    end_to_end_id: str
    amount_sen: int
    creditor_name: str
    creditor_bic: str
    creditor_account_no: str
    remittance_text: str


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Everything a file says. `created_at` is the moment of sealing, never the moment of rendering."""

    msg_id: str
    created_at: datetime
    value_on: date
    rail: str
    debtor_name: str
    debtor_bic: str
    debtor_account_no: str
    payments: tuple[Payment, ...]

    @property
    def n_items(self) -> int:
        return len(self.payments)

    @property
    def total_sen(self) -> int:
        return sum(payment.amount_sen for payment in self.payments)


def render(file: PaymentFile) -> bytes:
    """The file as pain.001.001.09, valid against its schema.

    One PmtInf, single booking (BtchBookg false) so that the statement shows one debit a payment;
    accounts as Othr/Id, since Malaysia has no IBAN. Raises schema.Unreadable for a file that breaks
    the schema and ValueError for one without payments.
    """
    if not file.payments:
        raise ValueError("a file has at least one payment")
    namespace = schema.NAMESPACE + MSG_TYPE
    document = etree.Element(f"{{{namespace}}}Document", nsmap={None: namespace})

    def add(parent: etree._Element, name: str, value: str | None = None) -> etree._Element:
        child = etree.SubElement(parent, f"{{{namespace}}}{name}")
        child.text = value
        return child

    root = add(document, "CstmrCdtTrfInitn")
    header = add(root, "GrpHdr")
    add(header, "MsgId", file.msg_id)
    created = file.created_at.astimezone(_MALAYSIA)
    add(header, "CreDtTm", created.isoformat(timespec="seconds"))
    add(header, "NbOfTxs", str(file.n_items))
    add(header, "CtrlSum", schema.amount_text(file.total_sen))
    add(add(header, "InitgPty"), "Nm", transfers.plain(file.debtor_name, 140))

    info = add(root, "PmtInf")
    add(info, "PmtInfId", file.msg_id)
    add(info, "PmtMtd", "TRF")
    add(info, "BtchBookg", "false")
    add(info, "NbOfTxs", str(file.n_items))
    add(info, "CtrlSum", schema.amount_text(file.total_sen))
    add(add(add(info, "PmtTpInf"), "LclInstrm"), "Prtry", file.rail)
    add(add(info, "ReqdExctnDt"), "Dt", file.value_on.isoformat())
    add(add(info, "Dbtr"), "Nm", transfers.plain(file.debtor_name, 140))
    account = add(info, "DbtrAcct")
    add(add(add(account, "Id"), "Othr"), "Id", file.debtor_account_no)
    add(account, "Ccy", CURRENCY)
    add(add(add(info, "DbtrAgt"), "FinInstnId"), "BICFI", file.debtor_bic)

    for payment in file.payments:
        item = add(info, "CdtTrfTxInf")
        ids = add(item, "PmtId")
        add(ids, "InstrId", payment.end_to_end_id)
        add(ids, "EndToEndId", payment.end_to_end_id)
        amount = add(add(item, "Amt"), "InstdAmt", schema.amount_text(payment.amount_sen))
        amount.set("Ccy", CURRENCY)
        add(add(add(item, "CdtrAgt"), "FinInstnId"), "BICFI", payment.creditor_bic)
        add(add(item, "Cdtr"), "Nm", transfers.plain(payment.creditor_name, 140))
        creditor_account = add(item, "CdtrAcct")
        add(add(add(creditor_account, "Id"), "Othr"), "Id", payment.creditor_account_no)
        add(add(item, "RmtInf"), "Ustrd", transfers.plain(payment.remittance_text, 140))

    content: bytes = etree.tostring(document, xml_declaration=True, encoding="UTF-8")
    schema.validate(content, MSG_TYPE)
    return content
