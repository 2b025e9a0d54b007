"""Reason codes of particular kinds and purposes: age bands, houses, study, health, hajj, options.

A code is for ever, because stored decisions name it. Words may change; meaning may not.
"""

from __future__ import annotations

from members.rules.text import Text
from withdrawals.rules.reason import Reason, law

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
TWO_HOUSES = "TWO_HOUSES"
EARLIER_HOUSE = "EARLIER_HOUSE"
DWELLING_NOT_COVERED = "DWELLING_NOT_COVERED"
AGREEMENT_TOO_OLD = "AGREEMENT_TOO_OLD"
INSTALMENTS_NOT_STARTED = "INSTALMENTS_NOT_STARTED"
MONTHLY_TOO_LOW = "MONTHLY_TOO_LOW"
MONTHLY_TOO_HIGH = "MONTHLY_TOO_HIGH"
TOO_FEW_MONTHS = "TOO_FEW_MONTHS"
TOO_MANY_MONTHS = "TOO_MANY_MONTHS"
FULLY_SPONSORED = "FULLY_SPONSORED"
LEVEL_NOT_COVERED = "LEVEL_NOT_COVERED"
ABROAD_FULL_TIME_ONLY = "ABROAD_FULL_TIME_ONLY"
STUDY_ENDED_LONG_AGO = "STUDY_ENDED_LONG_AGO"
RECEIPT_TOO_OLD = "RECEIPT_TOO_OLD"
REPORT_TOO_OLD = "REPORT_TOO_OLD"
NOT_SELECTED = "NOT_SELECTED"
TREATMENT_NOT_COVERED = "TREATMENT_NOT_COVERED"
FERTILITY_OWN_OR_SPOUSE = "FERTILITY_OWN_OR_SPOUSE"
TREATED_TOO_EARLY = "TREATED_TOO_EARLY"
STILL_WORKING = "STILL_WORKING"
LEAVING_TOO_EARLY = "LEAVING_TOO_EARLY"
MILITARY = "MILITARY"
WHOLE_AMOUNT_ONLY = "WHOLE_AMOUNT_ONLY"
PARTIAL_NOT_YET = "PARTIAL_NOT_YET"

_COUNTER = Text(
    "Jika rekod kami tidak betul, bawa dokumen pengenalan anda ke mana-mana kaunter kami.",
    "If our record is wrong, bring your identity documents to any of our counters.",
)
_OTHER_KIND = Text("Pilih jenis pengeluaran yang lain.", "Choose another kind of withdrawal.")


def _reason(
    code: str, check: tuple[str, str], refused: tuple[str, str], fix: tuple[str, str] | Text,
    source: str,
) -> Reason:  # fmt: skip
    mend = fix if isinstance(fix, Text) else Text(*fix)
    return Reason(code, Text(*check), Text(*refused), mend, law(source))


ALL: tuple[Reason, ...] = (
    _reason(
        AGE_NOT_REACHED,
        ("Ahli sudah berumur {years} tahun", "The member has reached {years}"),
        ("Pengeluaran ini mulai umur {years} tahun", "This withdrawal begins at {years}"),
        (
            "Anda boleh memohon mulai {attains_on}, hari anda mencapai umur itu.",
            "You can apply from {attains_on}, the day you reach that age.",
        ),
        "EPF Act 1991 s.54, s.55A, s.55B",
    ),
    _reason(
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
    _reason(
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
    _reason(
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
    _reason(
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
    _reason(
        RESIDENTS_ONLY,
        ("Warganegara atau pemastautin tetap", "A citizen or a permanent resident"),
        (
            "Pengeluaran ini hanya untuk warganegara dan pemastautin tetap",
            "This withdrawal is only for citizens and permanent residents",
        ),
        _COUNTER,
        "EPF Act 1991 s.54(6)",
    ),
    _reason(
        ALREADY_USED,
        ("Belum pernah digunakan", "Not used before"),
        (
            "Pengeluaran ini sekali sahaja, dan anda telah memohonnya pada {used_on}",
            "This withdrawal is once only, and you applied for it on {used_on}",
        ),
        _OTHER_KIND,
        "EPF Act 1991 s.54",
    ),
    _reason(
        ONCE_A_YEAR,
        ("Sekali setahun", "Once a year"),
        (
            "Pengeluaran ini sekali setahun. Permohonan anda yang terakhir ialah pada {last_on}",
            "This withdrawal is once a year. Your last application was on {last_on}",
        ),
        ("Mohon semula mulai {next_on}.", "Apply again from {next_on}."),
        "EPF Act 1991 s.54(6)(c), (d), (e)",
    ),
    _reason(
        EVERY_THREE_MONTHS,
        ("Sekali setiap tiga bulan", "Once every three months"),
        (
            "Pindahan ini setiap tiga bulan. Permohonan anda yang terakhir ialah pada {last_on}",
            "This transfer is every three months. Your last application was on {last_on}",
        ),
        ("Mohon semula mulai {next_on}.", "Apply again from {next_on}."),
        "EPF Act 1991 s.29A",
    ),
    _reason(
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
    _reason(
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
    _reason(
        ABOVE_ENTITLEMENT,
        ("Amaun tidak melebihi yang dikira", "The amount is within what was worked out"),
        (
            "Amaun mestilah {maximum_sen} atau kurang, seperti yang dikira bagi pengeluaran ini",
            "The amount must be {maximum_sen} or less, as worked out for this withdrawal",
        ),
        ("Mohon amaun yang lebih kecil.", "Apply for a smaller amount."),
        "EPF Act 1991 s.54(6)",
    ),
    _reason(
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
    _reason(
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
    _reason(
        TWO_HOUSES,
        ("Belum dua rumah", "Not yet two houses"),
        (
            "Anda telah menggunakan pengeluaran perumahan untuk dua rumah",
            "You have used housing withdrawals for two houses",
        ),
        (
            "Pengeluaran untuk rumah ketiga tidak dibenarkan. Pilih jenis pengeluaran yang lain.",
            "There is none for a third house. Choose another kind of withdrawal.",
        ),
        "EPF Act 1991 s.54(6)(b)",
    ),
    _reason(
        EARLIER_HOUSE,
        ("Rumah terdahulu telah dijual atau dilupuskan", "The earlier house is sold or given up"),
        (
            "Rumah yang terdahulu belum dijual atau dilupuskan",
            "The earlier house has not been sold or given up",
        ),
        (
            "Mohon selepas rumah itu dijual atau dilupuskan, dengan buktinya.",
            "Apply after that house is sold or given up, with proof.",
        ),
        "EPF Act 1991 s.54(6)(b)",
    ),
    _reason(
        DWELLING_NOT_COVERED,
        ("Rumah kediaman yang dibenarkan", "A dwelling that is covered"),
        (
            "Tanah sahaja, ubah suai dan rumah di luar negara tidak dibenarkan",
            "Land only, renovation and houses abroad are not covered",
        ),
        _OTHER_KIND,
        "EPF Act 1991 s.54(6)(b)",
    ),
    _reason(
        AGREEMENT_TOO_OLD,
        ("Perjanjian tidak melebihi 3 tahun", "The agreement is not older than 3 years"),
        (
            "Perjanjian mestilah bertarikh {oldest_on} atau selepasnya",
            "The agreement must be dated {oldest_on} or later",
        ),
        (
            "Jika ada pinjaman, mohon pengeluaran untuk mengurangkan pinjaman perumahan.",
            "If there is a loan, apply to reduce the housing loan instead.",
        ),
        "EPF Act 1991 s.54(6)(b)",
    ),
    _reason(
        INSTALMENTS_NOT_STARTED,
        ("Ansuran telah bermula", "Instalments have started"),
        ("Bayaran ansuran belum bermula", "The instalments have not started"),
        ("Mohon selepas ansuran pertama.", "Apply after the first instalment."),
        "EPF Act 1991 s.54(6)(c)",
    ),
    _reason(
        MONTHLY_TOO_LOW,
        ("Bayaran bulanan mencapai minimum", "The monthly payment reaches the minimum"),
        (
            "Bayaran bulanan mestilah {least_sen} atau lebih",
            "The monthly payment must be {least_sen} or more",
        ),
        ("Mohon bayaran bulanan yang lebih besar.", "Apply for a larger monthly payment."),
        "EPF Act 1991 s.54(6), s.55A",
    ),
    _reason(
        MONTHLY_TOO_HIGH,
        ("Bayaran bulanan dalam ansuran", "The monthly payment is within the instalment"),
        (
            "Bayaran bulanan anda bersama pemohon bersama tidak boleh melebihi ansuran {most_sen}",
            "Your monthly payment and a joint applicant's together must not pass the instalment "
            "of {most_sen}",
        ),
        ("Mohon bayaran bulanan yang lebih kecil.", "Apply for a smaller monthly payment."),
        "EPF Act 1991 s.54(6)(c)",
    ),
    _reason(
        TOO_FEW_MONTHS,
        ("Bilangan bulan mencukupi", "Enough months"),
        ("Bayaran mestilah {least} bulan atau lebih", "There must be {least} months or more"),
        ("Mohon bagi lebih banyak bulan.", "Apply for more months."),
        "EPF Act 1991 s.54(6), s.55A",
    ),
    _reason(
        TOO_MANY_MONTHS,
        ("Bilangan bulan tidak melebihi had", "Not too many months"),
        ("Bayaran mestilah {most} bulan atau kurang", "There must be {most} months or fewer"),
        ("Mohon bagi kurang bulan.", "Apply for fewer months."),
        "EPF Act 1991 s.55A",
    ),
    _reason(
        FULLY_SPONSORED,
        ("Pengajian tidak ditaja sepenuhnya", "The study is not fully sponsored"),
        (
            "Pengajian yang ditaja atau dipinjami sepenuhnya tidak dibenarkan",
            "Study that is fully sponsored or fully lent is not covered",
        ),
        (
            "Mohon bagi yuran yang tidak ditaja, jika ada.",
            "Apply for the fees that are not sponsored, if any.",
        ),
        "EPF Act 1991 s.54(6)(g)",
    ),
    _reason(
        LEVEL_NOT_COVERED,
        ("Peringkat pengajian dibenarkan", "The level of study is covered"),
        (
            "Peringkat pengajian mestilah Sijil Tahap 3 atau lebih tinggi",
            "The study must be Certificate Level 3 or higher",
        ),
        ("Mohon bagi pengajian peringkat itu.", "Apply for study at that level."),
        "EPF Act 1991 s.54(6)(g)",
    ),
    _reason(
        ABROAD_FULL_TIME_ONLY,
        ("Di luar negara sepenuh masa", "Abroad, full-time"),
        (
            "Pengajian di luar negara mestilah sepenuh masa",
            "Study abroad must be full-time",
        ),
        ("Mohon bagi pengajian sepenuh masa.", "Apply for full-time study."),
        "EPF Act 1991 s.54(6)(g)",
    ),
    _reason(
        STUDY_ENDED_LONG_AGO,
        ("Pengajian tamat tidak melebihi 3 tahun lalu", "The study ended within 3 years"),
        (
            "Pengajian mesti masih berjalan, atau tamat pada {oldest_on} atau selepasnya",
            "The study must still go on, or have ended on {oldest_on} or later",
        ),
        (
            "Jika ada pinjaman pendidikan, mohon bagi baki pinjaman itu.",
            "If there is an education loan, apply for its balance.",
        ),
        "EPF Act 1991 s.54(6)(g)",
    ),
    _reason(
        RECEIPT_TOO_OLD,
        ("Resit tidak melebihi 1 tahun", "The receipt is not older than 1 year"),
        (
            "Resit mestilah bertarikh {oldest_on} atau selepasnya",
            "The receipt must be dated {oldest_on} or later",
        ),
        (
            "Guna bil yang belum dibayar; kami membayar institusi itu terus.",
            "Use an unpaid bill; we pay the institution directly.",
        ),
        "EPF Act 1991 s.54(6)(f), (g)",
    ),
    _reason(
        REPORT_TOO_OLD,
        ("Laporan perubatan tidak melebihi 1 tahun", "The medical report is within 1 year"),
        (
            "Laporan perubatan mestilah bertarikh {oldest_on} atau selepasnya",
            "The medical report must be dated {oldest_on} or later",
        ),
        ("Minta laporan baharu daripada doktor anda.", "Ask your doctor for a new report."),
        "EPF Act 1991 s.54(1)(c)",
    ),
    _reason(
        NOT_SELECTED,
        ("Dipilih oleh Tabung Haji", "Selected by Tabung Haji"),
        (
            "Tabung Haji belum memilih anda untuk mengerjakan haji",
            "Tabung Haji has not selected you for the hajj",
        ),
        (
            "Mohon selepas menerima surat Tabung Haji yang menyatakan anda terpilih.",
            "Apply after you receive the Tabung Haji letter that says you are selected.",
        ),
        "EPF Act 1991 s.54(6)(ga)",
    ),
    _reason(
        TREATMENT_NOT_COVERED,
        ("Rawatan dibenarkan", "The treatment is covered"),
        ("Rawatan alternatif tidak dibenarkan", "Alternative treatment is not covered"),
        (
            "Mohon bagi rawatan hospital, peralatan atau kesuburan yang dibenarkan.",
            "Apply for hospital treatment, equipment or fertility treatment that is covered.",
        ),
        "EPF Act 1991 s.54(6)(f)",
    ),
    _reason(
        FERTILITY_OWN_OR_SPOUSE,
        ("Rawatan kesuburan sendiri atau pasangan", "Fertility treatment of self or spouse"),
        (
            "Rawatan kesuburan hanya untuk diri sendiri atau pasangan yang sah",
            "Fertility treatment is only for yourself or your lawful spouse",
        ),
        _OTHER_KIND,
        "EPF Act 1991 s.54(6)(f)",
    ),
    _reason(
        TREATED_TOO_EARLY,
        ("Rawatan mulai 1 Januari 2020", "Treated from 1 January 2020"),
        (
            "Rawatan kesuburan mestilah pada {first_on} atau selepasnya",
            "Fertility treatment must be on {first_on} or later",
        ),
        _OTHER_KIND,
        "EPF Act 1991 s.54(6)(f)",
    ),
    _reason(
        STILL_WORKING,
        ("Tidak lagi bekerja", "No longer working"),
        (
            "Pengeluaran ini untuk ahli yang tidak lagi bekerja",
            "This withdrawal is for members who no longer work",
        ),
        ("Mohon selepas anda berhenti bekerja.", "Apply after you have stopped working."),
        "EPF Act 1991 s.54(1)(c)",
    ),
    _reason(
        LEAVING_TOO_EARLY,
        ("Dalam 2 bulan sebelum permit atau khidmat tamat", "Within 2 months of permit's end"),
        (
            "Permohonan dibuat paling awal pada {first_on}, dua bulan sebelum permit atau "
            "perkhidmatan tamat",
            "The application is made on {first_on} at the earliest, two months before the permit "
            "or the service ends",
        ),
        ("Mohon mulai {first_on}.", "Apply from {first_on}."),
        "EPF Act 1991 s.54(1)(e)",
    ),
    _reason(
        MILITARY,
        ("Bukan persaraan pilihan tentera", "Not military optional retirement"),
        (
            "Persaraan pilihan anggota tentera tidak termasuk",
            "Optional retirement from the military is not covered",
        ),
        _OTHER_KIND,
        "EPF Act 1991 s.54C",
    ),
    _reason(
        WHOLE_AMOUNT_ONLY,
        ("Seluruh baki dikeluarkan", "The whole balance is taken"),
        (
            "Pilihan ini mengeluarkan seluruh baki: amaun mestilah {maximum_sen}",
            "This choice takes the whole balance: the amount must be {maximum_sen}",
        ),
        ("Mohon seluruh baki.", "Apply for the whole balance."),
        "EPF Act 1991 s.55A, s.55B",
    ),
    _reason(
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
