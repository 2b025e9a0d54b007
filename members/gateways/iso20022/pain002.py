"""The bank's status report. It says what the bank holds and refuses, never that money has moved."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from members.gateways.iso20022 import schema

PREFIX = "pain.002."


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with its first reason code; both may be empty."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a report says about one file: group, payment information (one in our files), each item."""

    msg_id: str
    msg_type: str
    original_msg_id: str
    group: Answer
    information: Answer
    items: tuple[tuple[str, Answer], ...]

    def about(self, end_to_end_id: str) -> Answer:
        """The most exact answer that covers an item: its own, else its group's."""
        for reference, answer in self.items:
            if reference == end_to_end_id:
                return answer
        return self.information if self.information.status else self.group


def parse(msg_type: str, document: etree._Element) -> StatusReport:
    """Read a valid report; raises schema.Unreadable when it lacks what we need."""
    root = schema.all_of(document, "CstmrPmtStsRpt")[0]
    group = schema.all_of(root, "OrgnlGrpInfAndSts")[0]
    items: list[tuple[str, Answer]] = []
    information = Answer("", "")
    for part in schema.all_of(root, "OrgnlPmtInfAndSts"):
        information = _answer(part, "PmtInfSts")
        for item in schema.all_of(part, "TxInfAndSts"):
            reference = schema.text(item, "OrgnlEndToEndId") or schema.text(item, "OrgnlInstrId")
            if not reference:
                raise schema.Unreadable("an item without its reference")
            items.append((reference, _answer(item, "TxSts")))
    return StatusReport(
        msg_id=schema.text(root, "GrpHdr/MsgId"),
        msg_type=msg_type,
        original_msg_id=schema.text(group, "OrgnlMsgId"),
        group=_answer(group, "GrpSts"),
        information=information,
        items=tuple(items),
    )


def _answer(element: etree._Element, status: str) -> Answer:
    reasons = schema.all_of(element, "StsRsnInf/Rsn")
    reason = ""
    if reasons:
        reason = schema.text(reasons[0], "Cd") or schema.text(reasons[0], "Prtry")
    return Answer(schema.text(element, status), reason)
