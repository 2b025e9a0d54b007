"""Who can log in to the demonstration. One password for all of them, printed by `make run`.

`check --deploy` refuses a production database that holds any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "pelangi-di-atas-bukit"  # noqa: S105 printed on purpose; the people are invented


@dataclass(frozen=True, slots=True)
class Login:
    """A way in: who, by which ID, at which door, to do what."""

    login_id: str
    name: str
    role: str
    door: str
    purpose: str
    group: str = ""
    person: int | None = None
    firm: int | None = None


LOGINS: tuple[Login, ...] = (
    Login(
        "aminah.pelangi", "Aminah binti Bayu Pelangi", "MEMBER", "/", "member under 55", person=0
    ),
    Login("bakar.senja", "Bakar bin Rimba Senja", "MEMBER", "/", "Shariah savings", person=1),
    Login("chong.bintang", "Chong River Bintang", "MEMBER", "/", "56: Akaun 55 and Emas", person=2),
    Login("devi.matahari", "Devi Lotus Matahari", "MEMBER", "/", "61: Akaun 55 and Emas", person=3),
    Login("misty.ombak", "Misty Cedar Ombak", "MEMBER", "/", "not a citizen", person=4),
    Login("hr.bakeri", "Embun (HR)", "EMPLOYER", "/", "sends the monthly file", firm=0),
    Login("hr.kilang", "Guntur (HR)", "EMPLOYER", "/", "HR of another employer", firm=1),
    Login(
        "semak.bakar",
        "Bakar bin Rimba Senja",
        "STAFF",
        "/admin/",
        "reviews applications; a member as well",
        group="reviewing officers",
        person=1,
    ),
    Login(
        "semak.ratna",
        "Ratna Kasturi",
        "STAFF",
        "/admin/",
        "reviews applications",
        "reviewing officers",
    ),
    Login(
        "lepas.helang",
        "Helang Merbau",
        "STAFF",
        "/admin/",
        "releases payouts",
        "releasing officers",
    ),
    Login(
        "operasi.tasik",
        "Tasik Gelombang",
        "STAFF",
        "/admin/",
        "moves the business date; refunds, corrections and waivers",
        "operations",
    ),
    Login(
        "operasi.sungai",
        "Sungai Cengal",
        "STAFF",
        "/admin/",
        "the second officer for money in",
        "operations",
    ),
    Login(
        "kadar.permata",
        "Permata Cempaka",
        "STAFF",
        "/admin/",
        "proposes and confirms rates",
        "rates officers",
    ),
    Login(
        "kadar.delima",
        "Delima Kenanga",
        "STAFF",
        "/admin/",
        "the second officer for rates",
        "rates officers",
    ),
    Login(
        "kaunter.melur",
        "Melur Kenari",
        "STAFF",
        "/admin/",
        "takes applications in at the counter",
        "counter officers",
    ),
    Login(
        "bantu.sireh",
        "Sireh Lembayung",
        "STAFF",
        "/admin/",
        "helps people in; decides nothing",
        "support",
    ),
    Login(
        "audit.kelana",
        "Kelana Purnama",
        "STAFF",
        "/admin/",
        "reads everything; changes nothing",
        "auditors",
    ),
)
