"""Papers and needs that many types share. A code is kept with every file, so it is for ever."""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.asks import Document, Question, When, choice

OWN_BANK = Text("akaun bank atas nama anda sendiri", "a bank account in your own name")
PHONE = Text("telefon bimbit anda, untuk menerima TAC", "your mobile phone, to receive a TAC")
ONLINE_NEEDS = (OWN_BANK, PHONE)

IDENTITY_CARD = Document(
    "identity", Text("Kad pengenalan atau pasport", "Identity card or passport")
)
LOAN_LETTER = Document(
    "loan_letter", Text("Surat kelulusan atau perjanjian pinjaman", "Loan approval or agreement")
)
LOAN_STATEMENT = Document(
    "loan_statement", Text("Penyata baki pinjaman", "Statement of the loan balance")
)
MEDICAL_REPORT = Text("Laporan perubatan", "Medical report")


def relation(name: str, *others: tuple[str, str, str]) -> Question:
    """For whom: the member or one of the relatives of this kind."""
    return choice(
        name, "Pengeluaran ini untuk siapa?", "Who is this withdrawal for?",
        ("SELF", "Diri sendiri", "Myself"), *others,
    )  # fmt: skip


SPOUSE = ("SPOUSE", "Suami atau isteri", "Husband or wife")
CHILD = ("CHILD", "Anak, termasuk anak angkat dan tiri", "Child, adopted and step too")
PARENT = ("PARENT", "Ibu bapa", "Parent")
PARENT_IN_LAW = ("PARENT_IN_LAW", "Ibu bapa mentua atau tiri", "Parent-in-law or step-parent")
SIBLING = ("SIBLING", "Adik-beradik kandung", "Brother or sister by birth")


def relationship(question: str, *others: tuple[str, str, str]) -> Document:
    """Proof of the relationship, for anyone but the member."""
    return Document(
        "relationship",
        Text("Bukti hubungan keluarga", "Proof of the relationship"),
        When(
            question,
            tuple(value for value, _, _ in others),
            Text("jika bukan untuk diri sendiri", "if it is not for yourself"),
        ),
    )
