"""What an officer finds with their own eyes, each with the exact thing that puts it right.

Automatic checks have their own reasons; these are the ones only a person can give. A code is for
ever, because stored decisions name it.
"""

from __future__ import annotations

from withdrawals.rules.reason import Reason, reason

_PAPERS = "Peraturan bersama: dokumen · Common rules: documents"
_PAYEE = "Peraturan bersama: penerima · Common rules: the payee"
_IDENTITY = "Peraturan bersama: identiti · Common rules: identity"

ALL: tuple[Reason, ...] = (
    reason(
        "PAPER_MISSING",
        ("Semua dokumen ada", "Every document is there"),
        (
            "Satu dokumen yang disenaraikan untuk pengeluaran ini tiada",
            "A document that is listed for this withdrawal is missing",
        ),
        (
            "Bandingkan dokumen anda dengan senarai di halaman pengeluaran ini, kemudian mohon "
            "semula dengan semuanya.",
            "Compare your documents with the list on the page of this withdrawal, then apply again "
            "with all of them.",
        ),
        _PAPERS,
    ),
    reason(
        "PAPER_UNREADABLE",
        ("Dokumen boleh dibaca", "The documents can be read"),
        ("Satu dokumen tidak dapat dibaca", "A document cannot be read"),
        (
            "Imbas atau ambil gambar semula setiap halaman: keempat-empat bucu kelihatan, tanpa "
            "silau dan tanpa bayang.",
            "Scan or photograph every page again: all four corners in view, no glare and no shadow.",
        ),
        _PAPERS,
    ),
    reason(
        "PAPER_TOO_OLD",
        ("Dokumen masih sah", "The documents are still valid"),
        (
            "Satu dokumen lebih lama daripada yang dibenarkan",
            "A document is older than is allowed",
        ),
        (
            "Minta dokumen baharu daripada pihak yang mengeluarkannya, kemudian mohon semula.",
            "Ask whoever issued it for a new one, then apply again.",
        ),
        _PAPERS,
    ),
    reason(
        "PAPER_DIFFERS",
        ("Dokumen sepadan dengan permohonan", "The documents agree with the application"),
        (
            "Butiran pada satu dokumen tidak sama dengan jawapan anda",
            "What a document says is not what you answered",
        ),
        (
            "Betulkan jawapan anda supaya sama dengan dokumen, atau hantar dokumen yang betul.",
            "Correct your answer so that it agrees with the document, or send the right document.",
        ),
        _PAPERS,
    ),
    reason(
        "AMOUNT_NOT_PROVEN",
        ("Dokumen menunjukkan amaun", "The documents show the amount"),
        (
            "Amaun yang dimohon lebih daripada yang ditunjukkan oleh dokumen",
            "The amount asked for is more than the documents show",
        ),
        (
            "Mohon amaun yang tertera pada dokumen, atau hantar bil atau penyata yang menunjukkan "
            "selebihnya.",
            "Apply for the amount on the documents, or send the bill or statement that shows the "
            "rest.",
        ),
        _PAPERS,
    ),
    reason(
        "PURPOSE_NOT_PROVEN",
        ("Dokumen menunjukkan tujuan", "The documents show the purpose"),
        (
            "Dokumen tidak menunjukkan tujuan pengeluaran ini",
            "The documents do not show the purpose of this withdrawal",
        ),
        (
            "Hantar dokumen yang menamakan anda dan tujuan itu, seperti surat tawaran, perjanjian "
            "atau laporan perubatan.",
            "Send a document that names you and the purpose, such as an offer letter, an agreement "
            "or a medical report.",
        ),
        _PAPERS,
    ),
    reason(
        "RELATION_NOT_PROVEN",
        ("Hubungan keluarga dibuktikan", "The family relation is shown"),
        (
            "Hubungan anda dengan orang yang dinamakan tidak dibuktikan",
            "Your relation to the person named is not shown",
        ),
        (
            "Hantar sijil kelahiran atau sijil nikah yang menamakan anda berdua.",
            "Send the birth or marriage certificate that names both of you.",
        ),
        _PAPERS,
    ),
    reason(
        "PAYEE_NOT_CONFIRMED",
        ("Penerima mengesahkan bayaran", "The payee confirms the payment"),
        (
            "Pihak yang akan dibayar tidak dapat mengesahkan butiran anda",
            "Whoever would be paid could not confirm your details",
        ),
        (
            "Minta surat daripada mereka dengan nama penuh anda, nombor akaun dan amaun, kemudian "
            "mohon semula.",
            "Ask them for a letter with your full name, the account number and the amount, then "
            "apply again.",
        ),
        _PAYEE,
    ),
    reason(
        "BANK_ACCOUNT_INACTIVE",
        ("Akaun bank aktif", "The bank account is active"),
        (
            "Bank memberitahu kami bahawa akaun itu tidak aktif",
            "The bank told us that the account is not active",
        ),
        (
            "Aktifkan akaun itu di bank anda atau tambah akaun lain, kemudian mohon semula.",
            "Have your bank activate the account or add another one, then apply again.",
        ),
        _PAYEE,
    ),
    reason(
        "REGISTER_DIFFERS",
        ("Butiran sama dengan kad pengenalan", "The details agree with the identity card"),
        (
            "Nama atau tarikh lahir dalam rekod kami tidak sama dengan kad pengenalan anda",
            "The name or date of birth in our records is not that of your identity card",
        ),
        (
            "Bawa kad pengenalan anda ke mana-mana kaunter kami untuk membetulkan rekod, kemudian "
            "mohon semula.",
            "Bring your identity card to any of our counters to have the record corrected, then "
            "apply again.",
        ),
        _IDENTITY,
    ),
)

CODES: tuple[str, ...] = tuple(one.code for one in ALL)
