"""The bank's language: our file byte for byte, and readers that believe nothing."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from members.gateways.iso20022 import answered, camt053, pain001, pain002, schema, written

NOW = datetime(2026, 11, 24, 1, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 11, 24)


def payment(n: int = 1, amount_sen: int = 50_000) -> pain001.Payment:
    return pain001.Payment(
        end_to_end_id=f"PGL-23456789A{n}-01",
        amount_sen=amount_sen,
        creditor_name="RAMAN A/L KUMAR @ <MUTHU>",
        creditor_bic="CIBBMYKL",
        creditor_account_no="7012345678",
        remittance_text=f"PGL-23456789A{n}",
    )


def file(*payments: pain001.Payment) -> pain001.PaymentFile:
    return pain001.PaymentFile(
        msg_id="PAY-20261124-KONV-IBG-1",
        created_at=NOW,
        value_on=DAY,
        rail="IBG",
        debtor_name="Teduh Provident Fund (demonstration)",
        debtor_bic="MBBEMYKL",
        debtor_account_no="514000000011",
        payments=payments or (payment(),),
    )


def test_the_same_batch_gives_the_same_bytes() -> None:
    first = pain001.render(file(payment(1), payment(2, 7)))
    elsewhere = dataclasses.replace(
        file(payment(1), payment(2, 7)), created_at=NOW.astimezone(timezone(timedelta(hours=-5)))
    )
    assert pain001.render(elsewhere) == first
    golden = "3c0e8011fcbb0aeb7c4e0553e196a1b0256aa46182e0cf5b7854077aad807397"
    assert hashlib.sha256(first).hexdigest() == golden, "files sealed earlier would differ"


def test_control_totals_stand_at_both_levels() -> None:
    msg_type, document = schema.read(
        pain001.render(file(payment(1, 1), payment(2, 99), payment(3)))
    )
    root = schema.all_of(document, "CstmrCdtTrfInitn")[0]
    assert msg_type == "pain.001.001.09"
    for level in ("GrpHdr", "PmtInf"):
        assert schema.text(root, f"{level}/NbOfTxs") == "3"
        assert schema.text(root, f"{level}/CtrlSum") == "501.00"
    assert schema.text(root, "PmtInf/BtchBookg") == "false"
    assert schema.text(root, "PmtInf/PmtTpInf/LclInstrm/Prtry") == "IBG"
    assert schema.text(root, "PmtInf/CdtTrfTxInf/CdtrAcct/Id/Othr/Id") == "7012345678"
    assert schema.text(root, "PmtInf/CdtTrfTxInf/Cdtr/Nm") == "RAMAN A/L KUMAR / MUTHU"


def test_a_file_the_schema_refuses_is_never_made() -> None:
    with pytest.raises(schema.Unreadable):
        pain001.render(file(dataclasses.replace(payment(), creditor_bic="not a bic")))
    with pytest.raises(ValueError):
        pain001.render(dataclasses.replace(file(), payments=()))


@given(st.integers(1, 10**12))
def test_amounts_come_back_to_the_sen(amount_sen: int) -> None:
    assert schema.sen(schema.amount_text(amount_sen)) == amount_sen


@pytest.mark.parametrize("text", ["1.005", "-1.00", "1e3", "1,000.00", "", ".5", "1.00000000001"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(schema.Unreadable):
        schema.sen(text)


def test_amounts_with_the_zeros_iso_allows() -> None:
    assert [schema.sen(t) for t in ("1", "1.5", "1.50", "1.50000")] == [100, 150, 150, 150]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s">&b;</Document>"""
PEEK = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12">&x;</Document>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b"<a/>",
        BOMB % b"camt.053.001.08",
        PEEK,
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"/>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:../../etc"/>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>',
        b"\x00" * 100,
        b"<" + b"a" * (schema.LARGEST_BYTES + 1),
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_cannot_be_read_says_so(content: bytes) -> None:
    with pytest.raises(schema.Unreadable):
        schema.read(content)


def test_report_reads_the_most_exact_level() -> None:
    content = answered.status_report(
        msg_id="S1",
        at=NOW,
        original_msg_id="PAY-1",
        group="PART",
        items=[answered.ItemStatus("A-01", "ACSC"), answered.ItemStatus("B-01", "RJCT", "AC04")],
    )
    report = pain002.parse(*schema.read(content))
    assert report.original_msg_id == "PAY-1"
    assert report.about("A-01") == pain002.Answer("ACSC", "")
    assert report.about("B-01") == pain002.Answer("RJCT", "AC04")
    assert report.about("C-01") == pain002.Answer("PART", "")


def test_older_report_is_read_too() -> None:
    content = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
      <GrpHdr><MsgId>S3</MsgId><CreDtTm>2026-11-24T09:00:00</CreDtTm></GrpHdr>
      <OrgnlGrpInfAndSts><OrgnlMsgId>PAY-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
      <GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>
      </CstmrPmtStsRpt></Document>"""
    report = pain002.parse(*schema.read(content))
    assert report.about("A-01") == pain002.Answer("RJCT", "FF01")


def statement(**changes: object) -> bytes:
    facts: dict[str, object] = {
        "msg_id": "T1",
        "at": NOW,
        "on": DAY,
        "account_no": "514000000011",
        "seq": 7,
        "opening_sen": 100_000,
        "lines": [written.Line("DB1", "D", 50_000, "A-01", DAY)],
    }
    return written.statement(**{**facts, **changes})  # type: ignore[arg-type]


def test_statement() -> None:
    _type, document = schema.read(statement())
    (read,) = camt053.parse(document).statements
    assert (read.seq, read.opening_sen, read.closing_sen) == (7, 100_000, 50_000)
    assert read.adds_up
    (entry,) = read.entries
    assert (entry.side, entry.amount_sen, entry.end_to_end_id) == ("D", 50_000, "A-01")


def test_statement_overdrawn_and_with_a_return() -> None:
    lines = [
        written.Line("DB1", "D", 150_000, "A-01", DAY),
        written.Line("CR1", "C", 10_000, "B-01", DAY, "AC06"),
    ]
    _type, document = schema.read(statement(lines=lines))
    (read,) = camt053.parse(document).statements
    assert (read.closing_sen, read.adds_up) == (-40_000, True)
    assert [entry.return_reason for entry in read.entries] == ["", "AC06"]


def test_statement_that_does_not_add_up() -> None:
    content = statement().replace(b">500.00<", b">500.01<", 1).replace(b">1000.00<", b">999.00<", 1)
    (read,) = camt053.parse(etree.fromstring(content)).statements
    assert not read.adds_up


def test_only_booked_lines_count() -> None:
    content = statement().replace(b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>")
    (read,) = camt053.parse(etree.fromstring(content)).statements
    assert read.entries == ()


def test_what_the_payer_wrote_is_read_back() -> None:
    line = written.Line(
        "CR1", "C", 10_000, "", DAY, text="BIL2610 ABC7-K", payer="Kilang Biskut Sdn. Bhd."
    )
    _type, document = schema.read(statement(lines=[line]))
    (entry,) = camt053.parse(document).statements[0].entries
    assert (entry.text, entry.payer) == ("BIL2610 ABC7-K", "Kilang Biskut Sdn. Bhd.")
    assert entry.end_to_end_id == ""
