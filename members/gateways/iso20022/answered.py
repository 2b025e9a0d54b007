"""What the sandbox bank answers: pain.002.001.12, valid against its schema. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from members.gateways.iso20022.written import Writer

STATUS_TYPE = "pain.002.001.12"


@dataclass(frozen=True, slots=True)
class ItemStatus:
    end_to_end_id: str
    status: str
    reason: str = ""


def status_report(
    *,
    msg_id: str,
    at: datetime,
    original_msg_id: str,
    group: str,
    reason: str = "",
    items: Sequence[ItemStatus] = (),
) -> bytes:
    """A pain.002: the group's status, and each item's when there are items."""
    out = Writer(STATUS_TYPE)
    report = out.add(out.root, "CstmrPmtStsRpt")
    header = out.add(report, "GrpHdr")
    out.add(header, "MsgId", msg_id)
    out.add(header, "CreDtTm", at.isoformat(timespec="seconds"))
    original = out.add(report, "OrgnlGrpInfAndSts")
    out.add(original, "OrgnlMsgId", original_msg_id[:35])
    out.add(original, "OrgnlMsgNmId", "pain.001.001.09")
    out.add(original, "GrpSts", group)
    if reason:
        out.add(original, "StsRsnInf/Rsn/Cd", reason)
    if items:
        information = out.add(report, "OrgnlPmtInfAndSts")
        out.add(information, "OrgnlPmtInfId", original_msg_id[:35])
        for item in items:
            row = out.add(information, "TxInfAndSts")
            out.add(row, "OrgnlInstrId", item.end_to_end_id)
            out.add(row, "OrgnlEndToEndId", item.end_to_end_id)
            out.add(row, "TxSts", item.status)
            if item.reason:
                out.add(row, "StsRsnInf/Rsn/Cd", item.reason)
    return out.content()
