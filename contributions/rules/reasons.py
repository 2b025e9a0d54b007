"""Why an amount is due, or not: each reason of the Third Schedule in both languages."""

from __future__ import annotations

from members.rules.text import Text

REASONS: dict[str, Text] = {
    "AGE_75": Text(
        "Tiada caruman mulai umur 75 tahun.", "No contribution is due from the age of 75 on."
    ),
    "UNDER_14": Text(
        "Tiada caruman sebelum umur 14 tahun.", "No contribution is due before the age of 14."
    ),
    "DOMESTIC": Text(
        "Pekerja rumah tangga mencarum hanya jika memilih untuk mencarum.",
        "A domestic worker contributes only by choice.",
    ),
    "OUTSIDE_ACT": Text(
        "Orang ini bukan pekerja di bawah Jadual Pertama Akta.",
        "This person is not an employee under the First Schedule of the Act.",
    ),
    "BY_CHOICE_ONLY": Text(
        "Sebelum Oktober 2025, bukan warganegara ini mencarum hanya jika memilih untuk mencarum.",
        "Before October 2025 this non-citizen contributed only by choice.",
    ),
    "MONTH_OF_DEATH": Text(
        "Tiada caruman bagi bulan kematian atau selepasnya.",
        "No contribution is due for the month of death or after it.",
    ),
    "NO_WAGES": Text(
        "Tiada upah yang layak dicarum bagi bulan ini.",
        "There are no wages this month that count.",
    ),
    "NIL_BAND": Text(
        "Upah RM10.00 atau kurang tidak dikenakan caruman.",
        "Wages of RM10.00 or less carry no contribution.",
    ),
    "BAND": Text(
        "Setiap syer ialah kadar atas had atas julat upah, digenapkan ke atas kepada ringgit.",
        "Each share is the rate of the upper limit of the wage band, rounded up to the ringgit.",
    ),
    "ABOVE_20000": Text(
        "Upah melebihi RM20,000 dikira atas upah sebenar.",
        "Wages above RM20,000 are charged on the actual amount.",
    ),
    "ACTUAL_WAGES": Text(
        "Bahagian F tiada julat upah: kadar dikira atas upah sebenar.",
        "Part F has no bands: the rate is of the actual wages.",
    ),
    "TOTAL_ROUNDED": Text(
        "Jumlah digenapkan ke atas kepada ringgit; syer pekerja digenapkan ke atas dan majikan"
        " membayar bakinya.",
        "The total is rounded up to the ringgit; the employee's share is rounded up and the"
        " employer pays the rest.",
    ),
    "EACH_ROUNDED": Text(
        "Setiap syer digenapkan ke atas kepada ringgit.",
        "Each share is rounded up to the ringgit.",
    ),
    "FLAT_EMPLOYER": Text("Majikan membayar amaun tetap.", "The employer pays a fixed amount."),
    "BONUS_RATE": Text(
        "Upah tidak melebihi RM5,000 tanpa bonus, jadi kadar majikan yang lebih tinggi kekal.",
        "Without the bonus the wages are RM5,000 or less, so the employer's higher rate stays.",
    ),
    "MINIMUM_WAGE": Text(
        "Caruman tidak boleh kurang daripada caruman atas gaji minimum.",
        "The contribution may not be below the one on the minimum wage.",
    ),
    "LEFT_OUT": Text(
        "Sebahagian bayaran tidak dikira sebagai upah, contohnya kerja lebih masa.",
        "Some payments do not count as wages, overtime for example.",
    ),
    "ELECTED": Text(
        "Termasuk lebihan yang dipilih melebihi kadar berkanun.",
        "Includes the excess that was elected above the statutory rate.",
    ),
}
