"""Draws one page of a PDF, or a picture, as a picture of a given width, so that nobody opens the file.

Run as a program of its own, never imported by the portal, with the same limits as clean_upload.py.
Arguments: the page from 1 (0 asks only how many there are), the width in pixels.
Answer: one line of JSON ({"type": ..., "pages": n} or {"refused": reason}), then the bytes: a PNG of a
page, a JPEG or PNG of a picture.

Reasons: TYPE, UNREADABLE, NO_PAGE, TOO_BIG.
"""

from __future__ import annotations

import io
import json
import sys
import warnings

MOST_PIXELS = 25_000_000
WIDEST = 2400
MEMORY = 1_500_000_000
SECONDS = 15


class Refused(Exception):
    """Nothing can be drawn; `.args[0]` is the reason."""


def draw(data: bytes, page: int, width: int) -> tuple[str, int, bytes]:
    """The kind of picture (PNG, JPEG), how many pages there are, and the picture. Raises Refused."""
    if not 1 <= width <= WIDEST:
        raise Refused("TOO_BIG")
    if data.startswith(b"%PDF-"):
        return _page(data, page, width)
    if data.startswith(b"\xff\xd8\xff"):
        return _picture(data, "JPEG", page, width)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(data, "PNG", page, width)
    raise Refused("TYPE")


def _page(data: bytes, page: int, width: int) -> tuple[str, int, bytes]:
    import pypdfium2

    try:
        paper = pypdfium2.PdfDocument(data)
        count = len(paper)
        if page == 0:
            return "PNG", count, b""
        if not 1 <= page <= count:
            raise Refused("NO_PAGE")
        sheet = paper[page - 1]
        wide, high = sheet.get_size()
        # A strip of paper stays within the pixels; the height gives way, then the width.
        scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
        drawn = sheet.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil()
    except (pypdfium2.PdfiumError, ZeroDivisionError, OverflowError, ValueError):
        raise Refused("UNREADABLE") from None
    flat = drawn.convert("RGB")
    out = io.BytesIO()
    # Print is few colours; a scan is many, and then the palette is not worth its loss.
    few = flat.getcolors(4096) is not None
    (flat.quantize(64) if few else flat).save(out, "PNG", optimize=few)
    return "PNG", count, out.getvalue()


def _picture(data: bytes, kind: str, page: int, width: int) -> tuple[str, int, bytes]:
    from PIL import Image

    if page == 0:
        return kind, 1, b""
    if page != 1:
        raise Refused("NO_PAGE")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as read:
            read.load()
            drawn = read.convert("L" if read.mode in ("1", "L", "I", "I;16") else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("TOO_BIG") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused("UNREADABLE") from None
    if drawn.width > width:
        drawn = drawn.resize((width, max(1, round(drawn.height * width / drawn.width))))
    out = io.BytesIO()
    if kind == "JPEG":
        drawn.save(out, "JPEG", quality=85)
    else:
        drawn.save(out, "PNG")
    return kind, 1, out.getvalue()


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """One file in, one picture out."""
    _limit()
    answer: dict[str, object]
    try:
        kind, pages, content = draw(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
        answer = {"type": kind, "pages": pages}
    except Refused as refusal:
        answer, content = {"refused": str(refusal)}, b""
    except (MemoryError, RecursionError):
        answer, content = {"refused": "TOO_BIG"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
