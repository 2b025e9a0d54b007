"""Reason codes of purposes: houses, instalments, study, health, hajj, leaving, public service.

A code is for ever, because stored decisions name it. Words may change; meaning may not.
"""

from __future__ import annotations

from withdrawals.rules.reason import OTHER_KIND, Reason, reason

TWO_HOUSES = "TWO_HOUSES"
GROUND_USED = "GROUND_USED"
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
LETTERS_NEEDED = "LETTERS_NEEDED"

ALL: tuple[Reason, ...] = (
    reason(
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
    reason(
        GROUND_USED,
        ("Sebab ini belum pernah digunakan", "This ground has not been used before"),
        (
            "Anda telah mengeluarkan simpanan atas sebab ini pada {used_on}; setiap sebab sekali "
            "sahaja",
            "You took your savings out on this ground on {used_on}; each ground is once only",
        ),
        (
            "Taraf berpencen dan persaraan pilihan dikira berasingan. Pilih sebab yang betul.",
            "Pensionable status and optional retirement count apart. Choose the ground that is right.",
        ),
        "EPF Act 1991 s.54C(1), (2)",
    ),
    reason(
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
    reason(
        DWELLING_NOT_COVERED,
        ("Rumah kediaman yang dibenarkan", "A dwelling that is covered"),
        (
            "Tanah sahaja, ubah suai dan rumah di luar negara tidak dibenarkan",
            "Land only, renovation and houses abroad are not covered",
        ),
        OTHER_KIND,
        "EPF Act 1991 s.54(6)(b)",
    ),
    reason(
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
    reason(
        INSTALMENTS_NOT_STARTED,
        ("Ansuran telah bermula", "Instalments have started"),
        ("Bayaran ansuran belum bermula", "The instalments have not started"),
        ("Mohon selepas ansuran pertama.", "Apply after the first instalment."),
        "EPF Act 1991 s.54(6)(c)",
    ),
    reason(
        MONTHLY_TOO_LOW,
        ("Bayaran bulanan mencapai minimum", "The monthly payment reaches the minimum"),
        (
            "Bayaran bulanan mestilah {least_sen} atau lebih",
            "The monthly payment must be {least_sen} or more",
        ),
        ("Mohon bayaran bulanan yang lebih besar.", "Apply for a larger monthly payment."),
        "EPF Act 1991 s.54(6), s.55A",
    ),
    reason(
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
    reason(
        TOO_FEW_MONTHS,
        ("Bilangan bulan mencukupi", "Enough months"),
        ("Bayaran mestilah {least} bulan atau lebih", "There must be {least} months or more"),
        ("Mohon bagi lebih banyak bulan.", "Apply for more months."),
        "EPF Act 1991 s.54(6), s.55A",
    ),
    reason(
        TOO_MANY_MONTHS,
        ("Bilangan bulan tidak melebihi had", "Not too many months"),
        ("Bayaran mestilah {most} bulan atau kurang", "There must be {most} months or fewer"),
        ("Mohon bagi kurang bulan.", "Apply for fewer months."),
        "EPF Act 1991 s.55A",
    ),
    reason(
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
    reason(
        LEVEL_NOT_COVERED,
        ("Peringkat pengajian dibenarkan", "The level of study is covered"),
        (
            "Peringkat pengajian mestilah Sijil Tahap 3 atau lebih tinggi",
            "The study must be Certificate Level 3 or higher",
        ),
        ("Mohon bagi pengajian peringkat itu.", "Apply for study at that level."),
        "EPF Act 1991 s.54(6)(g)",
    ),
    reason(
        ABROAD_FULL_TIME_ONLY,
        ("Di luar negara sepenuh masa", "Abroad, full-time"),
        (
            "Pengajian di luar negara mestilah sepenuh masa",
            "Study abroad must be full-time",
        ),
        ("Mohon bagi pengajian sepenuh masa.", "Apply for full-time study."),
        "EPF Act 1991 s.54(6)(g)",
    ),
    reason(
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
    reason(
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
    reason(
        REPORT_TOO_OLD,
        ("Laporan perubatan tidak melebihi 1 tahun", "The medical report is within 1 year"),
        (
            "Laporan perubatan mestilah bertarikh {oldest_on} atau selepasnya",
            "The medical report must be dated {oldest_on} or later",
        ),
        ("Minta laporan baharu daripada doktor anda.", "Ask your doctor for a new report."),
        "EPF Act 1991 s.54(1)(c)",
    ),
    reason(
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
    reason(
        TREATMENT_NOT_COVERED,
        ("Rawatan dibenarkan", "The treatment is covered"),
        ("Rawatan alternatif tidak dibenarkan", "Alternative treatment is not covered"),
        (
            "Mohon bagi rawatan hospital, peralatan atau kesuburan yang dibenarkan.",
            "Apply for hospital treatment, equipment or fertility treatment that is covered.",
        ),
        "EPF Act 1991 s.54(6)(f)",
    ),
    reason(
        FERTILITY_OWN_OR_SPOUSE,
        ("Rawatan kesuburan sendiri atau pasangan", "Fertility treatment of self or spouse"),
        (
            "Rawatan kesuburan hanya untuk diri sendiri atau pasangan yang sah",
            "Fertility treatment is only for yourself or your lawful spouse",
        ),
        OTHER_KIND,
        "EPF Act 1991 s.54(6)(f)",
    ),
    reason(
        TREATED_TOO_EARLY,
        ("Rawatan mulai 1 Januari 2020", "Treated from 1 January 2020"),
        (
            "Rawatan kesuburan mestilah pada {first_on} atau selepasnya",
            "Fertility treatment must be on {first_on} or later",
        ),
        OTHER_KIND,
        "EPF Act 1991 s.54(6)(f)",
    ),
    reason(
        STILL_WORKING,
        ("Tidak lagi bekerja", "No longer working"),
        (
            "Pengeluaran ini untuk ahli yang tidak lagi bekerja",
            "This withdrawal is for members who no longer work",
        ),
        ("Mohon selepas anda berhenti bekerja.", "Apply after you have stopped working."),
        "EPF Act 1991 s.54(1)(c)",
    ),
    reason(
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
    reason(
        MILITARY,
        ("Bukan persaraan pilihan tentera", "Not military optional retirement"),
        (
            "Persaraan pilihan anggota tentera tidak termasuk",
            "Optional retirement from the military is not covered",
        ),
        OTHER_KIND,
        "EPF Act 1991 s.54C",
    ),
    reason(
        LETTERS_NEEDED,
        ("Waris menuntut dalam had tanpa surat", "Next of kin claim within the limit"),
        (
            "Tanpa penamaan dan surat pentadbiran, waris boleh menuntut {maximum_sen} atau kurang",
            "Without a nomination and letters of administration, next of kin may claim "
            "{maximum_sen} or less",
        ),
        (
            "Bawa surat pentadbiran, probet atau perintah; wasi atau pentadbir menuntut.",
            "Bring letters of administration, probate or an order; the executor or administrator "
            "claims.",
        ),
        "EPF Act 1991 s.54(1)(a)",
    ),
)
