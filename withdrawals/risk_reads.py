"""Risk notes about applications, set-based: the same few queries for one and for a page of them.

Only facts that stand in our records, each with why it matters. Nothing here refuses anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from members.models import BankAccount, CoolingOff, CoolingOffReason, Member, Role, User
from withdrawals.models import Application
from withdrawals.rules.risk import RECENT, Note, RiskNote

_CHANGES: dict[str, Note] = {
    CoolingOffReason.PHONE_CHANGED: Note.PHONE_CHANGED,
    CoolingOffReason.EMAIL_CHANGED: Note.EMAIL_CHANGED,
    CoolingOffReason.PASSWORD_RESET: Note.PASSWORD_RESET,
}


def notes(applications: Sequence[Application], *, at: datetime) -> Mapping[int, list[RiskNote]]:
    """Notes by application id, the shared details first. Eight queries at most, however many are asked."""
    found: dict[int, list[RiskNote]] = {application.pk: [] for application in applications}
    if not applications:
        return found
    accounts = _by_account(applications)
    addresses = _by_address(applications)
    phones = _by_phone(applications)
    changes = _changes(applications)
    for one in applications:
        mine = found[one.pk]
        for code, shared in (
            (Note.SHARED_BANK_ACCOUNT, accounts[one.bank_account_id or 0]),
            (Note.SHARED_PHONE, phones[one.member_id]),
            (Note.SHARED_ADDRESS, addresses[one.member_id]),
        ):
            others = sorted(shared.get(one.member_id, ()))
            if others:
                values: dict[str, str | date] = {"members": ", ".join(others)}
                if code == Note.SHARED_ADDRESS:
                    values["days"] = str(RECENT.days)
                mine.append(RiskNote(code, values))
        mine.extend(_recent(one, changes[one.member_id], at=at))
    return found


_Shared = defaultdict[int, dict[int, set[str]]]


def _by_account(applications: Iterable[Application]) -> _Shared:
    """Per bank account: the numbers of other members who registered the same one."""
    ids = {one.bank_account_id for one in applications if one.bank_account_id}
    own = [
        (pk, bank, bytes(digest), member_id)
        for pk, bank, digest, member_id in BankAccount.objects.filter(pk__in=ids).values_list(
            "pk", "bank_code", "number_digest", "member_id"
        )
    ]
    by_key: dict[tuple[str, bytes], dict[int, str]] = defaultdict(dict)
    rows = BankAccount.objects.filter(number_digest__in=[digest for _pk, _bank, digest, _m in own])
    for bank, digest, member_id, number in rows.values_list(
        "bank_code", "number_digest", "member_id", "member__member_no"
    ):
        by_key[bank, bytes(digest)][member_id] = number
    shared: _Shared = defaultdict(dict)
    for pk, bank, key, member_id in own:
        others = {number for other, number in by_key[bank, key].items() if other != member_id}
        shared[pk] = {member_id: others}
    return shared


def _by_address(applications: Iterable[Application]) -> _Shared:
    """Per member: the numbers of others at the same address who applied lately."""
    ids = {one.member_id for one in applications}
    homes = {
        member_id: (postcode, address)
        for member_id, postcode, address in Member.objects.filter(pk__in=ids)
        .exclude(address="")
        .values_list("pk", "postcode", "address")
    }
    since = min(one.submitted_at for one in applications if one.submitted_at) - RECENT
    rows = (
        Application.objects.filter(
            submitted_at__gte=since,
            member__postcode__in={postcode for postcode, _address in homes.values()},
            member__address__in={address for _postcode, address in homes.values()},
        )
        .values_list("member_id", "member__postcode", "member__address", "member__member_no")
        .distinct()
        if homes
        else ()
    )
    at_home: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for member_id, postcode, address, number in rows:
        at_home[postcode, address][member_id] = number
    shared: _Shared = defaultdict(dict)
    for member_id, home in homes.items():
        others = {number for other, number in at_home[home].items() if other != member_id}
        shared[member_id] = {member_id: others}
    return shared


def _by_phone(applications: Iterable[Application]) -> _Shared:
    """Per member: the numbers of others who log in with the same phone."""
    ids = {one.member_id for one in applications}
    logins = User.objects.filter(role=Role.MEMBER, member__isnull=False).exclude(phone="")
    phones = dict(logins.filter(member_id__in=ids).values_list("member_id", "phone"))
    by_phone: dict[str, dict[int, str]] = defaultdict(dict)
    rows = logins.filter(phone__in=set(phones.values()))
    for member_id, phone, number in rows.values_list("member_id", "phone", "member__member_no"):
        by_phone[phone][member_id or 0] = number
    shared: _Shared = defaultdict(dict)
    for member_id, phone in phones.items():
        others = {number for other, number in by_phone[phone].items() if other != member_id}
        shared[member_id or 0] = {member_id or 0: others}
    return shared


def _changes(applications: Iterable[Application]) -> defaultdict[int, list[CoolingOff]]:
    """Per member: waits that a change began."""
    found: defaultdict[int, list[CoolingOff]] = defaultdict(list)
    ids = {one.member_id for one in applications}
    for row in CoolingOff.objects.filter(member_id__in=ids).order_by("began_at"):
        found[row.member_id].append(row)
    return found


def _recent(
    application: Application, changes: Sequence[CoolingOff], *, at: datetime
) -> list[RiskNote]:
    """Changes shortly before the submission or since, and a wait that is still running."""
    asked_at = application.submitted_at or application.created_at
    latest: dict[Note, date] = {}
    for change in changes:
        code = _CHANGES.get(change.reason)
        if code is not None and change.began_at >= asked_at - RECENT:
            latest[code] = timezone.localdate(change.began_at)
    account = application.bank_account
    if account is not None and account.added_at >= asked_at - RECENT:
        latest[Note.NEW_BANK_ACCOUNT] = timezone.localdate(account.added_at)
    running = [change.ends_at for change in changes if change.ends_at > at]
    if running:
        latest[Note.COOLING_OFF] = timezone.localdate(max(running))
    return [RiskNote(code, {"on": on}) for code, on in latest.items()]
