"""Reason codes of what stands against a member's withdrawals from outside: courts and false documents.

A code is for ever, because stored decisions name it.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.reason import Reason, reason

COURT_HOLD = "COURT_HOLD"
FALSE_DOCUMENT = "FALSE_DOCUMENT"
FALSE_DOCUMENT_UNTIL = "FALSE_DOCUMENT_UNTIL"
INSTRUCTION_RUNS = "INSTRUCTION_RUNS"
ABOVE_DIVIDEND = "ABOVE_DIVIDEND"

_COUNTER = Text(
    "Datang ke mana-mana kaunter kami dengan perintah mahkamah jika ia telah tamat.",
    "Come to any of our counters with the court's order if it has ended.",
)

ALL: tuple[Reason, ...] = (
    reason(
        COURT_HOLD,
        ("Tiada perintah mahkamah atas akaun ahli", "No court order holds the member's accounts"),
        (
            "Akaun anda ditahan oleh perintah mahkamah sejak {since_on}, jadi tiada wang boleh "
            "dikeluarkan",
            "A court order has held your accounts since {since_on}, so no money can be taken out",
        ),
        _COUNTER,
        "EPF Act 1991 s.51, Part VA",
    ),
    reason(
        FALSE_DOCUMENT,
        (
            "Tiada kes dokumen palsu bagi tujuan ini",
            "No case about a false document for this purpose",
        ),
        (
            "Satu kes dokumen palsu bagi tujuan ini belum selesai",
            "A case about a false document for this purpose is not over",
        ),
        (
            "Anda boleh memohon 2 tahun selepas amaun itu dibayar balik.",
            "You can apply 2 years after that amount has been paid back.",
        ),
        "EPF Act 1991 s.59",
    ),
    reason(
        FALSE_DOCUMENT_UNTIL,
        (
            "Tempoh selepas dokumen palsu telah tamat",
            "The wait after a false document is over",
        ),
        (
            "Selepas dokumen palsu bagi tujuan ini, permohonan tidak diterima sebelum {until_on}",
            "After a false document for this purpose no application is taken before {until_on}",
        ),
        ("Mohon mulai {until_on}.", "Apply from {until_on}."),
        "EPF Act 1991 s.59",
    ),
    reason(
        INSTRUCTION_RUNS,
        ("Tiada arahan bayaran yang sedang berjalan", "No payment instruction of this kind runs"),
        (
            "Anda sudah mempunyai arahan bayaran jenis ini yang sedang berjalan",
            "You already have a payment instruction of this kind that is running",
        ),
        (
            "Batalkan arahan itu dahulu, atau tunggu sehingga ia tamat.",
            "Cancel that instruction first, or wait until it ends.",
        ),
        "EPF Act 1991 s.54(6)",
    ),
    reason(
        ABOVE_DIVIDEND,
        ("Amaun dalam dividen tahun lepas", "The amount is within last year's dividend"),
        (
            "Amaun mestilah {maximum_sen} atau kurang, iaitu dividen dua belas bulan lepas",
            "The amount must be {maximum_sen} or less, the dividend of the last twelve months",
        ),
        ("Mohon amaun yang lebih kecil.", "Apply for a smaller amount."),
        "EPF Act 1991 s.55A, s.55B",
    ),
)
