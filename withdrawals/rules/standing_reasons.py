"""Reason codes of a member's standing: age, citizenship, how often, and amounts by formula.

A code is for ever, because stored decisions name it. Words may change; meaning may not.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.reason import OTHER_KIND, Reason, reason

AGE_NOT_REACHED = "AGE_NOT_REACHED"
AGE_54_REACHED = "AGE_54_REACHED"
AGE_60_REACHED = "AGE_60_REACHED"
MEMBER_LIVING = "MEMBER_LIVING"
LOCALS_ONLY = "LOCALS_ONLY"
RESIDENTS_ONLY = "RESIDENTS_ONLY"
ALREADY_USED = "ALREADY_USED"
ONCE_A_YEAR = "ONCE_A_YEAR"
EVERY_THREE_MONTHS = "EVERY_THREE_MONTHS"
NOTHING_AVAILABLE = "NOTHING_AVAILABLE"
ENTITLEMENT_TOO_LOW = "ENTITLEMENT_TOO_LOW"
ABOVE_ENTITLEMENT = "ABOVE_ENTITLEMENT"
BELOW_THRESHOLD = "BELOW_THRESHOLD"
TOO_LITTLE_TO_INVEST = "TOO_LITTLE_TO_INVEST"
WHOLE_AMOUNT_ONLY = "WHOLE_AMOUNT_ONLY"
PARTIAL_NOT_YET = "PARTIAL_NOT_YET"

_COUNTER = Text(
    "Jika rekod kami tidak betul, bawa dokumen pengenalan anda ke mana-mana kaunter kami.",
    "If our record is wrong, bring your identity documents to any of our counters.",
)

ALL: tuple[Reason, ...] = (
    reason(
        AGE_NOT_REACHED,
        ("Ahli sudah berumur {years} tahun", "The member has reached {years}"),
        ("Pengeluaran ini mulai umur {years} tahun", "This withdrawal begins at {years}"),
        (
            "Anda boleh memohon mulai {attains_on}, hari anda mencapai umur itu.",
            "You can apply from {attains_on}, the day you reach that age.",
        ),
        "EPF Act 1991 s.54, s.55A, s.55B",
    ),
    reason(
        AGE_54_REACHED,
        ("Ahli belum berumur 54 tahun", "The member is under 54"),
        (
            "Pengeluaran ini hanya untuk ahli di bawah umur 54 tahun. "
            "Anda mencapai umur itu pada {attains_on}",
            "This withdrawal is only for members under 54. You reached that age on {attains_on}",
        ),
        (
            "Mohon pengeluaran lain untuk rumah, atau pengeluaran umur 55 apabila tiba masanya.",
            "Apply for another housing withdrawal, or for age 55 when the time comes.",
        ),
        "EPF Act 1991 s.54(6)",
    ),
    reason(
        AGE_60_REACHED,
        ("Ahli belum berumur 60 tahun", "The member is under 60"),
        (
            "Pengeluaran ini hanya untuk ahli di bawah umur 60 tahun. "
            "Anda mencapai umur itu pada {attains_on}",
            "This withdrawal is only for members under 60. You reached that age on {attains_on}",
        ),
        ("Mohon pengeluaran umur 60.", "Apply for the age 60 withdrawal."),
        "EPF Act 1991 s.55A, s.55B",
    ),
    reason(
        MEMBER_LIVING,
        ("Ahli telah meninggal dunia", "The member has died"),
        (
            "Pengeluaran ini dibayar kepada penama atau waris selepas kematian ahli",
            "This withdrawal is paid to nominees or next of kin after a member's death",
        ),
        (
            "Pastikan penamaan anda terkini, supaya keluarga anda dibayar dengan cepat.",
            "Keep your nomination up to date, so that your family is paid quickly.",
        ),
        "EPF Act 1991 s.54(1)(a)",
    ),
    reason(
        LOCALS_ONLY,
        (
            "Warganegara, pemastautin tetap, atau ahli sebelum 1 Ogos 1998",
            "A citizen, a permanent resident, or a member before 1 August 1998",
        ),
        (
            "Pengeluaran ini hanya untuk warganegara, pemastautin tetap dan mereka yang menjadi "
            "ahli sebelum 1 Ogos 1998",
            "This withdrawal is only for citizens, permanent residents and those who were members "
            "before 1 August 1998",
        ),
        _COUNTER,
        "EPF Act 1991 s.54(6), s.55A",
    ),
    reason(
        RESIDENTS_ONLY,
        ("Warganegara atau pemastautin tetap", "A citizen or a permanent resident"),
        (
            "Pengeluaran ini hanya untuk warganegara dan pemastautin tetap",
            "This withdrawal is only for citizens and permanent residents",
        ),
        _COUNTER,
        "EPF Act 1991 s.54(6)",
    ),
    reason(
        ALREADY_USED,
        ("Belum pernah digunakan", "Not used before"),
        (
            "Pengeluaran ini sekali sahaja, dan anda telah memohonnya pada {used_on}",
            "This withdrawal is once only, and you applied for it on {used_on}",
        ),
        OTHER_KIND,
        "EPF Act 1991 s.54",
    ),
    reason(
        ONCE_A_YEAR,
        ("Sekali setahun", "Once a year"),
        (
            "Pengeluaran ini sekali setahun. Permohonan anda yang terakhir ialah pada {last_on}",
            "This withdrawal is once a year. Your last application was on {last_on}",
        ),
        ("Mohon semula mulai {next_on}.", "Apply again from {next_on}."),
        "EPF Act 1991 s.54(6)(c), (d), (e)",
    ),
    reason(
        EVERY_THREE_MONTHS,
        ("Sekali setiap tiga bulan", "Once every three months"),
        (
            "Pindahan ini setiap tiga bulan. Permohonan anda yang terakhir ialah pada {last_on}",
            "This transfer is every three months. Your last application was on {last_on}",
        ),
        ("Mohon semula mulai {next_on}.", "Apply again from {next_on}."),
        "EPF Act 1991 s.29A",
    ),
    reason(
        NOTHING_AVAILABLE,
        ("Ada baki yang boleh dikeluarkan", "Something is available"),
        (
            "Tiada baki yang boleh dikeluarkan dalam {accounts}",
            "Nothing is available in {accounts}",
        ),
        (
            "Mohon apabila ada wang dikreditkan ke akaun itu.",
            "Apply once money has been credited to the account.",
        ),
        "EPF Act 1991 s.54, s.55A, s.55B",
    ),
    reason(
        ENTITLEMENT_TOO_LOW,
        ("Amaun yang dikira mencapai minimum", "The amount worked out reaches the minimum"),
        (
            "Amaun yang dikira daripada jawapan anda ialah {entitlement_sen}, kurang daripada "
            "minimum {minimum_sen}",
            "The amount worked out from your answers is {entitlement_sen}, less than the minimum "
            "of {minimum_sen}",
        ),
        (
            "Semak amaun yang anda isi dengan dokumen anda.",
            "Check the amounts you gave against your documents.",
        ),
        "EPF Act 1991 s.54(6)",
    ),
    reason(
        ABOVE_ENTITLEMENT,
        ("Amaun tidak melebihi yang dikira", "The amount is within what was worked out"),
        (
            "Amaun mestilah {maximum_sen} atau kurang, seperti yang dikira bagi pengeluaran ini",
            "The amount must be {maximum_sen} or less, as worked out for this withdrawal",
        ),
        ("Mohon amaun yang lebih kecil.", "Apply for a smaller amount."),
        "EPF Act 1991 s.54(6)",
    ),
    reason(
        BELOW_THRESHOLD,
        ("Jumlah simpanan melebihi ambang", "Total savings are above the threshold"),
        (
            "Jumlah simpanan anda yang boleh dikeluarkan ialah {total_sen}; ia mesti melebihi "
            "{threshold_sen}",
            "Your total savings available are {total_sen}; they must be more than {threshold_sen}",
        ),
        (
            "Mohon apabila jumlah simpanan anda melebihi ambang tahun itu.",
            "Apply once your total savings are above the threshold of that year.",
        ),
        "EPF Act 1991 s.54(6)(i)",
    ),
    reason(
        TOO_LITTLE_TO_INVEST,
        ("Amaun yang boleh dilaburkan mencukupi", "Enough may be invested"),
        (
            "Amaun yang boleh dilaburkan ialah {entitlement_sen}, kurang daripada minimum "
            "{minimum_sen}",
            "The amount that may be invested is {entitlement_sen}, less than the minimum of "
            "{minimum_sen}",
        ),
        (
            "Mohon apabila Akaun Persaraan anda sekurang-kurangnya {needed_sen} pada umur ini.",
            "Apply once your Akaun Persaraan holds at least {needed_sen} at this age.",
        ),
        "EPF Act 1991 s.29A",
    ),
    reason(
        WHOLE_AMOUNT_ONLY,
        ("Seluruh baki dikeluarkan", "The whole balance is taken"),
        (
            "Pilihan ini mengeluarkan seluruh baki: amaun mestilah {maximum_sen}",
            "This choice takes the whole balance: the amount must be {maximum_sen}",
        ),
        ("Mohon seluruh baki.", "Apply for the whole balance."),
        "EPF Act 1991 s.55A, s.55B",
    ),
    reason(
        PARTIAL_NOT_YET,
        ("Sebahagian baki dibenarkan", "A part of the balance is allowed"),
        (
            "Ahli bukan warganegara boleh mengeluarkan sebahagian baki mulai 1 April 2026",
            "Members who are not citizens can take a part of the balance from 1 April 2026",
        ),
        ("Mohon seluruh baki.", "Apply for the whole balance."),
        "EPF Act 1991 s.55A, s.55B",
    ),
)
