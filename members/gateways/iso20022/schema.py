"""XML from outside is read here and nowhere else: no network, no entities, no document type, a size cap.

Each message is checked against its published schema before anybody looks at what it says.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from lxml import etree

XSD_FOLDER = Path(__file__).parent / "xsd"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
SUPPORTED: frozenset[str] = frozenset(
    {"pain.001.001.09", "pain.002.001.03", "pain.002.001.12", "camt.053.001.08"}
)
LARGEST_BYTES = 20 * 1024 * 1024
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0{0,3})?", re.ASCII)


class Unreadable(Exception):
    """The bytes are no message that we know how to read; the text says why."""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


@functools.cache
def _schema(msg_type: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(XSD_FOLDER / f"{msg_type}.xsd"), _parser()))


def read(content: bytes) -> tuple[str, etree._Element]:
    """The kind of message and its root, valid against its schema; raises Unreadable."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable("the file is larger than 20 MB")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("not well-formed XML") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("a document type is not allowed")
    name = etree.QName(root)
    msg_type = (name.namespace or "").removeprefix(NAMESPACE)
    if name.localname != "Document" or msg_type not in SUPPORTED:
        raise Unreadable("not a kind of message that is known here")
    schema = _schema(msg_type)
    if not schema.validate(root):
        raise Unreadable(first_error(schema))
    return msg_type, root


def validate(content: bytes, msg_type: str) -> None:
    """Raise Unreadable unless `content` is a `msg_type` message, valid against its schema."""
    found, _ = read(content)
    if found != msg_type:
        raise Unreadable(f"expected {msg_type}, found {found}")


def first_error(schema: etree.XMLSchema) -> str:
    """Where a document breaks its schema: the line and the rule. Values are left out on purpose."""
    entry = schema.error_log[0]
    return f"line {entry.line}: {entry.type_name}"


def text(element: etree._Element, path: str) -> str:
    """The text at `path` (local names joined by /) below `element`, or an empty string."""
    found = element.find(qualified(element, path))
    return (found.text or "").strip() if found is not None else ""


def all_of(element: etree._Element, path: str) -> list[etree._Element]:
    """Every element at `path` below `element`."""
    return element.findall(qualified(element, path))


def qualified(element: etree._Element, path: str) -> str:
    """`path` with the namespace of `element` on each step."""
    namespace = etree.QName(element).namespace
    return "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))


def sen(amount: str) -> int:
    """An ISO 20022 amount in ringgit as sen; raises Unreadable for parts of a sen."""
    match = _AMOUNT.fullmatch(amount)
    if match is None:
        raise Unreadable("an amount is not in ringgit and sen")
    whole, rest = match.groups()
    return int(whole) * 100 + int((rest or "0").ljust(2, "0"))


def amount_text(amount_sen: int) -> str:
    """Sen as ISO 20022 writes ringgit: 50000 is `500.00`."""
    whole, rest = divmod(amount_sen, 100)
    return f"{whole}.{rest:02d}"
