"""The declaration every member affirms, with the sentence a type may add. Versions are for ever.

Wording: ux.md 11.3. New words take a new version; stored declarations keep the old ones.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.spec import Declaration

_TRUE = Text(
    "Saya mengaku bahawa maklumat dan dokumen yang saya berikan adalah benar dan lengkap; ",
    "I declare that the information and documents I have given are true and complete; ",
)
_OWN_BANK = Text(
    "akaun bank itu milik saya seorang; ", "that the bank account is mine alone; "
)  # fmt: skip
_END = Text(
    "saya faham amaun ini mengurangkan simpanan persaraan saya; dan permohonan yang telah "
    "diluluskan tidak boleh dibatalkan.",
    "that I understand this amount reduces my retirement savings; and that an approved "
    "application cannot be cancelled.",
)
ZAKAT = Text(
    "Bagi ahli Islam, zakat dikenakan ke atas baki simpanan dan ke atas pengeluaran yang "
    "bukan untuk keperluan asas, mengikut ketetapan pihak berkuasa agama negeri.",
    "For Muslim members, zakat is due on the balance and on withdrawals that are not for "
    "basic needs, as the religious authority of the state determines.",
)


MINE_OR_THE_PAYEES = Text(
    "akaun bank itu milik saya seorang, atau milik penerima bayaran yang saya namakan; ",
    "that the bank account is mine alone, or that of the payee I name; ",
)


def of(
    code: str,
    *,
    own_bank: bool = True,
    purpose: Text | None = None,
    version: str = "2026-11",
    zakat: bool = False,
) -> Declaration:
    """The common declaration; `purpose` is one more clause, ending with a semicolon and a blank."""
    parts = [_TRUE, *([_OWN_BANK] if own_bank else []), *([purpose] if purpose else []), _END]
    return Declaration(
        code=code,
        version=version,
        text=Text("".join(part.ms for part in parts), "".join(part.en for part in parts)),
        zakat_note=ZAKAT if zakat else None,
    )
