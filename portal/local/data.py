"""Where the data is: PostgreSQL and Valkey of ours, or the ones the environment names; and the demo fund."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from portal.local import places, services
from portal.local.bootstrap import say
from portal.local.places import DATA, LOGS, ROOT, SetUpError

SEEDING = DATA / "seeding"
LOGINS = DATA / "logins.txt"


@dataclass
class Addresses:
    """How the parts reach each other, and the servers that are ours."""

    app: str
    owner: str
    redis: str
    postgres: services.Postgres | None = None
    valkey: services.Valkey | None = None

    def revive(self) -> None:
        """Starts again a server of ours that ended; both replay their logs."""
        for server in (self.postgres, self.valkey):
            if server and server.process and server.process.poll() is not None:
                say(f"{server.name} ended; starting it again.")
                server.start()

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """The environment of a child: as the application, or as the owner for migrations."""
        secret = services.remembered(DATA / "secret-key", lambda: secrets.token_urlsafe(60))
        split = self.app != self.owner
        return {
            "DJANGO_SETTINGS_MODULE": "portal.settings.local",
            "SECRET_KEY": secret,
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self.owner if as_owner else self.app,
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_APP_ROLE": _role(self.app) if split else "",
            "REDIS_URL": self.redis,
        }


def _role(address: str) -> str:
    return unquote(urlsplit(address).username or "")


@contextmanager
def data_services(
    folder: Path,
    account: places.Account | None,
    state: Path,
    *,
    log: str = "",
    careless: bool = False,
) -> Iterator[Addresses]:
    """PostgreSQL and Valkey below `folder`, or the ones the environment names."""
    with ExitStack() as stack:
        named = "" if careless else os.environ.get("DATABASE_URL", "")
        postgres = None
        if named:
            app, owner = named, os.environ.get("DATABASE_OWNER_URL") or named
            say("Using the database that DATABASE_URL names.")
            if app == owner:
                say("DATABASE_OWNER_URL is not set, so the application owns its own tables here.")
        else:
            postgres = services.Postgres(
                folder / "postgres", LOGS / f"{log}postgres.log", state, account, careless=careless
            )
            stack.callback(postgres.stop)
            postgres.start()
            app, owner = postgres.app_url, postgres.owner_url
        if not careless and os.environ.get("REDIS_URL"):
            say("Using the server that REDIS_URL names.")
            valkey, redis_url = None, os.environ["REDIS_URL"]
        else:
            valkey = services.Valkey(
                folder / "valkey", LOGS / f"{log}valkey.log", state, account, careless=careless
            )
            stack.callback(valkey.stop)
            valkey.start()
            redis_url = valkey.url
        yield Addresses(app, owner, redis_url, postgres, valkey)


def prepare(addresses: Addresses) -> None:
    """Migrations, static files and, in an empty database, the demo fund."""
    if SEEDING.exists() and addresses.postgres:
        say("The demo fund was not finished last time: starting it afresh.")
        addresses.postgres.empty()
        SEEDING.unlink()
    code = subprocess.run(
        [sys.executable, "-m", "portal.local.prepare", str(SEEDING), str(LOGINS)],
        cwd=ROOT,
        env=addresses.environment(as_owner=True),
        check=False,
    ).returncode
    if code:
        raise SetUpError(
            "The database could not be prepared; the reason is above. Where the data may go, "
            "make reset-demo starts afresh."
        )


def running(state: Path) -> Addresses:
    """The addresses of the run that is under way, read from its private files."""
    if os.environ.get("DATABASE_URL"):
        app = os.environ["DATABASE_URL"]
        owner = os.environ.get("DATABASE_OWNER_URL") or app
    else:
        passwords = json.loads((state / "postgres.secret.json").read_text())
        port = (state / "postgres.port").read_text()
        app, owner = (
            f"postgresql://{role}:{quote(passwords[kind], safe='')}@127.0.0.1:{port}"
            f"/{services.DATABASE}"
            for role, kind in (
                (services.APPLICATION, "application"),
                (services.OWNER, "owner"),
            )
        )
    redis_url = os.environ.get("REDIS_URL") or (
        f"redis://:{quote((state / 'valkey.secret').read_text(), safe='')}"
        f"@127.0.0.1:{(state / 'valkey.port').read_text()}/0"
    )
    return Addresses(app, owner, redis_url)


def remove(state: Path, name: str) -> None:
    """Throw away what a server of ours keeps; one left running ends first."""
    if name == "postgres":
        services.end_leftover(
            state / "postgres" / "data" / "postmaster.pid", "postgres", signal.SIGINT
        )
    else:
        services.end_leftover(state / "valkey" / "valkey.pid", "valkey-server", signal.SIGTERM)
    shutil.rmtree(state / name, ignore_errors=True)
    for beside in state.glob(f"{name}.*"):
        beside.unlink()
