"""What came in at the counter in the demonstration: a death claim of two heirs, an incapacity, a hajj whose
letter an officer asked for again. All of it through the services that the counter's pages use.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw, ImageFont

from members.ledger import days
from members.ledger import selectors as ledger
from members.ledger.drafts import Amounts
from members.models import Member, User
from members.services import bank_accounts
from withdrawals import types
from withdrawals.models import Application, Relation
from withdrawals.rules import paper_reasons
from withdrawals.rules.asks import Answers
from withdrawals.rules.identity_steps import Way
from withdrawals.rules.terms import Payee
from withdrawals.services import asking, counter_papers, intake, review

COUNTER, REVIEWER = "kaunter.melur", "semak.ratna"
HAJJ_SEN = 1_000_000
_FIRST = 60  # those before are the cast and the first employer's people
_NAMES = ("SERI LEMBAYUNG BINTI TELUK", "AWAN BIN TELUK MUARA")


def take_in(members: list[Member], users: dict[str, User], *, at: datetime) -> None:
    """Three applications of members nobody logs in for; a fund too small for that has none."""
    free = iter(members[_FIRST:])
    counter, reviewer = users[COUNTER], users[REVIEWER]
    dead, incapable = _next(free, least_sen=2_000_000), _next(free, least_sen=2_000_000)
    pilgrim = _next(free, least_sejahtera_sen=HAJJ_SEN)
    if dead is None or incapable is None or pilgrim is None:
        return
    _death(dead, counter, at)
    _incapacity(incapable, counter, at)
    hajj = _hajj(pilgrim, counter, at)
    review.take(application_id=hajj.pk, by=reviewer, at=at)
    asking.ask(
        application_id=hajj.pk,
        items=[asking.Item("selected", next(iter(paper_reasons.REASONS)))],
        by=reviewer,
        at=at,
    )


def _death(member: Member, by: User, at: datetime) -> None:
    Member.objects.filter(pk=member.pk).update(died_on=days.today() - timedelta(days=40))
    whole = _available(member).total
    parts = (whole // 2, whole - whole // 2)
    payees = tuple(
        intake.PayeeLine(
            kind=Payee.CLAIMANT,
            name=name,
            identity_no=f"{born:%y%m%d}00{5000 + place}",
            relation=relation,
            born_on=born,
            bank_code=bank,
            number=number,
            amount_sen=parts[place],
        )
        for place, (name, relation, born, bank, number) in enumerate(
            (
                (_NAMES[0], Relation.SPOUSE, date(1984, 3, 9), "MBBEMYKL", "114499887766"),
                (_NAMES[1], Relation.CHILD, date(2005, 8, 1), "CIBBMYKL", "8009988776"),
            )
        )
    )
    answers: Answers = {"claimant": "NOMINEE", "claimant_name": _NAMES[0]}
    _submit("DEATH", member, answers, whole, by, at, payees=payees, way=Way.DOCUMENTS)


def _incapacity(member: Member, by: User, at: datetime) -> None:
    account = bank_accounts.add(
        member=member,
        bank_code="BIMBMYKL",
        number="12040099887766",
        holder_name=member.name,
        by=None,
        at=at - timedelta(days=90),
    )
    answers: Answers = {"working": False, "report_on": days.today() - timedelta(days=30)}
    _submit("INCAP", member, answers, _available(member).total, by, at, bank_account_id=account.pk)


def _hajj(member: Member, by: User, at: datetime) -> Application:
    payee = intake.PayeeLine(
        kind=Payee.TABUNG_HAJI,
        name="LEMBAGA TABUNG CONTOH",
        bank_code="BIMBMYKL",
        number="12040011223344",
        amount_sen=HAJJ_SEN,
        payment_reference="TC-0042",
    )
    answers: Answers = {"selected": True, "tabung_haji_no": "TC-0042"}
    return _submit("HAJJ", member, answers, HAJJ_SEN, by, at, payees=(payee,))


def _submit(
    code: str,
    member: Member,
    answers: Answers,
    amount_sen: int,
    by: User,
    at: datetime,
    *,
    way: Way = Way.THUMBPRINT,
    payees: tuple[intake.PayeeLine, ...] = (),
    bank_account_id: int | None = None,
) -> Application:
    kind = types.get(code)
    needed = kind.documents_for(answers)
    for paper in needed:
        counter_papers.add(
            member=member,
            kind=kind,
            code=paper.code,
            name=f"{paper.code}.png",
            data=_specimen(paper.title.ms, paper.title.en),
            by=by,
            at=at,
        )
    request = intake.Request(
        client_key=uuid.uuid4(),
        answers=answers,
        amount_sen=amount_sen,
        bank_account_id=bank_account_id,
        payees=payees,
        papers_seen=frozenset(paper.code for paper in needed),
        way=way,
        receipt_no="" if way == Way.DOCUMENTS else f"T-{code}-0007",
        signed_on=days.today(),
    )
    member.refresh_from_db()
    return intake.submit(member=member, kind=kind, request=request, by=by, at=at)


def _next(
    free: Iterator[Member], *, least_sen: int = 0, least_sejahtera_sen: int = 0
) -> Member | None:
    """The next member in the prime of life with so much in the books; None when there is none."""
    today = days.today()
    for member in free:
        age = (today - member.born_on).days // 365
        have = _available(member)
        if (
            30 <= age < 50
            and member.citizenship == "CITIZEN"
            and have.total >= least_sen
            and have.sejahtera >= least_sejahtera_sen
        ):
            return member
    return None


def _available(member: Member) -> Amounts:
    rows = ledger.balances(member.pk)
    return rows[0].available if rows else Amounts()


def _specimen(ms: str, en: str) -> bytes:
    """A page that says what it stands for and that it is none."""
    sheet = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 590, 847), outline=90, width=3)
    for text, at, size in ((ms, 90, 26), (en, 130, 20), ("CONTOH  ·  SPECIMEN", 420, 44)):
        font = ImageFont.load_default(size)
        wide = pen.textlength(text, font=font)
        pen.text(((620 - wide) / 2, at), text, fill=60, font=font)
    for line in range(12):
        pen.line((90, 520 + line * 24, 530 - (line * 37) % 160, 520 + line * 24), fill=190, width=6)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
