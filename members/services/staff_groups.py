"""The groups of staff and what each may do. May be run any number of times."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from members.models import Role, User

REVIEWING = "reviewing officers"
RELEASING = "releasing officers"
OPERATIONS = "operations"
RATES = "rates officers"
COUNTER = "counter officers"
AUDITORS = "auditors"
SUPPORT = "support"

# A group may look at what these apps show in the console, unless LOOKS names other things for it.
LOOK_AT = ("members", "contributions", "withdrawals", "statements", "ledger", "work", "audit")
LOOKS: dict[str, tuple[str, ...]] = {
    AUDITORS: (*LOOK_AT, "auth"),
    SUPPORT: (
        "members.view_member",
        "members.view_user",
        "members.view_securityreport",
        "audit.view_signinalarm",
        "contributions.view_employer",
        "contributions.view_employeruser",
    ),
}
GROUPS: dict[str, tuple[str, ...]] = {
    REVIEWING: (
        "withdrawals.review_application",
        "withdrawals.resolve_exception",
        "withdrawals.confirm_restriction",
        "members.unlock_user",
        "members.unlock_staff",
        "members.register_contact",
        "members.answer_report",
    ),
    COUNTER: (
        "withdrawals.propose_restriction",
        "members.register_contact",
        "members.issue_activation",
        "withdrawals.take_in_application",
        "withdrawals.record_identity_step",
        "contributions.change_newemployee",
    ),
    RELEASING: (
        "withdrawals.release_payoutbatch",
        "withdrawals.resolve_exception",
    ),
    RATES: ("members.set_parameter", "contributions.add_incentiverun"),
    OPERATIONS: (
        "ledger.advance_business_date",
        "ledger.add_holiday",
        "ledger.change_holiday",
        "ledger.delete_holiday",
        "members.unlock_user",
        "members.unlock_staff",
        "members.answer_report",
        "contributions.change_monthreport",
        "contributions.change_receipt",
        "contributions.change_ctmlline",
        "contributions.add_waiver",
        "contributions.change_waiver",
        "contributions.register_employer",
        "contributions.change_newemployee",
        "contributions.change_refund",
        "contributions.add_correction",
        "contributions.change_correction",
    ),
    # Reads whatever any officer reads, and changes nothing.
    AUDITORS: ("members.read_everything",),
    # Helps people in; sees no application and no bank account, and decides nothing.
    SUPPORT: ("members.unlock_user", "members.issue_activation"),
}


def ensure_groups() -> dict[str, Group]:
    """Create the groups and give each exactly the declared permissions that exist."""
    found: dict[str, Group] = {}
    for name, wanted in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        either = Q(pk__in=())
        for given in (*LOOKS.get(name, LOOK_AT), *wanted):
            app_label, _dot, codename = given.partition(".")
            one = Q(codename=codename) if codename else Q(codename__startswith="view_")
            either |= one & Q(content_type__app_label=app_label)
        group.permissions.set(Permission.objects.filter(either))
        found[name] = group
    return found


def who_may(permission: str, *, or_system: bool = False) -> QuerySet[User]:
    """Active staff who hold a permission ("app.codename"), of themselves or by a group.

    System administrators hold every one; they are among the answers with `or_system` alone.
    """
    app_label, _dot, codename = permission.partition(".")
    granted = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    holds = Q(user_permissions__in=granted) | Q(groups__permissions__in=granted)
    if or_system:
        holds |= Q(is_superuser=True)
    return User.objects.filter(holds, role=Role.STAFF, is_active=True).distinct()
