"""Why staff moved a promise, undid an approval or gave money back: the member reads every one.

A code is for ever, because rows store it. `{pay_by_on}` is the new day of a promise.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.reason import Reason, reason

_CHARTER = "Piagam pelanggan · Client charter"
_PAYMENT = "Peraturan bersama: bayaran · Common rules: payment"
_NOTHING_TO_DO = Text("Anda tidak perlu berbuat apa-apa.", "You need not do anything.")
_PROMISE = ("Wang dibayar pada tarikh yang dijanjikan", "The money comes on the promised day")
_DECISION = ("Kelulusan kekal", "The approval stands")
_PAID = ("Bank menerima bayaran", "The bank takes the payment")

PROMISE_MOVED: tuple[Reason, ...] = (
    reason(
        "WAITING_FOR_ISSUER",
        _PROMISE,
        (
            "Kami menunggu pengesahan daripada pihak yang mengeluarkan dokumen anda. Tarikh bayaran "
            "baharu ialah {pay_by_on}",
            "We are waiting for whoever issued your document to confirm it. The new payment date is "
            "{pay_by_on}",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
    reason(
        "MORE_CHECKS",
        _PROMISE,
        (
            "Permohonan anda memerlukan semakan tambahan. Tarikh bayaran baharu ialah {pay_by_on}",
            "Your application needs more checks. The new payment date is {pay_by_on}",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
    reason(
        "BANK_DELAY",
        _PROMISE,
        (
            "Bank memerlukan lebih masa. Tarikh bayaran baharu ialah {pay_by_on}",
            "The bank needs more time. The new payment date is {pay_by_on}",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
    reason(
        "OFFICE_CLOSED",
        _PROMISE,
        (
            "Pejabat kami ditutup kerana kecemasan. Tarikh bayaran baharu ialah {pay_by_on}",
            "Our office was closed in an emergency. The new payment date is {pay_by_on}",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
)

PAID_AGAIN = "PAID_AGAIN"
_AGAIN: tuple[Reason, ...] = (
    reason(
        PAID_AGAIN,
        _PAID,
        (
            "Bank tidak menerima bayaran yang pertama, jadi kami membayar sekali lagi. Tarikh bayaran "
            "baharu ialah {pay_by_on}",
            "The bank did not take the first payment, so we pay again. The new payment date is "
            "{pay_by_on}",
        ),
        _NOTHING_TO_DO,
        _PAYMENT,
    ),
)

APPROVAL_UNDONE: tuple[Reason, ...] = (
    reason(
        "APPROVED_IN_ERROR",
        _DECISION,
        (
            "Permohonan anda diluluskan secara silap, jadi kami menyemaknya sekali lagi",
            "Your application was approved by mistake, so we look at it again",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
    reason(
        "NEW_FACTS",
        _DECISION,
        (
            "Kami menerima maklumat baharu selepas kelulusan, jadi kami menyemak permohonan anda "
            "sekali lagi",
            "New facts reached us after the approval, so we look at your application again",
        ),
        _NOTHING_TO_DO,
        _CHARTER,
    ),
    reason(
        "MEMBER_CALLED_IT_OFF",
        _DECISION,
        (
            "Anda meminta kami menghentikan bayaran, jadi kelulusan dibatalkan",
            "You asked us to stop the payment, so the approval is undone",
        ),
        Text(
            "Tarik balik permohonan itu jika anda tidak mahu wang itu dikeluarkan.",
            "Withdraw the application if you do not want the money taken out.",
        ),
        _CHARTER,
    ),
)

CREDITED_BACK: tuple[Reason, ...] = (
    reason(
        "BANK_CANNOT_PAY",
        _PAID,
        (
            "Bank tidak dapat membayar wang itu, jadi kami mengembalikannya ke akaun simpanan anda",
            "The bank could not pay the money, so we have put it back into your savings",
        ),
        Text(
            "Tambah akaun bank yang aktif atas nama anda, kemudian mohon semula.",
            "Add an active bank account in your own name, then apply again.",
        ),
        _PAYMENT,
    ),
    reason(
        "MEMBER_KEEPS_IT",
        _PAID,
        (
            "Anda memilih untuk menyimpan wang itu, jadi kami mengembalikannya ke akaun simpanan anda",
            "You chose to keep the money saved, so we have put it back into your savings",
        ),
        Text("Mohon semula pada bila-bila masa.", "Apply again at any time."),
        _PAYMENT,
    ),
)

ALL: tuple[Reason, ...] = (*PROMISE_MOVED, *_AGAIN, *APPROVAL_UNDONE, *CREDITED_BACK)


def codes(of: tuple[Reason, ...]) -> tuple[str, ...]:
    """The codes of a list, in its order."""
    return tuple(one.code for one in of)
