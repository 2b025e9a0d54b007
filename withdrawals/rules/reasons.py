"""Every reason code with its sentences: what was checked, what is refused, and how to put it right.

A code is for ever, because stored decisions name it. Words may change; meaning may not.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules import (
    identity_reasons,
    officer_reasons,
    purpose_reasons,
    restriction_reasons,
    staff_reasons,
    standing_reasons,
    waiting_reasons,
)
from withdrawals.rules.reason import Reason
from withdrawals.rules.reason import law as _law

NOT_OFFERED = "NOT_OFFERED"
DECEASED = "DECEASED"
AGE_REACHED = "AGE_REACHED"
COUNTER_ONLY = "COUNTER_ONLY"
ONE_TRANSFER_A_DAY = "ONE_TRANSFER_A_DAY"
TOO_LITTLE_AVAILABLE = "TOO_LITTLE_AVAILABLE"
AMOUNT_TOO_LOW = "AMOUNT_TOO_LOW"
AMOUNT_TOO_HIGH = "AMOUNT_TOO_HIGH"
BANK_ACCOUNT_NOT_VERIFIED = "BANK_ACCOUNT_NOT_VERIFIED"
BANK_NAME_DIFFERS = "BANK_NAME_DIFFERS"
IDENTITY_NOT_CONFIRMED = "IDENTITY_NOT_CONFIRMED"
NOT_MADE_BY_MEMBER = "NOT_MADE_BY_MEMBER"
LATE_DECISION = "LATE_DECISION"
ACCOUNT_FROZEN = "ACCOUNT_FROZEN"
COOLING_OFF = "COOLING_OFF"
BANK_ACCOUNT_NEW = "BANK_ACCOUNT_NEW"
NOT_ME = "NOT_ME"
SAFETY_LIMIT = "SAFETY_LIMIT"


_OWN_ACCOUNT = Text(
    "Peraturan bersama: akaun milik sendiri", "Common rules: an account of one's own"
)
_IDENTITY = Text("Peraturan bersama: identiti", "Common rules: identity")
_AMOUNT = Text("Peraturan bersama: amaun", "Common rules: the amount")
_CHARTER = Text("Piagam pelanggan", "Client charter")

_ALL: tuple[Reason, ...] = (
    Reason(
        NOT_OFFERED,
        Text("Jenis pengeluaran ini ditawarkan", "This kind of withdrawal is offered"),
        Text(
            "Pengeluaran ini tidak ditawarkan pada tarikh permohonan",
            "This withdrawal is not offered on the day of application",
        ),
        Text("Pilih jenis pengeluaran yang lain.", "Choose another kind of withdrawal."),
        Text("Peraturan bersama: tempoh tawaran", "Common rules: dates of validity"),
    ),
    Reason(
        DECEASED,
        Text("Ahli masih hidup", "The member is living"),
        Text(
            "Rekod kami menunjukkan ahli telah meninggal dunia",
            "Our records show that the member has died",
        ),
        Text(
            "Penama atau waris boleh memohon pengeluaran kematian di kaunter.",
            "The nominee or next of kin can apply for the death withdrawal at a counter.",
        ),
        _law("EPF Act 1991 s.54(1)(a)"),
    ),
    Reason(
        ACCOUNT_FROZEN,
        Text("Ahli tidak mengunci akaunnya", "The member has not locked the account"),
        Text("Akaun anda dikunci atas permintaan anda", "Your account is locked at your request"),
        Text(
            "Hubungi kami atau datang ke kaunter untuk membukanya.",
            "Contact us or come to a counter to have it opened.",
        ),
        _IDENTITY,
    ),
    Reason(
        NOT_ME,
        Text(
            'Tiada laporan "bukan saya" yang belum selesai',
            'No report of "not me" is unsettled',
        ),
        Text(
            "Anda melaporkan sesuatu yang bukan anda lakukan, jadi wang dihentikan sehingga kami"
            " menjawab",
            "You reported something as not you, so money is stopped until we have answered",
        ),
        Text(
            "Lihat laporan anda dalam log aktiviti.",
            "See your report in the activity log.",
        ),
        _IDENTITY,
    ),
    Reason(
        COOLING_OFF,
        Text("Tiada tempoh bertenang sedang berjalan", "No cooling-off is running"),
        Text(
            "Kata laluan, e-mel atau telefon anda baru ditukar, jadi wang tidak boleh diminta"
            " sehingga {until}",
            "Your password, email or phone changed a short while ago, so no money can be asked for"
            " until {until}",
        ),
        Text("Mohon selepas masa itu.", "Apply after that time."),
        _IDENTITY,
    ),
    Reason(
        BANK_ACCOUNT_NEW,
        Text("Akaun bank bukan baru ditambah", "The bank account was not added just now"),
        Text(
            "Akaun bank ini baru ditambah, jadi wang boleh dibayar ke akaun itu hanya mulai {until}",
            "This bank account is new, so money can go there only from {until} on",
        ),
        Text(
            "Pilih akaun bank lain, atau mohon selepas masa itu.",
            "Choose another bank account, or apply after that time.",
        ),
        _OWN_ACCOUNT,
    ),
    Reason(
        SAFETY_LIMIT,
        Text(
            "Amaun dalam had keselamatan selepas akaun bank baharu ditambah",
            "The amount is within the safety limit after a new bank account",
        ),
        Text(
            "Satu akaun bank baru ditambah, jadi tidak lebih daripada {maximum_sen} boleh diminta"
            " sehingga {until}",
            "A bank account was added a short while ago, so no more than {maximum_sen} can be asked"
            " for until {until}",
        ),
        Text(
            "Minta amaun yang lebih kecil, atau mohon selepas masa itu.",
            "Ask for less, or apply after that time.",
        ),
        _IDENTITY,
    ),
    Reason(
        AGE_REACHED,
        Text("Ahli belum berumur {years} tahun", "The member is under {years}"),
        Text(
            "Pengeluaran ini hanya untuk ahli di bawah umur {years} tahun. "
            "Anda mencapai umur itu pada {attains_on}",
            "This withdrawal is only for members under {years}. "
            "You reached that age on {attains_on}",
        ),
        Text(
            "Mohon pengeluaran umur 55 daripada Akaun 55.",
            "Apply for the age 55 withdrawal from Akaun 55.",
        ),
        _law("EPF Act 1991 s.54(6)(ja), P.U.(A) 119/2024"),
    ),
    Reason(
        COUNTER_ONLY,
        Text("Saluran permohonan dibenarkan", "The channel of application is allowed"),
        Text(
            "Ahli bukan warganegara hanya boleh memohon di kaunter",
            "Members who are not citizens can apply at a counter only",
        ),
        Text(
            "Bawa pasport anda ke mana-mana kaunter kami.",
            "Bring your passport to any of our counters.",
        ),
        _law("P.U.(A) 119/2024"),
    ),
    Reason(
        ONE_TRANSFER_A_DAY,
        Text("Satu pengeluaran sehari", "One withdrawal a day"),
        Text(
            "Anda sudah memohon satu pengeluaran daripada akaun ini hari ini",
            "You have already applied for a withdrawal from this account today",
        ),
        Text("Mohon semula mulai {next_on}.", "Apply again from {next_on}."),
        _law("P.U.(A) 119/2024"),
    ),
    Reason(
        TOO_LITTLE_AVAILABLE,
        Text("Baki boleh dikeluarkan mencukupi", "Enough is available"),
        Text(
            "Baki {accounts} yang boleh dikeluarkan ialah {available_sen}, "
            "kurang daripada minimum {minimum_sen}",
            "Your {accounts} has {available_sen} available, less than the minimum of {minimum_sen}",
        ),
        Text(
            "Mohon apabila caruman berikutnya dikreditkan.",
            "Apply when your next contributions have been credited.",
        ),
        _AMOUNT,
    ),
    Reason(
        AMOUNT_TOO_LOW,
        Text("Amaun tidak kurang daripada minimum", "The amount reaches the minimum"),
        Text("Amaun mestilah {minimum_sen} atau lebih", "The amount must be {minimum_sen} or more"),
        Text("Mohon amaun yang lebih besar.", "Apply for a larger amount."),
        _AMOUNT,
    ),
    Reason(
        AMOUNT_TOO_HIGH,
        Text("Amaun dalam baki boleh dikeluarkan", "The amount is within what is available"),
        Text(
            "Amaun mestilah {maximum_sen} atau kurang, iaitu baki {accounts} anda",
            "The amount must be {maximum_sen} or less, your {accounts} balance",
        ),
        Text("Mohon amaun yang lebih kecil.", "Apply for a smaller amount."),
        _AMOUNT,
    ),
    Reason(
        BANK_ACCOUNT_NOT_VERIFIED,
        Text("Akaun bank telah disahkan", "The bank account is verified"),
        Text(
            "Akaun bank yang dipilih belum disahkan atau telah dibuang",
            "The bank account chosen is not verified or has been removed",
        ),
        Text(
            "Pilih akaun bank lain atas nama anda sendiri.",
            "Choose another bank account in your own name.",
        ),
        _OWN_ACCOUNT,
    ),
    Reason(
        BANK_NAME_DIFFERS,
        Text("Nama pemegang akaun sama dengan nama ahli", "The account holder is the member"),
        Text(
            "Nama pemegang akaun bank tidak sama dengan nama anda dalam rekod kami",
            "The name on the bank account is not your name in our records",
        ),
        Text(
            "Tambah akaun bank milik anda seorang, kemudian mohon semula.",
            "Add a bank account that is yours alone, then apply again.",
        ),
        _OWN_ACCOUNT,
    ),
    Reason(
        IDENTITY_NOT_CONFIRMED,
        Text("Identiti ahli disahkan", "The member's identity is confirmed"),
        Text(
            "Kami tidak dapat mengesahkan identiti anda",
            "We could not confirm your identity",
        ),
        Text(
            "Bawa kad pengenalan anda ke mana-mana kaunter kami, kemudian mohon semula.",
            "Bring your identity card to any of our counters, then apply again.",
        ),
        _IDENTITY,
    ),
    Reason(
        NOT_MADE_BY_MEMBER,
        Text("Permohonan dibuat oleh ahli", "The application was made by the member"),
        Text(
            "Anda memberitahu kami bahawa anda tidak membuat permohonan ini",
            "You told us that you did not make this application",
        ),
        Text(
            "Tukar kata laluan anda sekarang dan semak log aktiviti anda.",
            "Change your password now and look through your activity log.",
        ),
        _IDENTITY,
    ),
    Reason(
        LATE_DECISION,
        Text("Keputusan dibuat sebelum tarikh janji", "Decided before the promised day"),
        Text(
            "Keputusan dibuat selepas tarikh yang kami janjikan. Tarikh bayaran baharu ialah "
            "{pay_by_on}",
            "We decided after the day we had promised. The new payment date is {pay_by_on}",
        ),
        Text("Anda tidak perlu berbuat apa-apa.", "You need not do anything."),
        _CHARTER,
    ),
)

_EVERY = (
    *_ALL,
    *standing_reasons.ALL,
    *waiting_reasons.ALL,
    *purpose_reasons.ALL,
    *identity_reasons.ALL,
    *restriction_reasons.ALL,
    *officer_reasons.ALL,
    *staff_reasons.ALL,
)
REASONS: dict[str, Reason] = {reason.code: reason for reason in _EVERY}
if len(REASONS) != len(_EVERY):
    raise ValueError("a reason code is declared twice")

FOR_GOOD: frozenset[str] = frozenset(
    {
        AGE_REACHED,
        standing_reasons.AGE_54_REACHED,
        standing_reasons.AGE_60_REACHED,
        standing_reasons.ALREADY_USED,
        purpose_reasons.TWO_HOUSES,
    }
)
"""Reasons that no waiting and no paper will change."""

OFFICER_MAY_GIVE: tuple[str, ...] = (
    BANK_NAME_DIFFERS,
    BANK_ACCOUNT_NOT_VERIFIED,
    IDENTITY_NOT_CONFIRMED,
    NOT_MADE_BY_MEMBER,
    *officer_reasons.CODES,
)
"""What an officer finds with their own eyes, besides every automatic check that fails."""
