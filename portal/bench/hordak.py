"""The same contributions through django-hordak's public API, when it is installed beside us.

A process and a database of its own on the same server: hordak is no dependency, and its tables do not
belong in ours. Run as `python -m portal.bench.hordak ADDRESS LINES`; prints members a second.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg2

from portal import env

DATABASE = "bench_hordak"


def is_installed() -> bool:
    """Whether django-hordak can be imported here."""
    return importlib.util.find_spec("hordak") is not None


def measure(owner_address: str, *, lines: int) -> float:
    """Members a second, one transaction of four legs for each, on a database made for it."""
    owner = psycopg2.connect(owner_address)
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            cursor.execute(f"drop database if exists {DATABASE}")
            cursor.execute(f"create database {DATABASE}")
        address = urlsplit(owner_address)._replace(path=f"/{DATABASE}").geturl()
        answer = subprocess.run(
            [sys.executable, "-m", "portal.bench.hordak", address, str(lines)],
            check=True,
            capture_output=True,
            text=True,
        )
        with owner.cursor() as cursor:
            cursor.execute(f"drop database {DATABASE}")
        return float(answer.stdout.split()[-1])
    finally:
        owner.close()


def _main(address: str, lines: int) -> None:
    import os

    import django
    from django.conf import settings

    os.environ["BENCH_HORDAK_URL"] = address
    settings.configure(
        DATABASES={"default": env.database("BENCH_HORDAK_URL")},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "mptt",
            "hordak",
        ],
        HORDAK_INTERNAL_CURRENCY="MYR",
        HORDAK_CURRENCIES=["MYR"],
        DEFAULT_CURRENCY="MYR",
        CURRENCIES=("MYR",),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SECRET_KEY="only-for-a-measurement",  # noqa: S106
    )
    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from hordak.models import Account, AccountType, Leg, Transaction
    from moneyed import Money

    call_command("migrate", verbosity=0)
    clearing = Account.objects.create(
        name="Clearing", code="1", type=AccountType.asset, currencies=["MYR"]
    )
    accounts = [
        [
            Account.objects.create(
                name=f"{kind} {n}", type=AccountType.liability, currencies=["MYR"], code=None
            )
            for kind in ("Persaraan", "Sejahtera", "Fleksibel")
        ]
        for n in range(lines)
    ]
    started = time.perf_counter()
    for three in accounts:
        with transaction.atomic():
            event = Transaction.objects.create(description="contribution")
            Leg.objects.create(transaction=event, account=clearing, debit=Money(10, "MYR"))
            for account, amount in zip(three, ("7.50", "1.50", "1.00"), strict=True):
                Leg.objects.create(transaction=event, account=account, credit=Money(amount, "MYR"))
    print(lines / (time.perf_counter() - started))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
