"""Which layout a file is in is seen from its first line, never from its name."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from contributions.files import form_a, layout, parse
from contributions.files.form_a_rows import FormARows


def rows(chunks: Iterable[bytes]) -> parse.Rows:
    """The rows of a file in whatever layout it is; without a better guess it is read as CSV."""
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if b"\n" in head or len(head) > layout.MAX_LINE_BYTES:
            break
    start = head.removeprefix(parse.BOM).lstrip(b"\r\n")
    whole = itertools.chain([head], rest)
    if form_a.BEGINNING.match(start):
        return FormARows(itertools.chain([head.removeprefix(parse.BOM)], rest))
    return parse.Rows(whole)
