"""Why an application waits for its member, and why its day of payment moved. Codes are for ever."""

from __future__ import annotations

from withdrawals.rules.reason import Reason, reason

DOCUMENTS_ASKED = "DOCUMENTS_ASKED"
WAITED_FOR_DOCUMENTS = "WAITED_FOR_DOCUMENTS"
_SOURCE = "Piagam pelanggan · Client charter"

ALL: tuple[Reason, ...] = (
    reason(
        DOCUMENTS_ASKED,
        ("Dokumen lengkap", "The documents are complete"),
        (
            "Kami memerlukan dokumen tambahan daripada anda selewat-lewatnya pada {answer_by_on}",
            "We need more documents from you by {answer_by_on}",
        ),
        ("Muat naik dokumen yang diminta.", "Upload the documents we ask for."),
        _SOURCE,
    ),
    reason(
        WAITED_FOR_DOCUMENTS,
        ("Tiada penantian dokumen", "No wait for documents"),
        (
            "Permohonan menunggu dokumen anda. Tarikh bayaran baharu ialah {pay_by_on}",
            "The application waited for your documents. The new payment date is {pay_by_on}",
        ),
        ("Anda tidak perlu berbuat apa-apa.", "You need not do anything."),
        _SOURCE,
    ),
)
