"""The words of an application that many types share: who is paid, how identity is shown, how often.

Pure words in both languages; what is checked stands in eligibility.py and purposes.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from members.rules.text import Text
from withdrawals.rules.facts import Channel


class Payee(StrEnum):
    """Who gets the money."""

    MEMBER = "MEMBER"
    LENDER = "LENDER"
    INSTITUTION = "INSTITUTION"
    HOSPITAL = "HOSPITAL"
    TABUNG_HAJI = "TABUNG_HAJI"
    FUND_MANAGER = "FUND_MANAGER"
    INSURER = "INSURER"
    CLAIMANT = "CLAIMANT"
    PENSION_FUND = "PENSION_FUND"
    NOBODY_YET = "NOBODY_YET"


PAID_ONLINE = frozenset(
    {
        Payee.MEMBER,
        Payee.LENDER,
        Payee.INSTITUTION,
        Payee.HOSPITAL,
        Payee.TABUNG_HAJI,
        Payee.FUND_MANAGER,
        Payee.INSURER,
    }
)
"""Those a member can name on a page: an institution with an account, or the member."""
NAMED_ONLINE = PAID_ONLINE - {Payee.MEMBER}


class Identity(StrEnum):
    """How the applicant shows who they are, weakest first."""

    TAC = "TAC"
    EKYC = "EKYC"
    THUMBPRINT = "THUMBPRINT"
    DOCUMENTS = "DOCUMENTS"


PAYEES: Mapping[Payee, Text] = {
    Payee.MEMBER: Text("anda, ke akaun bank anda sendiri", "you, into your own bank account"),
    Payee.LENDER: Text("bank atau pemberi pinjaman", "the bank or lender"),
    Payee.INSTITUTION: Text("institusi pendidikan", "the place of study"),
    Payee.HOSPITAL: Text("hospital atau pembekal peralatan", "the hospital or supplier"),
    Payee.TABUNG_HAJI: Text("akaun Tabung Haji anda", "your Tabung Haji account"),
    Payee.FUND_MANAGER: Text("institusi pengurusan dana", "the fund management institution"),
    Payee.INSURER: Text("penanggung insurans atau takaful", "the insurer or takaful operator"),
    Payee.CLAIMANT: Text("penama, waris atau pentadbir", "the nominee, heir or administrator"),
    Payee.PENSION_FUND: Text(
        "kumpulan wang pencen, bagi syer kerajaan", "the pension fund, for the government's share"
    ),
    Payee.NOBODY_YET: Text(
        "tiada sesiapa: amaun diasingkan dalam simpanan anda",
        "nobody yet: the amount is set aside in your savings",
    ),
}

IDENTITIES: Mapping[Identity, Text] = {
    Identity.TAC: Text("TAC ke telefon anda", "a TAC to your phone"),
    Identity.EKYC: Text("pengesahan wajah (e-KYC)", "a face check (e-KYC)"),
    Identity.THUMBPRINT: Text("cap ibu jari di kaunter", "a thumbprint at a counter"),
    Identity.DOCUMENTS: Text(
        "dokumen pengenalan asal di kaunter", "original identity documents at a counter"
    ),
}

CHANNELS: Mapping[Channel, Text] = {
    Channel.ONLINE: Text("dalam talian, di sini", "online, here"),
    Channel.COUNTER: Text("di mana-mana kaunter kami", "at any of our counters"),
}

ONCE = Text("sekali sahaja", "once only")
ONCE_A_GROUND = Text("sekali bagi setiap sebab", "once for each ground")
ONCE_A_DAY = Text("satu pengeluaran sehari", "one withdrawal a day")
ONCE_A_YEAR = Text("sekali setahun", "once a year")
ANY_TIME = Text("bila-bila masa", "at any time")
EVERY_THREE_MONTHS = Text("setiap tiga bulan", "every three months")
EACH_TERM = Text("setiap semester atau tahun pengajian", "each semester or year of study")
EACH_BILL = Text("bagi setiap rawatan atau bil", "for each treatment or bill")
EACH_POLICY_YEAR = Text("bagi setiap tahun polisi", "for each policy year")
ONCE_A_HOUSE = Text("sekali bagi setiap rumah, dua rumah paling banyak",
                    "once for each house, two houses at most")  # fmt: skip
ONE_HOUSE = Text("satu rumah pada satu masa", "one house at a time")
