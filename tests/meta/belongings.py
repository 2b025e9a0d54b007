"""One record of each kind that an address can name: all Aminah's, or all her employer's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from contributions.models import (
    Bill,
    Branch,
    CtmlLine,
    Employer,
    EmployerUser,
    Employment,
    Remittance,
)
from contributions.models.consent import Purpose
from contributions.models.refund import Refund
from contributions.services import (
    consent,
    ctml,
    form_drafts,
    month_reports,
    receive,
    submit,
    validate,
    voluntary,
)
from members.audit.models import AuditEvent
from members.gateways import vault
from members.ledger.drafts import Amounts
from members.models import BankAccount, Notice, OpenSession, ProfileChange, SecurityReport, User
from members.work import queue
from statements.models import IssuedStatement
from tests import cast
from tests.contributions.conftest import file_of, row
from tests.factories import make_user, money
from tests.passkeys import passkey_of
from tests.withdrawals.conftest import Walk, bank, business_date, credit
from tests.withdrawals.test_online_kinds import CASES
from withdrawals.models import PaymentPlan

TODAY, WAGES = date(2026, 11, 20), date(2026, 10, 1)
UNKNOWN = "19999999,900101-14-5678,SITI TIADA,2000.00,260,220"


@dataclass
class Belongings:
    """Who owns them, and the values that stand in addresses, by address name."""

    aminah: User
    hr: User
    employer: Employer
    values: dict[str, dict[str, Any]]


def build() -> Belongings:
    """Everything below; takes a few seconds."""
    business_date(TODAY)
    aminah = cast.aminah()
    credit(aminah.member, Amounts(persaraan=9_000_000, sejahtera=1_800_000, fleksibel=500_000))
    bank(aminah.member)
    employer = Employer.objects.create(
        employer_no="1000001", name="Kilang Biskut Seri Pantai", registered_on=date(2015, 1, 1)
    )
    money.deposit(employer)
    hr = make_user(role="EMPLOYER", login_id="siti.hr", display_name="Siti")
    acting = EmployerUser.objects.create(user=hr, employer=employer)
    Employment.objects.create(employer=employer, member=aminah.member, started_on=date(2020, 1, 1))
    values = {**_member(aminah), **_between(aminah, acting), **_employer(aminah, acting)}
    return Belongings(aminah, hr, employer, values)


def _member(aminah: User) -> dict[str, dict[str, Any]]:
    member = aminah.member
    assert member is not None
    passkey_of(aminah)
    study = Walk(aminah, "edu", **CASES["EDU"].answers)
    client = study.client
    application = study.all_the_way("500.00")
    paper = application.documents.first()
    client.post(reverse("statements:make", args=[2026, "ms"]))
    session = OpenSession.objects.filter(user=aminah).latest("pk")
    plan = PaymentPlan.objects.create(
        application=application,
        member=member,
        rhythm="SET_ASIDE",
        amount_sen=50_000,
        began_on=TODAY,
        began_at=timezone.now(),
    )
    event = AuditEvent.objects.filter(member_id=member.pk, action="withdrawal.submitted").latest(
        "pk"
    )
    log = AuditEvent.objects.filter(member_id=member.pk, action="tac.accepted").latest("pk")
    client.post(reverse("members:not_me", args=[log.pk]))
    account = {"pk": BankAccount.objects.filter(member=member).latest("pk").pk}
    asked = ProfileChange.objects.create(
        user=aminah,
        kind="EMAIL",
        way="ONLINE",
        target_encrypted=vault.encrypt("baharu@example.test"),
        target_digest=vault.digest("email", "baharu@example.test"),
        shown="b•••@example.test",
        asked_at=timezone.now(),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    change = {"pk": asked.pk}
    here = {"reference": application.reference}
    assert paper is not None
    page = client.get(reverse("portal:transactions")).content.decode()
    (uid, *_more) = re.findall(r"/transactions/([0-9a-f-]{36})/", page)
    return {
        "portal:transaction": {"uid": uid},
        "statements:download": {"uid": IssuedStatement.objects.get().uid},
        "members:passkey_remove": {"pk": WebAuthnCredential.objects.get().pk},
        "members:session_end": {"pk": session.pk},
        "members:profile_change": change,
        "members:profile_change_resend": change,
        "members:profile_change_stop": change,
        "members:bank_account_change": account,
        "members:bank_account_remove": account,
        "members:notice": {"pk": Notice.objects.filter(member=member).latest("at").pk},
        "members:not_me": {"event_id": event.pk},
        "members:report": {"pk": SecurityReport.objects.get().pk},
        "withdrawals:application": here,
        "withdrawals:submitted": here,
        "withdrawals:withdraw": here,
        "withdrawals:again": here,
        "withdrawals:asked": here,
        "withdrawals:remove_asked": {**here, "document": paper.public_id},
        "withdrawals:document": {"document": paper.public_id},
        "withdrawals:remove_document": {"code": "edu", "document": paper.public_id},
        "withdrawals:plan_cancel": {"reference": plan.application.reference},
    }


def _between(aminah: User, acting: EmployerUser) -> dict[str, dict[str, Any]]:
    """What a member and their employer write to each other."""
    member, at = aminah.member, timezone.now()
    assert member is not None
    asked = consent.ask(acting=acting, member=member, purpose=Purpose.values[0], at=at)
    assert asked is not None
    promised = voluntary.promise(member=member, amount_sen=100_00, by=aminah, at=at)
    report = month_reports.report(
        member=member,
        employer_id=acting.employer_id,
        wage_month=date(2026, 9, 1),
        wages_sen=None,
        words="tiada",
        by=aminah,
        at=at,
    )
    return {
        "contributions:consent_answer": {"pk": asked.pk},
        "contributions:consent_withdraw": {"pk": asked.pk},
        "contributions:voluntary_pay": {"reference": promised.reference},
        "contributions:voluntary_cancel": {"reference": promised.reference},
        "contributions:report_month": {"employer_id": acting.employer_id, "month": "2026-08"},
        "contributions:report_answer": {"reference": report.reference},
    }


def _employer(aminah: User, acting: EmployerUser) -> dict[str, dict[str, Any]]:
    employer, by, at = acting.employer, acting.user, timezone.now()
    sent = receive.receive_bytes(
        employer=employer,
        wage_month=WAGES,
        content=[file_of([row(aminah.member), UNKNOWN])],
        file_name="caruman.csv",
        by=by,
        at=at,
    )
    validate.validate(remittance_id=sent.pk, at=at)
    ctml.set_aside(remittance_id=sent.pk, by=by, at=at)
    submit.submit(remittance_id=sent.pk, by=by, at=at)
    with queue.quietly():
        queue.run_due()
    draft = form_drafts.start(
        employer=employer, wage_month=date(2026, 8, 1), from_last_month=False, by=by, at=at
    )
    colleague = EmployerUser.objects.create(
        user=make_user(role="EMPLOYER", login_id="other.hr"), employer=employer, role="MAKER"
    )
    file = {"reference": Remittance.objects.get(pk=sent.pk).reference}
    bill = {"bill_no": Bill.objects.filter(employer=employer).latest("pk").bill_no}
    person, form = {"pk": colleague.pk}, {"pk": draft.pk}
    branch = Branch.objects.create(
        employer=employer,
        name="Kilang Dua",
        address="2, Jalan Dua",
        postcode="50480",
        town="Kuala Lumpur",
        state_code="KUL",
        opened_on=date(2020, 1, 1),
    )
    refund = Refund.objects.create(
        reference="BLK-202611-000001",
        employer=employer,
        reason="Terlebih bayar",
        suspense_sen=100_00,
        lines_sen=0,
        bank_code="MBBEMYKL",
        number_encrypted=vault.encrypt("514012345678"),
        last_four="5678",
        name_answer="MATCH",
        asked_on=TODAY,
        asked_at=at,
        asked_by=by,
    )
    spell = Employment.objects.filter(employer=employer, member=aminah.member).latest("pk")
    return {
        **{
            f"contributions:{name}": file
            for name in (
                "remittance",
                "remittance_submit",
                "remittance_cancel",
                "remittance_errors",
                "remittance_schedule",
                "remittance_set_aside",
                "remittance_send_back",
                "remit_good_rows",
                "remit_repair",
                "remit_bad_rows",
                "remit_register",
            )
        },
        "contributions:branch": {"pk": branch.pk},
        "contributions:branch_close": {"pk": branch.pk},
        "contributions:place": {"pk": spell.pk},
        "contributions:refund": {"reference": refund.reference},
        "contributions:refund_cancel": {"reference": refund.reference},
        "contributions:form": form,
        "contributions:form_add": form,
        "contributions:form_discard": form,
        "contributions:set_aside_line": {"pk": CtmlLine.objects.latest("pk").pk},
        "contributions:bill": bill,
        "contributions:bill_pay": bill,
        "contributions:people_change": person,
        "contributions:people_end": person,
    }
