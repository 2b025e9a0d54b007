"""`check --deploy`: what must never be true where real money moves."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from members.gateways import uploads
from members.models import User
from portal.demo import logins

SANDBOX_PREFIXES = (
    "members.sandbox.",
    "withdrawals.gateways.sandbox_bank.",
    "contributions.gateways.sandbox_collection.",
)
TOY_EMAIL = ("console", "locmem", "filebased", "dummy")


@checks.register(checks.Tags.security, deploy=True)
def no_sandbox(**_: Any) -> list[checks.CheckMessage]:
    """Nothing that shows codes and answers, or pretends to be a bank, is switched on."""
    found: list[checks.CheckMessage] = []
    if settings.SANDBOX:
        found.append(
            checks.Error("SANDBOX is on.", hint="Unset SANDBOX in production.", id="portal.E001")
        )
    for name in (
        "SMS_GATEWAY",
        "BANK_GATEWAY",
        "COLLECTION_GATEWAY",
        "NAME_CHECK",
        "EMAIL_BACKEND",
    ):
        value = getattr(settings, name)
        if not value:
            found.append(
                checks.Error(
                    f"{name} is empty.", hint="Name the real adapter's class.", id="portal.E003"
                )
            )
        elif value.startswith(SANDBOX_PREFIXES) or (
            name == "EMAIL_BACKEND" and value.split(".")[-2] in TOY_EMAIL
        ):
            found.append(
                checks.Error(
                    f"{name} is {value}, a sandbox adapter.",
                    hint="Name the real adapter's class.",
                    id="portal.E002",
                )
            )
    if not settings.BASE_URL.startswith("https://"):
        found.append(
            checks.Error(
                f"BASE_URL is {settings.BASE_URL}: links in e-mails would not be safe.",
                hint="Set BASE_URL to the https:// address people know.",
                id="portal.E009",
            )
        )
    if getattr(settings, "CAPTCHA_TEST_MODE", False):
        found.append(checks.Error("CAPTCHA_TEST_MODE is on: any answer passes.", id="portal.E002"))
    return found


@checks.register(checks.Tags.security, deploy=True)
def terminals_are_real(**_: Any) -> list[checks.CheckMessage]:
    """Nobody shows who they are to a sandbox. Without a terminal, officers see original documents."""
    if not settings.IDENTITY_TERMINAL.startswith(SANDBOX_PREFIXES):
        return []
    return [
        checks.Error(
            f"IDENTITY_TERMINAL is {settings.IDENTITY_TERMINAL}, a sandbox adapter.",
            hint="Name the real adapter's class, or leave it empty.",
            id="portal.E002",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def uploads_are_scanned(**_: Any) -> list[checks.CheckMessage]:
    """A virus scanner looks at every file that comes in; or somebody has said, on purpose, that none does."""
    if settings.CLAMD_ADDRESS:
        try:
            uploads.ping()
        except uploads.Refused:
            return [
                checks.Error(
                    f"The virus scanner at CLAMD_ADDRESS ({settings.CLAMD_ADDRESS}) does not answer:"
                    " every upload would be refused.",
                    hint="Start clamd, or mend CLAMD_ADDRESS: the path of its socket, or host:port.",
                    id="portal.E012",
                )
            ]
        return []
    if settings.UPLOADS_UNSCANNED:
        return [
            checks.Warning(
                "Uploads are not scanned for viruses, as UPLOADS_UNSCANNED says.",
                hint="They are rewritten all the same. Set CLAMD_ADDRESS when you have a clamd.",
                id="portal.W012",
            )
        ]
    return [
        checks.Error(
            "CLAMD_ADDRESS is empty: files from members would not be scanned for viruses.",
            hint="Set it to the path of clamd's socket, or host:port. If something in front of the"
            " portal scans uploads already, say so with UPLOADS_UNSCANNED=1.",
            id="portal.E012",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def secrets_are_strong(**_: Any) -> list[checks.CheckMessage]:
    """No debug pages; a key nobody can guess or look up in this repository."""
    found: list[checks.CheckMessage] = []
    if settings.DEBUG:
        found.append(checks.Error("DEBUG is on.", id="portal.E004"))
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if len(key) < 50 or len(set(key)) < 10 or "only-for-" in key or "change" in key.lower():
            found.append(
                checks.Error(
                    "SECRET_KEY, or one of its fallbacks, is weak.",
                    hint="python3 -c 'import secrets; print(secrets.token_urlsafe(60))'",
                    id="portal.E005",
                )
            )
            break
    return found


@checks.register(checks.Tags.security, deploy=True)
def role_owns_nothing(**_: Any) -> list[checks.CheckMessage]:
    """The database role the application connects as owns no table and is no superuser."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_user, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls,"
                " (select count(*) from pg_class c where c.relowner = r.oid and c.relkind in"
                " ('r', 'p', 'v', 'm', 'S')) from pg_roles r where rolname = current_user"
            )
            role, powerful, owned = cursor.fetchone()
    except DatabaseError as error:
        return [
            checks.Error(
                f"The database does not answer, so its role cannot be checked: {error}",
                id="portal.E008",
            )
        ]
    found: list[checks.CheckMessage] = []
    hint = "Put the application's role in DATABASE_URL; migrate as the owner."
    if owned:
        found.append(checks.Error(f"{role} owns {owned} relations.", hint=hint, id="portal.E006"))
    if powerful:
        found.append(
            checks.Error(f"{role} may change the database itself.", hint=hint, id="portal.E007")
        )
    return found


@checks.register(checks.Tags.security, deploy=True)
def nobody_of_the_demonstration(**_: Any) -> list[checks.CheckMessage]:
    """No log-in of the demonstration fund: its password is printed for everybody."""
    try:
        known = User.objects.filter(
            login_id__in=[login.login_id for login in logins.LOGINS], is_active=True
        ).count()
    except DatabaseError:
        return []  # role_owns_nothing says that the database does not answer
    if not known:
        return []
    return [
        checks.Error(
            f"{known} log-ins of the demonstration fund are in this database.",
            hint="Production begins with an empty database, not with the demonstration.",
            id="portal.E011",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def no_fault_is_armed(**_: Any) -> list[checks.CheckMessage]:
    """No process kills itself on purpose (members/work/faults.py)."""
    if not os.environ.get("FAULT_POINT"):
        return []
    return [checks.Error("FAULT_POINT is set.", hint="Unset it.", id="portal.E010")]
