"""Why an officer asks for a paper, and exactly what to do. Pure words; a code is kept, so it is for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from members.rules.text import Text

ANSWER_WITHIN = 14
"""Calendar days a member has to hand in what was asked for."""
MOST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class PaperReason:
    """What is wrong with the paper, and what puts it right."""

    words: Text
    fix: Text


REASONS: Mapping[str, PaperReason] = {
    "NOT_THERE": PaperReason(
        Text("Dokumen ini belum diserahkan", "This document has not been handed in"),
        Text("Muat naik dokumen ini.", "Upload this document."),
    ),
    "CANNOT_BE_READ": PaperReason(
        Text("Dokumen ini tidak dapat dibaca", "This document cannot be read"),
        Text(
            "Ambil gambar semula di tempat terang: keempat-empat bucu kelihatan, tanpa silau.",
            "Take the photo again in good light: all four corners in view, no glare.",
        ),
    ),
    "PAGES_MISSING": PaperReason(
        Text("Ada muka surat yang tiada", "Some pages are missing"),
        Text(
            "Muat naik semua muka surat, termasuk belakangnya, dalam satu PDF atau beberapa fail.",
            "Upload every page, the back too, as one PDF or several files.",
        ),
    ),
    "WRONG_PAPER": PaperReason(
        Text("Ini dokumen yang lain", "This is another document"),
        Text(
            "Muat naik dokumen yang dinamakan di sini.", "Upload the document that is named here."
        ),
    ),
    "TOO_OLD": PaperReason(
        Text("Dokumen ini terlalu lama", "This document is too old"),
        Text(
            "Minta dokumen terkini daripada pihak yang mengeluarkannya, dan muat naik yang itu.",
            "Ask whoever issued it for a current one, and upload that.",
        ),
    ),
    "NAME_DIFFERS": PaperReason(
        Text("Nama pada dokumen tidak sama", "The name on the document is another"),
        Text(
            "Muat naik dokumen atas nama anda atau ahli keluarga yang anda nyatakan, atau bukti "
            "pertukaran nama.",
            "Upload a document in your name or that of the relative you named, or proof of the "
            "change of name.",
        ),
    ),
    "AMOUNT_DIFFERS": PaperReason(
        Text("Amaun pada dokumen tidak sama", "The amount on the document is another"),
        Text(
            "Muat naik bil, resit atau penyata yang menunjukkan amaun yang anda mohon.",
            "Upload a bill, receipt or statement that shows the amount you ask for.",
        ),
    ),
    "NOT_SIGNED": PaperReason(
        Text(
            "Tiada tandatangan atau cap pihak yang mengeluarkannya",
            "The signature or stamp of whoever issued it is missing",
        ),
        Text(
            "Minta pihak itu menandatangani atau mengecapnya, kemudian muat naik semula.",
            "Have them sign or stamp it, and upload it again.",
        ),
    ),
}
