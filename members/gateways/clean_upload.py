"""Reads a PDF, JPG or PNG from standard input and writes it again, without what it may have hidden.

Run as a program of its own, never imported by the portal: a bomb or a fault of a parser ends this
process and no other. It knows no setting and no secret, and has limits on memory, time and files.
Answer: one line of JSON ({"type": ..., "pages": n} or {"refused": reason}), then the bytes.

Reasons: TYPE, UNREADABLE, ENCRYPTED, ACTIVE, TOO_BIG.
"""

from __future__ import annotations

import io
import json
import sys
import warnings

MOST_PIXELS = 25_000_000
MOST_PAGES = 60
MEMORY = 1_500_000_000
SECONDS = 15

_ACTIVE_KEYS = (
    "/JS",
    "/JavaScript",
    "/AA",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/XFA",
    "/AF",
    "/EF",
)
_ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
}
_ACTIVE_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


class Refused(Exception):
    """The file is not taken; `.args[0]` is the reason."""


def clean(data: bytes) -> tuple[str, int, bytes]:
    """The kind of the file (PDF, JPEG, PNG), its pages, and the same content written anew. Raises Refused."""
    if data.startswith(b"%PDF-"):
        return "PDF", *_pdf(data)
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG", 1, _picture(data, "JPEG")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", 1, _picture(data, "PNG")
    raise Refused("TYPE")


def _pdf(data: bytes) -> tuple[int, bytes]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as paper:
            if paper.is_encrypted:
                raise Refused("ENCRYPTED")
            if not 1 <= len(paper.pages) <= MOST_PAGES:
                raise Refused("TOO_BIG" if len(paper.pages) else "UNREADABLE")
            _refuse_active(paper)
            for key in ("/Metadata", "/OpenAction", "/PieceInfo"):
                if key in paper.Root:
                    del paper.Root[key]
            for key in ("/Info", "/ID"):
                if key in paper.trailer:
                    del paper.trailer[key]
            for page in paper.pages:
                for key in ("/Metadata", "/PieceInfo", "/Thumb"):
                    if key in page.obj:
                        del page.obj[key]
            out = io.BytesIO()
            paper.save(out, deterministic_id=True, fix_metadata_version=False)
            return len(paper.pages), out.getvalue()
    except pikepdf.PasswordError:
        raise Refused("ENCRYPTED") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("UNREADABLE") from None


def _refuse_active(paper: object) -> None:
    """Nothing that runs, opens, plays or carries another file. A first view is merely dropped."""
    import pikepdf

    opening = paper.Root.get("/OpenAction")  # type: ignore[attr-defined]
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != pikepdf.Name.GoTo:
        raise Refused("ACTIVE")
    for found in paper.objects:  # type: ignore[attr-defined]
        _look(found, 0)
    _look(paper.Root, 0)  # type: ignore[attr-defined]


def _look(found: object, depth: int) -> None:
    import pikepdf

    if depth > 20:
        raise Refused("UNREADABLE")
    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if isinstance(found, pikepdf.Dictionary):
        if any(key in found for key in _ACTIVE_KEYS):
            raise Refused("ACTIVE")
        if str(found.get("/S", "")) in _ACTIVE_ACTIONS:
            raise Refused("ACTIVE")
        if str(found.get("/Subtype", "")) in _ACTIVE_NOTES and "/Rect" in found:
            raise Refused("ACTIVE")
        inner = [value for _key, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        inner = list(found)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _look(value, depth + 1)


def _picture(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as read:
            if read.width * read.height > MOST_PIXELS:
                raise Refused("TOO_BIG")
            read.load()
            upright = ImageOps.exif_transpose(read)
            flat = upright.convert("L" if upright.mode in ("1", "L", "I", "I;16") else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("TOO_BIG") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused("UNREADABLE") from None
    # A fresh picture has the pixels and nothing else: no place, camera, comment or second image.
    fresh = Image.frombytes(flat.mode, flat.size, flat.tobytes())
    out = io.BytesIO()
    if kind == "JPEG":
        fresh.save(out, "JPEG", quality=88)
    else:
        fresh.save(out, "PNG")
    return out.getvalue()


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """One file in, one answer out."""
    _limit()
    answer: dict[str, object]
    try:
        kind, pages, content = clean(sys.stdin.buffer.read())
        answer = {"type": kind, "pages": pages}
    except Refused as refusal:
        answer, content = {"refused": str(refusal)}, b""
    except (MemoryError, RecursionError):
        answer, content = {"refused": "TOO_BIG"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
