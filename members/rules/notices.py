"""Everything a person may be told, in both languages. To add one: an entry below.

`security` notices always go out by e-mail and text message; the others by the ways the person
wants, and those with `sms` False or `email` False never by that way. {names} are filled in from the
facts of the notice; `when` is always there.
"""

from __future__ import annotations

from dataclasses import dataclass

from .text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """Subject (of the e-mail, and in the inbox) and what is said."""

    subject: Text
    sentence: Text
    security: bool = False
    email: bool = True
    sms: bool = True


def _security(subject: tuple[str, str], sentence: tuple[str, str]) -> Kind:
    return Kind(Text(*subject), Text(*sentence), security=True)


def _news(
    subject: tuple[str, str], sentence: tuple[str, str], *, email: bool = True, sms: bool = True
) -> Kind:
    return Kind(Text(*subject), Text(*sentence), email=email, sms=sms)


NOT_YOU = Text(
    "Bukan anda? Hubungi kami dengan segera. Kami tidak pernah meminta kata laluan atau TAC anda.",
    "Not you? Contact us at once. We never ask for your password or TAC.",
)

_LOGIN: dict[str, Kind] = {
    "password.changed": _security(
        ("Kata laluan anda telah ditukar", "Your password was changed"),
        (
            "Kata laluan i-Akaun anda telah ditukar pada {when}.",
            "Your i-Akaun password was changed on {when}.",
        ),
    ),
    "sign_in.unlocked": _security(
        ("Akaun anda telah dibuka semula", "Your account is open again"),
        (
            "Seorang pegawai telah membuka kunci i-Akaun anda pada {when}. Kata laluan anda tidak"
            " berubah.",
            "An officer unlocked your i-Akaun on {when}. Your password is unchanged.",
        ),
    ),
    "security_picture.chosen": _security(
        ("Gambar keselamatan anda telah ditukar", "Your security picture was changed"),
        (
            "Gambar dan frasa keselamatan anda telah dipilih pada {when}.",
            "Your security picture and phrase were chosen on {when}.",
        ),
    ),
    "account.frozen": _security(
        ("Akaun anda telah dikunci", "Your account is locked"),
        (
            "Akaun i-Akaun anda telah dikunci pada {when} atas permintaan anda. Tiada sesiapa boleh"
            " log masuk.",
            "Your i-Akaun was locked on {when} because you asked for it. Nobody can log in.",
        ),
    ),
    "second_factor.set_up": _security(
        ("Langkah kedua log masuk disediakan", "Second step of your log-in set up"),
        (
            "Aplikasi pengesah telah disediakan untuk log masuk anda pada {when}.",
            "An authenticator app was set up for your login on {when}.",
        ),
    ),
    "second_factor.removed": _security(
        ("Peranti log masuk anda dibuang", "Your log-in device was removed"),
        (
            "Seorang pegawai telah membuang peranti langkah kedua anda pada {when}. Sediakan yang"
            " baharu semasa log masuk.",
            "An officer removed the device of your second step on {when}. Set up a new one when"
            " you log in.",
        ),
    ),
    "activation.done": _security(
        ("i-Akaun anda telah diaktifkan", "Your i-Akaun is active"),
        (
            "i-Akaun anda telah diaktifkan pada {when}.",
            "Your i-Akaun was activated on {when}.",
        ),
    ),
    "passkey.added": _security(
        ("Kunci laluan baharu ditambah", "A passkey was added"),
        (
            "Kunci laluan baharu telah ditambah pada akaun anda pada {when}.",
            "A new passkey was added to your account on {when}.",
        ),
    ),
    "passkey.removed": _security(
        ("Kunci laluan dibuang", "A passkey was removed"),
        (
            "Satu kunci laluan telah dibuang daripada akaun anda pada {when}.",
            "A passkey was removed from your account on {when}.",
        ),
    ),
    "recovery_codes.made": _security(
        ("Kod pemulihan baharu dibuat", "New recovery codes made"),
        (
            "Kod pemulihan baharu telah dibuat untuk log masuk anda pada {when}. Kod lama tidak"
            " berfungsi lagi.",
            "New recovery codes were made for your login on {when}. The old ones no longer work.",
        ),
    ),
    "recovery_codes.used": _security(
        ("Kod pemulihan digunakan", "A recovery code was used"),
        (
            "Satu kod pemulihan telah digunakan untuk log masuk anda pada {when}.",
            "A recovery code was used to log in to your account on {when}.",
        ),
    ),
    "sign_in.new_device": _security(
        ("Log masuk daripada peranti baharu", "Log-in from a new device"),
        (
            "i-Akaun anda dilog masuk pada {when} daripada peranti yang belum pernah digunakan:"
            " {device}.",
            "Somebody logged in to your i-Akaun on {when} from a device not used before: {device}.",
        ),
    ),
    "sign_in.locked": _security(
        ("Cubaan log masuk ke akaun anda", "Attempts to log in to your account"),
        (
            "Kata laluan yang salah dimasukkan lima kali. Akaun anda dikunci sehingga {until}.",
            "A wrong password was entered five times. Your account is locked until {until}.",
        ),
    ),
    "password.reset": _security(
        ("Kata laluan anda telah ditetapkan semula", "Your password was reset"),
        (
            "Kata laluan i-Akaun anda telah ditetapkan semula pada {when}. Pengeluaran tidak boleh"
            " dimohon sehingga {until}.",
            "Your i-Akaun password was reset on {when}. No withdrawal can be applied for until"
            " {until}.",
        ),
    ),
    "password.reset_staff": _security(
        ("Kata laluan anda telah ditetapkan semula", "Your password was reset"),
        (
            "Kata laluan anda telah ditetapkan semula pada {when}.",
            "Your password was reset on {when}.",
        ),
    ),
}

_PROFILE: dict[str, Kind] = {
    "email.changed": _security(
        ("E-mel anda telah ditukar", "Your email was changed"),
        (
            "E-mel i-Akaun anda telah ditukar kepada {new} pada {when}. Pengeluaran tidak boleh"
            " dimohon sehingga {until}.",
            "The email of your i-Akaun was changed to {new} on {when}. No withdrawal can be applied"
            " for until {until}.",
        ),
    ),
    "phone.changed": _security(
        ("Nombor telefon anda telah ditukar", "Your phone number was changed"),
        (
            "Nombor telefon i-Akaun anda telah ditukar kepada {new} pada {when}. Tiada wang boleh"
            " dimohon atau dibayar sehingga {until}.",
            "The phone number of your i-Akaun was changed to {new} on {when}. No money can be asked"
            " for or paid until {until}.",
        ),
    ),
    "contact_change.entered": _security(
        ("Perubahan maklumat hubungan di kaunter", "A change of contact at a counter"),
        (
            "Pada {when} seorang pegawai memasukkan {what} baharu {new} untuk anda di kaunter."
            " Perubahan berlaku selepas pegawai kedua meluluskannya.",
            "On {when} an officer entered a new {what} {new} for you at a counter. It changes once a"
            " second officer approves it.",
        ),
    ),
    "contact_change.refused": _security(
        ("Perubahan di kaunter ditolak", "A change at a counter was refused"),
        (
            "Perubahan {what} anda yang dimasukkan di kaunter telah ditolak pada {when}. Maklumat"
            " anda tidak berubah.",
            "The change of your {what} that was entered at a counter was refused on {when}. Your"
            " details are unchanged.",
        ),
    ),
    "address.changed": _security(
        ("Alamat anda telah ditukar", "Your address was changed"),
        (
            "Alamat surat-menyurat anda telah ditukar pada {when}.",
            "Your correspondence address was changed on {when}.",
        ),
    ),
    "bank_account.added": _security(
        ("Akaun bank baharu ditambah", "A new bank account was added"),
        (
            "Akaun bank {bank} ditambah pada rekod anda pada {when}. Wang boleh dibayar ke akaun itu"
            " mulai {until}, dan melebihi {limit} mulai {limit_until}.",
            "Bank account {bank} was added to your record on {when}. Money can go to it from {until}"
            " on, and more than {limit} from {limit_until} on.",
        ),
    ),
    "bank_account.removed": _security(
        ("Akaun bank dibuang", "A bank account was removed"),
        (
            "Akaun bank {bank} dibuang daripada rekod anda pada {when}.",
            "Bank account {bank} was removed from your record on {when}.",
        ),
    ),
}

_REPORTS: dict[str, Kind] = {
    "report.made": _security(
        ("Kami telah menghentikan semuanya", "We have stopped everything"),
        (
            "Pada {when} anda memberitahu kami bahawa ini bukan anda: {what}. Bayaran dihentikan"
            " sehingga pegawai kami menjawab.",
            "On {when} you told us that this was not you: {what}. Payments are stopped until our"
            " officers have answered.",
        ),
    ),
    "report.kept": _security(
        ("Jawapan kepada laporan anda", "Answer to your report"),
        (
            "Kami telah menjawab laporan anda pada {when}. Bayaran masih dihentikan. Baca jawapan"
            " kami dalam i-Akaun anda.",
            "We answered your report on {when}. Payments stay stopped. Read our answer in your"
            " i-Akaun.",
        ),
    ),
    "report.released": _security(
        ("Laporan anda telah diselesaikan", "Your report is settled"),
        (
            "Kami telah menjawab laporan anda pada {when} dan bayaran dibenarkan semula. Baca"
            " jawapan kami dalam i-Akaun anda.",
            "We answered your report on {when} and payments may go again. Read our answer in your"
            " i-Akaun.",
        ),
    ),
    "staff.sign_in_alarm": _news(
        ("Amaran: terlalu banyak log masuk gagal", "Alarm: too many failed log-ins"),
        (
            "Pada {when}: {failures} kata laluan salah dalam {minutes} minit, daripada {addresses}"
            " alamat rangkaian, terhadap {accounts} ID. Tiada sesiapa dikunci oleh amaran ini. Lihat"
            " senarai amaran dalam konsol.",
            "On {when}: {failures} wrong passwords in {minutes} minutes, from {addresses} network"
            " addresses, against {accounts} IDs. This alarm locks nobody out. See the list of alarms"
            " in the console.",
        ),
    ),
    "staff.report_waits": _news(
        ("Laporan ahli menunggu jawapan", "A member's report waits for an answer"),
        (
            "Pada {when} seorang ahli melaporkan sesuatu yang bukan dilakukannya. Bayarannya"
            " dihentikan sehingga anda menjawab.",
            "On {when} a member reported something as not theirs. Their payments are stopped until"
            " you answer.",
        ),
        sms=False,
    ),
}

_WITHDRAWALS: dict[str, Kind] = {
    "withdrawal.submitted": _security(
        ("Permohonan {reference} telah dihantar", "Application {reference} was submitted"),
        (
            "Permohonan pengeluaran {reference} sebanyak {amount} telah dihantar pada {when}.",
            "Withdrawal application {reference} for {amount} was submitted on {when}.",
        ),
    ),
    "identity.shown": _security(
        ("Identiti anda disahkan di kaunter", "Your identity was confirmed at a counter"),
        (
            "Pada {when} seorang pegawai merekodkan bahawa identiti anda disahkan di kaunter. Anda"
            " boleh meneruskan permohonan anda dalam i-Akaun.",
            "On {when} an officer recorded that your identity was confirmed at a counter. You can go"
            " on with your application in i-Akaun.",
        ),
    ),
    "withdrawal.in_review": _news(
        ("Permohonan {reference} sedang disemak", "Application {reference} is being reviewed"),
        (
            "Seorang pegawai sedang menyemak permohonan pengeluaran {reference}.",
            "An officer is reviewing withdrawal application {reference}.",
        ),
        email=False,
        sms=False,
    ),
    "withdrawal.approved": _news(
        ("Permohonan {reference} telah diluluskan", "Application {reference} was approved"),
        (
            "Permohonan pengeluaran {reference} sebanyak {amount} telah diluluskan pada {when}.",
            "Withdrawal application {reference} for {amount} was approved on {when}.",
        ),
    ),
    "withdrawal.postponed": _news(
        ("Tarikh bayaran {reference} berubah", "Payment date of {reference} has moved"),
        (
            "Tarikh bayaran permohonan {reference} telah berubah. Tarikh baharu dan sebabnya ada"
            " dalam i-Akaun anda.",
            "The payment date of application {reference} has moved. The new date and the reason are"
            " in your i-Akaun.",
        ),
    ),
    "withdrawal.late": _news(
        ("Bayaran {reference} lewat", "Payment of {reference} is late"),
        (
            "Kami berjanji membayar permohonan {reference} selewat-lewatnya pada {promised} dan belum"
            " menepatinya. Ia kini dalam senarai harian penyelia.",
            "We promised to pay application {reference} by {promised} and have not kept it. It is now"
            " on the supervisors' daily list.",
        ),
        sms=False,
    ),
    "withdrawal.undone": _news(
        ("Kelulusan {reference} dibatalkan", "Approval of {reference} was undone"),
        (
            "Kelulusan permohonan {reference} telah dibatalkan dan permohonan itu disemak semula."
            " Sebabnya ada dalam i-Akaun anda.",
            "The approval of application {reference} was undone and it is being looked at again. The"
            " reason is in your i-Akaun.",
        ),
    ),
    "withdrawal.credited_back": _news(
        ("Wang {reference} kembali dalam simpanan", "Money of {reference} is back in your savings"),
        (
            "{amount} bagi permohonan {reference} telah dikembalikan ke akaun simpanan anda. Sebabnya"
            " ada dalam i-Akaun anda.",
            "{amount} of application {reference} was put back into your savings. The reason is in"
            " your i-Akaun.",
        ),
    ),
    "withdrawal.rejected": _news(
        ("Permohonan {reference} ditolak", "Application {reference} was rejected"),
        (
            "Permohonan pengeluaran {reference} ditolak pada {when}. Sebab dan langkah seterusnya"
            " ada dalam i-Akaun anda.",
            "Withdrawal application {reference} was rejected on {when}. The reasons and what you"
            " can do are in your i-Akaun.",
        ),
    ),
    "withdrawal.documents_asked": _news(
        ("Dokumen tambahan bagi {reference}", "More documents for {reference}"),
        (
            "Kami memerlukan dokumen tambahan bagi permohonan pengeluaran {reference}. Senarai dan"
            " tarikh akhirnya ada dalam i-Akaun anda.",
            "We need more documents for withdrawal application {reference}. The list and the last"
            " day are in your i-Akaun.",
        ),
    ),
    "withdrawal.withdrawn": _security(
        ("Permohonan {reference} telah ditarik balik", "Application {reference} was withdrawn"),
        (
            "Permohonan pengeluaran {reference} telah ditarik balik pada {when}. Tiada wang"
            " dikeluarkan.",
            "Withdrawal application {reference} was withdrawn on {when}. No money was taken out.",
        ),
    ),
    "withdrawal.paying": _news(
        ("Bayaran {reference} sedang diproses", "Payment of {reference} is in progress"),
        (
            "Bayaran bagi permohonan {reference} sebanyak {amount} telah diserahkan kepada bank.",
            "The payment of application {reference} for {amount} was handed to the bank.",
        ),
        sms=False,
    ),
    "withdrawal.paid": _news(
        ("Pengeluaran {reference} telah dibayar", "Withdrawal {reference} was paid"),
        (
            "Bank telah membayar {amount} bagi permohonan pengeluaran {reference}.",
            "The bank paid {amount} for withdrawal application {reference}.",
        ),
    ),
    "withdrawal.pay_failed": _news(
        ("Bayaran {reference} gagal", "Payment of {reference} failed"),
        (
            "Bank tidak dapat membayar {amount} bagi permohonan {reference}. Wang itu ada dengan"
            " kami; lihat langkah seterusnya dalam i-Akaun anda.",
            "The bank could not pay {amount} for application {reference}. The money is with us;"
            " what happens next is in your i-Akaun.",
        ),
    ),
    "withdrawal.moved": _news(
        ("Permohonan {reference}: status baharu", "Application {reference}: new status"),
        (
            "Status permohonan pengeluaran {reference} telah berubah pada {when}. Lihat butirannya"
            " dalam i-Akaun anda.",
            "The status of withdrawal application {reference} changed on {when}. The details are"
            " in your i-Akaun.",
        ),
    ),
}

_CONTRIBUTIONS: dict[str, Kind] = {
    "contribution.credited": _news(
        ("Caruman {month} telah dikreditkan", "Contribution of {month} was credited"),
        (
            "Caruman sebanyak {amount} daripada {employer} bagi bulan upah {month} telah"
            " dikreditkan ke akaun anda.",
            "A contribution of {amount} from {employer} for the wage month {month} was credited to"
            " your accounts.",
        ),
        sms=False,
    ),
    "contribution.taken_back": _news(
        (
            "Caruman {month} diambil balik daripada akaun anda",
            "Contribution of {month} taken back from your accounts",
        ),
        (
            "Caruman sebanyak {amount} daripada {employer} bagi bulan upah {month} telah diambil"
            " balik daripada akaun anda kerana {why}. Hubungi majikan atau kami jika anda tidak"
            " bersetuju.",
            "A contribution of {amount} from {employer} for the wage month {month} was taken back"
            " from your accounts because {why}. Contact your employer or us if you do not agree.",
        ),
        sms=False,
    ),
    "contribution.corrected": _news(
        ("Caruman {month} telah dibetulkan", "Contribution of {month} was corrected"),
        (
            "Caruman daripada {employer} bagi bulan upah {month} telah dibetulkan kerana {why}:"
            " {before} diambil balik dan {after} dikreditkan semula bagi bulan upah {right_month}.",
            "The contribution from {employer} for the wage month {month} was corrected because"
            " {why}: {before} was taken back and {after} credited again for the wage month"
            " {right_month}.",
        ),
        sms=False,
    ),
    "contribution.corrected_for_employer": _news(
        ("Satu caruman {month} dibetulkan", "A contribution of {month} was corrected"),
        (
            "Satu baris dalam {reference} bagi bulan upah {month} telah dibetulkan kerana {why}."
            " {amount} kini wang anda semula.",
            "A line of {reference} for the wage month {month} was corrected because {why}."
            " {amount} is your money again.",
        ),
        sms=False,
    ),
    "contribution.returned": _news(
        ("Satu baris tanpa maklumat dipulangkan", "A line without full details was returned"),
        (
            "Tiada sesiapa dapat dikenal pasti bagi baris {row} dalam {reference}. {amount} kini"
            " wang anda semula; ia membayar bil anda yang seterusnya, atau anda boleh memintanya"
            " kembali.",
            "Nobody could be identified for row {row} of {reference}. {amount} is your money again;"
            " it pays your next bill, or you may ask for it back.",
        ),
        sms=False,
    ),
    "late.true_up_more": _news(
        ("Caj lewat {bill} pada kadar sebenar", "Late charge {bill} at the declared rate"),
        (
            "Kadar dividen tahun itu telah diisytiharkan. Caj lewat bagi {bill} ialah {charge} dan"
            " dividennya {dividend}. Bil {new} sebanyak {amount} dikeluarkan untuk bezanya.",
            "The dividend rate of the year was declared. The late charge of {bill} is {charge} and"
            " its dividend {dividend}. Bill {new} of {amount} was issued for the difference.",
        ),
        sms=False,
    ),
    "late.true_up_less": _news(
        ("Caj lewat {bill} pada kadar sebenar", "Late charge {bill} at the declared rate"),
        (
            "Kadar dividen tahun itu telah diisytiharkan. Caj lewat bagi {bill} ialah {charge} dan"
            " dividennya {dividend}. {amount} ialah wang anda semula dan membayar bil anda.",
            "The dividend rate of the year was declared. The late charge of {bill} is {charge} and"
            " its dividend {dividend}. {amount} is your money again and pays your bills.",
        ),
        sms=False,
    ),
    "refund.approved": _news(
        ("Bayaran balik {reference} diluluskan", "Refund {reference} was approved"),
        (
            "Bayaran balik {reference} sebanyak {amount} telah diluluskan dan sedang dibayar ke"
            " akaun anda.",
            "Refund {reference} of {amount} was approved and is being paid to your account.",
        ),
        sms=False,
    ),
    "refund.paid": _news(
        ("Bayaran balik {reference} telah dibayar", "Refund {reference} was paid"),
        (
            "Bank kami telah membayar {amount} ke akaun anda bagi bayaran balik {reference}.",
            "Our bank has paid {amount} to your account for refund {reference}.",
        ),
        sms=False,
    ),
    "refund.refused": _news(
        ("Bayaran balik {reference} ditolak", "Refund {reference} was refused"),
        (
            "Permohonan bayaran balik {reference} ditolak. Sebabnya: {why}",
            "The request for refund {reference} was refused. The reason: {why}",
        ),
        sms=False,
    ),
    "refund.failed": _news(
        ("Bayaran balik {reference} tidak berjaya", "Refund {reference} could not be paid"),
        (
            "Bank tidak menerima bayaran {amount} bagi {reference}: {why}. Wang itu masih milik"
            " anda di sini. Minta semula dengan akaun yang betul.",
            "The bank did not take the payment of {amount} for {reference}: {why}. The money is"
            " still yours with us. Ask again with the right account.",
        ),
        sms=False,
    ),
    "contribution.amiss": _news(
        ("Caruman {month} tidak diterima atau kurang", "Contribution of {month} missing or short"),
        (
            "Caruman bagi bulan upah {month} daripada {employer} tidak diterima atau kurang. Lihat"
            " halaman caruman anda; anda boleh melaporkannya di situ dalam satu langkah.",
            "The contribution for the wage month {month} from {employer} did not come or came"
            " short. See the page of your contributions; you can report it there in one step.",
        ),
        sms=False,
    ),
    "month_report.answered": _news(
        ("Majikan menjawab laporan {reference}", "The employer answered report {reference}"),
        (
            "{employer} menjawab laporan anda {reference} tentang bulan upah {month}.",
            "{employer} answered your report {reference} of the wage month {month}.",
        ),
        sms=False,
    ),
    "month_report.closed": _news(
        ("Laporan {reference} telah ditutup", "Report {reference} was closed"),
        (
            "Laporan anda {reference} tentang bulan upah {month} telah ditutup: {outcome}.",
            "Your report {reference} of the wage month {month} was closed: {outcome}.",
        ),
        sms=False,
    ),
    "employer.consent_asked": _news(
        ("{employer} meminta kebenaran anda", "{employer} asks for your consent"),
        (
            "{employer} meminta kebenaran untuk melihat baki anda. Benarkan atau tolak di portal;"
            " jika anda tidak menjawab, tiada apa yang ditunjukkan.",
            "{employer} asks to see your balance. Allow or refuse it on the portal; while you do"
            " not answer, nothing is shown.",
        ),
        sms=False,
    ),
    "month_report.made": _news(
        ("Laporan pekerja {reference}", "An employee's report {reference}"),
        (
            "Seorang pekerja melaporkan bahawa caruman bulan upah {month} tidak diterima atau"
            " kurang. Jawab laporan {reference} di portal.",
            "An employee reports that the contribution of the wage month {month} did not come or"
            " came short. Answer report {reference} on the portal.",
        ),
        sms=False,
    ),
}

KINDS: dict[str, Kind] = {**_LOGIN, **_PROFILE, **_REPORTS, **_WITHDRAWALS, **_CONTRIBUTIONS}
