"""Every action that can be recorded, with the words a person reads; any other is refused.

To add one: a line below. `shown` says whether the member whose record it is sees it in the
activity log. Words may hold {names} that the event's detail fills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from members.rules.text import Text


@dataclass(frozen=True, slots=True)
class Action:
    code: str
    words: Text
    shown: bool = True


def _action(code: str, ms: str, en: str, *, shown: bool = True) -> Action:
    return Action(code, Text(ms, en), shown)


_DECLARED = (
    # Log in
    _action("sign_in.succeeded", "Log masuk", "Logged in"),
    _action("sign_in.failed", "Cubaan log masuk gagal", "Failed attempt to log in"),
    _action("sign_in.locked", "Akaun dikunci sementara", "Account temporarily locked"),
    _action(
        "sign_in.alarm",
        "Amaran: {failures} log masuk gagal di seluruh portal dalam {minutes} minit",
        "Alarm: {failures} failed log-ins of the whole portal in {minutes} minutes",
        shown=False,
    ),
    _action("sign_in.unlocked", "Akaun dibuka oleh pegawai", "Account unlocked by an officer"),
    _action("sign_out", "Log keluar", "Logged out"),
    _action("session.ended", "Sesi tamat tempoh", "Session timed out"),
    _action("password.changed", "Kata laluan ditukar", "Password changed"),
    _action(
        "password.not_changed",
        "Kata laluan tidak ditukar: kata laluan semasa salah",
        "Password not changed: the current password was wrong",
    ),
    _action(
        "password.reset_asked", "Set semula kata laluan diminta", "A password reset was asked for"
    ),
    _action("password.reset", "Kata laluan ditetapkan semula", "Password reset"),
    _action("member_no.sent", "No. KWSP dihantar ke e-mel anda", "KWSP No. sent to your email"),
    _action(
        "security_picture.chosen",
        "Gambar dan frasa keselamatan dipilih",
        "Security picture and phrase chosen",
    ),
    _action("account.frozen", "Akaun dikunci oleh pemiliknya", "Account locked by its owner"),
    _action(
        "sign_in.refused_frozen",
        "Cubaan log masuk ditolak: akaun dikunci oleh pemiliknya",
        "Attempt to log in refused: the account is locked by its owner",
    ),
    _action("session.ended_by_owner", "Sesi lain ditamatkan", "Other sessions ended"),
    # A new i-Akaun
    _action(
        "activation.issued",
        "Kelayakan sementara i-Akaun dikeluarkan di kaunter",
        "Temporary i-Akaun credentials issued at a counter",
    ),
    _action("activation.proved", "Pengaktifan i-Akaun dimulakan", "Activation of i-Akaun begun"),
    _action(
        "activation.failed",
        "Kata laluan sementara yang salah dimasukkan",
        "Wrong temporary password entered",
    ),
    _action("activation.done", "i-Akaun diaktifkan", "i-Akaun activated"),
    # Passkeys
    _action("passkey.added", "Kunci laluan ditambah: {name}", "Passkey added: {name}"),
    _action("passkey.removed", "Kunci laluan dibuang: {name}", "Passkey removed: {name}"),
    _action(
        "passkey.not_confirmed",
        "Kunci laluan tidak diubah: kata laluan semasa salah",
        "Passkeys not changed: the current password was wrong",
    ),
    _action("recovery_codes.made", "Kod pemulihan dibuat", "Recovery codes made", shown=False),
    _action("recovery_codes.used", "Kod pemulihan digunakan", "Recovery code used", shown=False),
    # Second step of staff
    _action(
        "second_factor.set_up",
        "Langkah kedua log masuk disediakan",
        "Second step of the log-in set up",
        shown=False,
    ),
    _action(
        "second_factor.accepted",
        "Kod aplikasi diterima",
        "Code of the app accepted",
        shown=False,
    ),
    _action(
        "second_factor.failed",
        "Kod aplikasi yang salah dimasukkan",
        "Wrong code of the app entered",
        shown=False,
    ),
    _action(
        "second_factor.removed",
        "Peranti langkah kedua dibuang oleh pegawai",
        "Device of the second step removed by an officer",
        shown=False,
    ),
    # TAC
    _action("tac.sent", "TAC dihantar ke telefon anda", "TAC sent to your phone"),
    _action("tac.failed", "TAC yang salah dimasukkan", "Wrong TAC entered"),
    _action("tac.accepted", "TAC diterima", "TAC accepted"),
    # Profile
    _action("bank_account.added", "Akaun bank ditambah: {bank}", "Bank account added: {bank}"),
    _action("bank_account.removed", "Akaun bank dibuang: {bank}", "Bank account removed: {bank}"),
    _action("bank_account.refused", "Akaun bank tidak diterima", "Bank account not accepted"),
    _action("email.changed", "E-mel ditukar kepada {new}", "Email changed to {new}"),
    _action(
        "phone.changed",
        "Nombor telefon ditukar kepada {new}",
        "Phone number changed to {new}",
    ),
    _action("address.changed", "Alamat ditukar", "Address changed"),
    _action(
        "contact_change.entered",
        "Pegawai memasukkan perubahan {what_ms} di kaunter",
        "An officer entered a change of {what_en} at a counter",
    ),
    _action(
        "contact_change.refused",
        "Perubahan {what_ms} di kaunter ditolak oleh pegawai",
        "A change of {what_en} at a counter was refused by an officer",
    ),
    _action("language.changed", "Bahasa pilihan ditukar", "Preferred language changed"),
    _action("notices.chosen", "Cara notis dihantar ditukar", "Ways of notices changed"),
    # Withdrawals
    _action(
        "withdrawal.submitted",
        "Permohonan pengeluaran dihantar: {reference}",
        "Withdrawal application submitted: {reference}",
    ),
    _action(
        "withdrawal.withdrawn",
        "Permohonan pengeluaran ditarik balik: {reference}",
        "Withdrawal application withdrawn: {reference}",
    ),
    _action(
        "withdrawal.viewed",
        "Pegawai melihat permohonan pengeluaran {reference}",
        "An officer viewed withdrawal application {reference}",
    ),
    _action(
        "withdrawal.taken",
        "Pegawai mengambil permohonan pengeluaran {reference}",
        "An officer took withdrawal application {reference}",
        shown=False,
    ),
    _action(
        "withdrawal.approved",
        "Permohonan pengeluaran diluluskan: {reference}",
        "Withdrawal application approved: {reference}",
    ),
    _action(
        "withdrawal.half_approved",
        "Pegawai pertama meluluskan permohonan pengeluaran {reference}",
        "A first officer approved withdrawal application {reference}",
        shown=False,
    ),
    _action(
        "withdrawal.sent_back",
        "Pegawai kedua memulangkan permohonan pengeluaran {reference}",
        "A second officer sent withdrawal application {reference} back",
        shown=False,
    ),
    _action(
        "withdrawal.looked_again",
        "Pegawai menyemak semula kelulusan melalui peraturan {reference}",
        "An officer looked at approval by rule {reference} afterwards",
    ),
    _action(
        "withdrawal.postponed",
        "Tarikh bayaran permohonan {reference} dipindahkan",
        "Payment date of application {reference} moved",
    ),
    _action(
        "withdrawal.undone",
        "Kelulusan permohonan pengeluaran {reference} dibatalkan",
        "Approval of withdrawal application {reference} undone",
    ),
    _action(
        "withdrawal.rejected",
        "Permohonan pengeluaran ditolak: {reference}",
        "Withdrawal application rejected: {reference}",
    ),
    _action(
        "withdrawal.decision_refused",
        "Keputusan pegawai tidak dibenarkan: {reference}",
        "An officer's decision was not allowed: {reference}",
        shown=False,
    ),
    # Birthdays
    _action(
        "account.merged",
        "Akaun anda digabungkan menjadi Akaun 55",
        "Your accounts were merged into Akaun 55",
    ),
    _action(
        "account.unclaimed",
        "Simpanan dipindahkan sebagai wang tidak dituntut",
        "Savings were moved as unclaimed money",
    ),
    # Payment plans
    _action(
        "plan.paid",
        "Bayaran berkala bagi {reference} dibuat",
        "A payment of the plan of {reference} was made",
    ),
    _action(
        "plan.ended",
        "Pelan bayaran bagi {reference} tamat",
        "The payment plan of {reference} ended",
    ),
    # Counter
    _action(
        "identity.shown",
        "Identiti anda ditunjukkan di kaunter",
        "You showed who you are at a counter",
    ),
    _action(
        "withdrawal.taken_in",
        "Permohonan pengeluaran diterima di kaunter: {reference}",
        "Withdrawal application taken in at a counter: {reference}",
    ),
    # Restrictions
    _action(
        "restriction.proposed",
        "Sekatan dicadangkan oleh pegawai",
        "An officer proposed a restriction",
        shown=False,
    ),
    _action(
        "restriction.confirmed",
        "Sekatan ke atas pengeluaran direkodkan",
        "A restriction on withdrawals was recorded",
    ),
    _action(
        "restriction.dismissed",
        "Cadangan sekatan digugurkan",
        "A proposed restriction was dropped",
        shown=False,
    ),
    _action(
        "restriction.end_proposed",
        "Penamatan sekatan dicadangkan",
        "The end of a restriction was proposed",
        shown=False,
    ),
    _action(
        "restriction.ended",
        "Sekatan ke atas pengeluaran ditamatkan",
        "A restriction on withdrawals was ended",
    ),
    _action(
        "relative.declared",
        "Pegawai mengisytiharkan anda sebagai saudara",
        "An officer declared you a relative",
        shown=False,
    ),
    _action(
        "relative.ended",
        "Perisytiharan saudara pegawai ditamatkan",
        "An officer's declaration of a relative was ended",
        shown=False,
    ),
    _action(
        "withdrawal.documents_asked",
        "Pegawai meminta dokumen bagi permohonan {reference}",
        "An officer asked for documents for application {reference}",
    ),
    _action(
        "withdrawal.documents_sent",
        "Dokumen tambahan diserahkan bagi permohonan {reference}",
        "More documents handed in for application {reference}",
    ),
    _action(
        "withdrawal.corrected",
        "Permohonan {reference} yang ditolak mula dibetulkan",
        "A correction of the refused application {reference} was begun",
    ),
    _action(
        "document.added",
        "Dokumen dimuat naik bagi permohonan {reference}",
        "Document uploaded for application {reference}",
    ),
    _action(
        "document.removed",
        "Dokumen dibuang daripada permohonan {reference}",
        "Document removed from application {reference}",
    ),
    _action("document.refused", "Dokumen tidak diterima", "Document not accepted"),
    _action(
        "document.attached",
        "Pegawai kaunter menyimpan dokumen yang dibawa",
        "An officer at the counter took in a document",
    ),
    _action(
        "document.detached",
        "Pegawai kaunter membuang dokumen yang disimpan",
        "An officer at the counter removed a document again",
    ),
    _action(
        "document.checked",
        "Pegawai kaunter menyemak dokumen yang disimpan",
        "An officer at the counter looked at a document they took in",
    ),
    _action(
        "document.viewed",
        "Pegawai membuka dokumen permohonan {reference}",
        "An officer opened a document of application {reference}",
    ),
    # Payouts
    _action(
        "payout.account_named",
        "Akaun lain dinamakan bagi bahagian bayaran {reference} yang gagal",
        "Another account was named for a failed share of {reference}",
    ),
    _action(
        "payout.account_refused",
        "Akaun lain bagi bayaran {reference} tidak diterima",
        "Another account for a payment of {reference} was not accepted",
    ),
    _action(
        "payout.paid",
        "Bayaran pengeluaran {reference} telah dibuat",
        "Withdrawal {reference} was paid",
    ),
    _action(
        "payout.failed",
        "Bayaran pengeluaran {reference} gagal",
        "Payment of withdrawal {reference} failed",
    ),
    _action(
        "payout.again",
        "Pengeluaran {reference} akan dibayar semula",
        "Withdrawal {reference} will be paid again",
    ),
    _action(
        "payout.credited_back",
        "Wang pengeluaran {reference} dikembalikan ke simpanan anda",
        "Money of withdrawal {reference} was put back into your savings",
    ),
    _action(
        "remedy.proposed",
        "Tindakan ke atas pengecualian bank dicadangkan: {remedy}",
        "What to do about a bank exception proposed: {remedy}",
        shown=False,
    ),
    _action(
        "remedy.done",
        "Tindakan ke atas pengecualian bank dibuat: {remedy}",
        "Bank exception dealt with: {remedy}",
        shown=False,
    ),
    _action(
        "remedy.refused",
        "Tindakan ke atas pengecualian bank ditolak: {remedy}",
        "Proposal about a bank exception refused: {remedy}",
        shown=False,
    ),
    _action(
        "payout_batch.sealed",
        "Fail bayaran dimeterai: {batch}",
        "Payout file sealed: {batch}",
        shown=False,
    ),
    _action(
        "payout_batch.released",
        "Fail bayaran dilepaskan: {batch}",
        "Payout file released: {batch}",
        shown=False,
    ),
    _action(
        "payout_batch.release_refused",
        "Pelepasan fail bayaran tidak dibenarkan: {batch}",
        "Release of a payout file was not allowed: {batch}",
        shown=False,
    ),
    _action(
        "payout_batch.voided",
        "Fail bayaran dibatalkan: {batch}",
        "Payout file voided: {batch}",
        shown=False,
    ),
    _action(
        "payout_batch.sent",
        "Fail bayaran dihantar ke bank: {batch}",
        "Payout file sent to the bank: {batch}",
        shown=False,
    ),
    # Statements
    _action("statement.downloaded", "Penyata {year} dimuat turun", "Statement {year} downloaded"),
    # Contributions
    _action(
        "remittance.uploaded", "Fail caruman diterima", "Contribution file received", shown=False
    ),
    _action("remittance.form_started", "Borang caruman dimulakan", "Form started", shown=False),
    _action("remittance.form_discarded", "Borang caruman dibuang", "Form discarded", shown=False),
    _action("remittance.checked", "Fail caruman disemak", "Contribution file checked", shown=False),
    _action("remittance.submitted", "Caruman dihantar", "Contributions submitted", shown=False),
    _action(
        "remittance.differences_confirmed",
        "Beza daripada Jadual Ketiga disahkan",
        "Differences from the Third Schedule confirmed",
        shown=False,
    ),
    _action(
        "remittance.split",
        "Baris betul diteruskan tanpa baris yang ada ralat",
        "Good rows went on without the rows with errors",
        shown=False,
    ),
    _action(
        "remittance.prepared",
        "Caruman disediakan untuk disahkan",
        "Contributions prepared for confirmation",
        shown=False,
    ),
    _action(
        "remittance.sent_back",
        "Caruman dikembalikan kepada penyedia",
        "Contributions sent back to the maker",
        shown=False,
    ),
    _action(
        "member.registered_by_employer",
        "Didaftarkan sebagai ahli oleh majikan",
        "Registered as a member by the employer",
    ),
    _action(
        "new_member.confirmed",
        "Pegawai mengesahkan pendaftaran anda dengan kad pengenalan",
        "An officer confirmed your registration against the identity card",
    ),
    _action(
        "new_member.corrected",
        "Pegawai membetulkan nama atau nombor kad pengenalan anda",
        "An officer corrected your name or identity card number",
    ),
    _action(
        "new_member.refused",
        "Pendaftaran ahli oleh majikan ditolak",
        "An employer's registration of a member refused",
        shown=False,
    ),
    _action("employer.user_added", "Wakil majikan ditambah", "Representative added", shown=False),
    _action(
        "employer.user_changed",
        "Peranan wakil majikan diubah",
        "Role of a representative changed",
        shown=False,
    ),
    _action(
        "employer.user_ended",
        "Wakil majikan ditamatkan",
        "Representative acts no longer",
        shown=False,
    ),
    _action(
        "employer.two_people",
        "Tetapan dua orang diubah",
        "Setting for two people changed",
        shown=False,
    ),
    _action(
        "schedule.proposed",
        "Jadual Ketiga baharu dicadangkan: {month}",
        "New Third Schedule proposed: {month}",
        shown=False,
    ),
    _action(
        "schedule.confirmed",
        "Jadual Ketiga baharu disahkan: {month}",
        "New Third Schedule confirmed: {month}",
        shown=False,
    ),
    _action(
        "schedule.refused",
        "Jadual Ketiga baharu ditolak: {month}",
        "New Third Schedule refused: {month}",
        shown=False,
    ),
    _action(
        "registration.received",
        "Permohonan pendaftaran majikan diterima",
        "Application to register an employer received",
        shown=False,
    ),
    _action(
        "registration.checked",
        "Permohonan pendaftaran majikan disemak",
        "Application to register an employer checked",
        shown=False,
    ),
    _action(
        "registration.accepted",
        "Majikan didaftarkan: {number}",
        "Employer registered: {number}",
        shown=False,
    ),
    _action(
        "registration.refused",
        "Permohonan pendaftaran majikan ditolak",
        "Application to register an employer refused",
        shown=False,
    ),
    _action(
        "employer.contacts_changed",
        "Alamat atau nombor majikan diubah",
        "Employer's address or contacts changed",
        shown=False,
    ),
    _action("employer.branch_added", "Cawangan ditambah", "Branch added", shown=False),
    _action("employer.branch_changed", "Cawangan diubah", "Branch changed", shown=False),
    _action("employer.branch_closed", "Cawangan ditutup", "Branch closed", shown=False),
    _action("employer.closed", "Majikan ditutup", "Employer closed", shown=False),
    _action(
        "employer.employee_placed",
        "{employer} mencatat cawangan tempat anda bekerja: {branch}",
        "{employer} recorded the branch you work at: {branch}",
    ),
    _action("remittance.cancelled", "Caruman dibatalkan", "Contributions cancelled", shown=False),
    _action("bill.covered", "Bil telah dibayar penuh", "Bill covered", shown=False),
    _action("receipt.identified", "Terimaan dikenal pasti", "Receipt identified", shown=False),
    _action(
        "receipt.attached", "Terimaan diuntukkan kepada bil", "Receipt put to a bill", shown=False
    ),
    _action(
        "late.dividend_credited",
        "Dividen caruman lewat dikreditkan",
        "Dividend of late contributions credited",
        shown=False,
    ),
    _action(
        "correction.proposed",
        "Pembetulan caruman daripada {employer} dimohon",
        "A correction of a contribution from {employer} was asked for",
        shown=False,
    ),
    _action(
        "correction.done",
        "Caruman {month} daripada {employer} dibetulkan",
        "Contribution of {month} from {employer} corrected",
    ),
    _action(
        "correction.blocked",
        "Caruman {month} daripada {employer} tidak dapat diambil balik",
        "Contribution of {month} from {employer} could not be taken back",
        shown=False,
    ),
    _action(
        "correction.refused",
        "Pembetulan caruman ditolak",
        "Correction of a contribution refused",
        shown=False,
    ),
    _action("refund.asked", "Bayaran balik dimohon", "Refund asked for", shown=False),
    _action("refund.reviewed", "Bayaran balik disemak", "Refund reviewed", shown=False),
    _action("refund.approved", "Bayaran balik diluluskan", "Refund approved", shown=False),
    _action("refund.refused", "Bayaran balik ditolak", "Refund refused", shown=False),
    _action("refund.cancelled", "Bayaran balik dibatalkan", "Refund cancelled", shown=False),
    _action("refund.paid", "Bayaran balik dibayar", "Refund paid", shown=False),
    _action(
        "refund.failed",
        "Bayaran balik tidak diterima bank",
        "Refund not taken by the bank",
        shown=False,
    ),
    _action(
        "refund.paper_viewed",
        "Surat bayaran balik dilihat",
        "Letter of a refund viewed",
        shown=False,
    ),
    _action(
        "ctml.return_proposed",
        "Pemulangan baris tanpa maklumat dicadangkan",
        "Return of a line without full details proposed",
        shown=False,
    ),
    _action(
        "ctml.returned",
        "Baris tanpa maklumat dipulangkan kepada majikan",
        "Line without full details returned to the employer",
        shown=False,
    ),
    _action(
        "ctml.return_refused",
        "Pemulangan baris tanpa maklumat ditolak",
        "Return of a line without full details refused",
        shown=False,
    ),
    _action(
        "late.true_up",
        "Bayaran lewat diselesaikan pada kadar yang diisytiharkan",
        "Late payment settled at the declared rate",
        shown=False,
    ),
    _action(
        "waiver.proposed",
        "Remitan caj lewat dicadangkan",
        "Waiver of a charge proposed",
        shown=False,
    ),
    _action(
        "waiver.granted", "Remitan caj lewat diluluskan", "Waiver of a charge granted", shown=False
    ),
    _action(
        "waiver.refused", "Remitan caj lewat ditolak", "Waiver of a charge refused", shown=False
    ),
    _action(
        "remittance.set_aside",
        "Baris tanpa maklumat lengkap diasingkan",
        "Lines without full details set aside",
        shown=False,
    ),
    _action(
        "ctml.resolved",
        "Caruman daripada {employer} dikenal pasti sebagai milik anda",
        "A contribution from {employer} was found to be yours",
    ),
    _action("late.assessed", "Caj lewat dikira", "Late payment assessed", shown=False),
    _action(
        "bill.pay_asked", "Majikan meminta bil dibayar", "Employer asked to pay a bill", shown=False
    ),
    _action("remittance.posted", "Caruman dikreditkan", "Contributions credited", shown=False),
    _action(
        "voluntary.promised", "Caruman sukarela didaftarkan", "Voluntary contribution registered"
    ),
    _action(
        "voluntary.cancelled", "Caruman sukarela dibatalkan", "Voluntary contribution cancelled"
    ),
    _action(
        "voluntary.credited", "Caruman sukarela dikreditkan", "Voluntary contribution credited"
    ),
    _action("saraan.joined", "Menyertai i-Saraan", "Joined i-Saraan"),
    _action("saraan.left", "Keluar daripada i-Saraan", "Left i-Saraan"),
    _action(
        "incentive.proposed",
        "Insentif i-Saraan dikira",
        "i-Saraan incentive worked out",
        shown=False,
    ),
    _action(
        "incentive.credited",
        "Insentif i-Saraan dikreditkan",
        "i-Saraan incentive credited",
        shown=False,
    ),
    _action(
        "incentive.refused", "Insentif i-Saraan ditolak", "i-Saraan incentive refused", shown=False
    ),
    _action(
        "contributions.month_watched",
        "Bulan upah disemak bagi semua ahli",
        "A wage month was looked at for all members",
        shown=False,
    ),
    _action("month_report.made", "Laporan caruman bulan dihantar", "Reported a month"),
    _action(
        "month_report.payslip_viewed",
        "Pegawai melihat slip gaji laporan anda",
        "An officer looked at the payslip of your report",
    ),
    _action(
        "month_report.answered",
        "Majikan menjawab laporan caruman anda",
        "The employer answered your report of a month",
    ),
    _action(
        "month_report.settled",
        "Laporan caruman ditutup: caruman telah diterima",
        "Report of a month closed: the contribution came",
    ),
    _action(
        "month_report.closed",
        "Laporan caruman ditutup oleh pegawai",
        "Report of a month closed by an officer",
    ),
    _action(
        "employer.consent_asked",
        "{employer} meminta persetujuan untuk melihat baki anda: {purpose_ms}",
        "{employer} asked for consent to see your balances: {purpose_en}",
    ),
    _action(
        "consent.given",
        "Anda membenarkan {employer} melihat baki anda sehingga {until}",
        "You let {employer} see your balances until {until}",
    ),
    _action(
        "consent.refused",
        "Anda menolak permintaan {employer} untuk melihat baki anda",
        "You refused the request of {employer} to see your balances",
    ),
    _action(
        "consent.withdrawn",
        "Anda menarik balik persetujuan kepada {employer}",
        "You withdrew your consent to {employer}",
    ),
    # Not me
    _action(
        "report.made", "Anda melaporkan bukan anda: {what_ms}", "You reported as not you: {what_en}"
    ),
    _action(
        "report.kept",
        "Laporan anda dijawab; bayaran masih dihentikan",
        "Your report was answered; payments stay stopped",
    ),
    _action(
        "report.released",
        "Laporan anda diselesaikan; bayaran dibenarkan semula",
        "Your report was settled; payments may go again",
    ),
    # Others who looked
    _action(
        "employer.balance_looked_up",
        "{employer} melihat baki anda: {purpose_ms}",
        "{employer} looked at your balances: {purpose_en}",
    ),
    _action("staff.viewed_member", "Pegawai melihat rekod anda", "An officer viewed your record"),
    _action(
        "parameter.proposed",
        "Perubahan kadar dicadangkan",
        "Change of a rate proposed",
        shown=False,
    ),
    _action(
        "parameter.confirmed", "Perubahan kadar disahkan", "Change of a rate confirmed", shown=False
    ),
    _action(
        "parameter.refused", "Perubahan kadar ditolak", "Change of a rate refused", shown=False
    ),
    _action(
        "business_date.advanced",
        "Tarikh urus niaga dimajukan",
        "Business date moved on",
        shown=False,
    ),
    _action(
        "staff.changed_employer",
        "Pegawai mengubah rekod majikan",
        "An officer changed an employer's record",
        shown=False,
    ),
    _action("staff.changed_user", "Pegawai mengubah log masuk", "An officer changed a login"),
)

ACTIONS: dict[str, Action] = {action.code: action for action in _DECLARED}
if len(ACTIONS) != len(_DECLARED):
    raise ValueError("an action is declared twice")

SHOWN_TO_MEMBERS = frozenset(code for code, action in ACTIONS.items() if action.shown)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def words(code: str, detail: dict[str, Any] | None, language: str | None) -> str:
    """The sentence for an event; an action since retired is shown by its code."""
    action = ACTIONS.get(code)
    if action is None:
        return code
    return action.words.of(language).format_map(_Blank(detail or {})).strip(" :")
