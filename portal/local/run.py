"""`make run`: the whole portal on this machine until Ctrl-C, then everything ends, in order.

One run at a time (a lock that dies with us). What a killed run left behind is ended first.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.local import places, services, system
from portal.local.bootstrap import say
from portal.local.places import DATA, LOGS, ROOT, SetUpError

NOTE = DATA / "run.json"
SEEDING = DATA / "seeding"
LOGINS = DATA / "logins.txt"


class Stopped(BaseException):
    """Somebody asked us to end."""


def _stop(number: int, _frame: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C is not discussed
    for again in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped(number)


# ── one run at a time ───────────────────────────────────────────────────────────────────────────


@contextmanager
def only_run() -> Iterator[None]:
    """Holds the lock; raises SetUpError with the other run's address when there is one."""
    places.private_folder(DATA, places.server_account(), shared=True)
    with (DATA / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = _note()
            where = note.get("address") or "it is still starting"
            raise SetUpError(
                f"The portal already runs (process {note.get('pid', '?')}): {where}\n"
                "         Stop that one with Ctrl-C first."
            ) from None
        _end_leftovers()
        try:
            yield
        finally:
            NOTE.unlink(missing_ok=True)


def _note() -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(NOTE.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _end_leftovers() -> None:
    """Web server, worker and beat of a run that was killed."""
    groups = _note().get("children", {})
    assert isinstance(groups, dict)
    left = [
        int(pid)
        for pid, marker in groups.items()
        if places.alive(int(pid)) and str(marker) in places.command_of(int(pid))
    ]
    for number, patience in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
        for pid in left:
            try:
                os.killpg(pid, number)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(map(places.alive, left)):
            time.sleep(0.1)
        left = [pid for pid in left if places.alive(pid)]
        if not left:
            break
    NOTE.unlink(missing_ok=True)


# ── where the data is ───────────────────────────────────────────────────────────────────────────


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
    from urllib.parse import unquote, urlsplit

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


# ── children ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Child:
    """A process of ours, started again when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    started: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    _log: IO[bytes] | None = None

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        services.rotate(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=services.dies_with_us(signal.SIGTERM),
            )
        self.started.append(time.monotonic())

    def signal(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def sweep(self) -> None:
        """Ends grandchildren that outlived the child."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join(f"    {line}" for line in lines)


def _children(addresses: Addresses, port: int) -> list[Child]:
    environment = {"BASE_URL": f"http://127.0.0.1:{port}", **addresses.environment()}
    python = sys.executable
    shm = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    gunicorn = [python, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    celery = [python, "-m", "celery", "-A", "portal.celery"]
    return [
        Child(
            "web",
            [
                *gunicorn,
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--graceful-timeout", "10", "--access-logfile", "-", "--no-control-socket"),
                *shm,
            ],
            environment,
        ),
        Child(
            "worker",
            [
                *celery,
                *("worker", "--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle"),
            ],
            environment,
        ),
        Child(
            "beat",
            # The timetable is code: a schedule in memory has no file a killed beat could spoil.
            [
                *celery,
                *("beat", "--scheduler", "celery.beat:Scheduler"),
                *("--loglevel", "WARNING", "--pidfile="),
            ],
            environment,
        ),
    ]


def _write_note(children: list[Child], address: str) -> None:
    markers = {
        str(child.process.pid): "gunicorn" if child.name == "web" else "celery"
        for child in children
        if child.process
    }
    places.write_private(
        NOTE, json.dumps({"pid": os.getpid(), "address": address, "children": markers})
    )


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}health/ready", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end_all(children: list[Child]) -> None:
    """New work stops first; a task in progress gets a while, and is safe to be cut off."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + 20
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{child.name} was still busy; its work goes on at the next start.")
        child.sweep()
        child.process.wait()


def _watch(children: list[Child], addresses: Addresses, address: str) -> None:
    """Starts again what ends by itself; gives up when that does not help."""
    while True:
        time.sleep(0.5)
        addresses.revive()
        for child in children:
            assert child.process is not None
            code = child.process.poll()
            if code is None:
                continue
            child.sweep()
            recent = [moment for moment in child.started if time.monotonic() - moment < 60]
            if len(recent) > 5:
                raise SetUpError(
                    f"{child.name} ends again and again (code {code}):\n{child.last_words()}"
                )
            say(f"{child.name} ended (code {code}); starting it again.")
            time.sleep(min(5, len(recent)))
            child.start()
            _write_note(children, address)


def _port() -> int:
    """PORT or 8000, or the next one nobody uses."""
    wanted = int(os.environ.get("PORT") or 8000)
    for port in range(wanted, min(wanted + 50, 65535)):
        if services.free_port(port) == port:
            if port != wanted:
                say(f"Port {wanted} is taken, so this is port {port}.")
            return port
    raise SetUpError(f"No free port from {wanted} on. Choose another: make run PORT=9000")


def run(_arguments: list[str]) -> int:
    """Until Ctrl-C or SIGTERM."""
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with only_run(), ExitStack() as stack:
            system.provide_pdf_libraries()
            system.provide_speech()
            account = places.server_account()
            state = places.state_folder(account)
            addresses = stack.enter_context(data_services(state, account, state))
            prepare(addresses)
            port = _port()
            address = f"http://127.0.0.1:{port}/"
            children = _children(addresses, port)
            stack.callback(_end_all, children)
            for child in children:
                child.start()
                _write_note(children, "")
            web = children[0]
            while not _is_up(address):
                if web.process is None or web.process.poll() is not None:
                    raise SetUpError(f"The web server does not start:\n{web.last_words()}")
                if time.monotonic() - web.started[0] > 60:
                    raise SetUpError(f"No page within 60 s:\n{web.last_words()}")
                time.sleep(0.1)
            _write_note(children, address)
            _announce(address, time.monotonic() - began)
            _watch(children, addresses, address)
    except Stopped:
        say("Everything has ended. The data stays; make run goes on with it.")
    return 0


def _announce(address: str, seconds: float) -> None:
    logins = LOGINS.read_text().rstrip() if LOGINS.exists() else ""
    print(f"\n  {address}\n", flush=True)
    if logins:
        print(logins + "\n", flush=True)
    say(f"Ready in {seconds:.1f} s. Logs: {LOGS.relative_to(ROOT)}/. Ctrl-C ends everything.")


def reset_demo(_arguments: list[str]) -> int:
    """Throws the local data away and loads the demo fund again."""
    if os.environ.get("DATABASE_URL"):
        raise SetUpError("DATABASE_URL is set: a database of your own is yours to empty.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        with only_run(), ExitStack() as stack:
            account = places.server_account()
            state = places.state_folder(account)
            for name in ("postgres", "valkey"):
                _remove_server(state, name)
            SEEDING.unlink(missing_ok=True)
            addresses = stack.enter_context(data_services(state, account, state))
            prepare(addresses)
            say("The demo fund is as new. make run starts the portal.")
    except Stopped:
        return 130
    return 0


def _remove_server(state: Path, name: str) -> None:
    if name == "postgres":
        services.end_leftover(
            state / "postgres" / "data" / "postmaster.pid", "postgres", signal.SIGINT
        )
    else:
        services.end_leftover(state / "valkey" / "valkey.pid", "valkey-server", signal.SIGTERM)
    shutil.rmtree(state / name, ignore_errors=True)
    for beside in state.glob(f"{name}.*"):
        beside.unlink()


def manage(arguments: list[str]) -> int:
    """`make manage ARGS="sandbox messages aminah"`: a command on the running portal's data."""
    note = _note()
    account = places.server_account()
    state = places.state_folder(account)
    with ExitStack() as stack:
        if note.get("address"):
            addresses = _running(state)
        else:
            stack.enter_context(only_run())
            addresses = stack.enter_context(data_services(state, account, state))
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=addresses.environment(),
            check=False,
        ).returncode


def _running(state: Path) -> Addresses:
    """The addresses of the run that is under way, read from its private files."""
    from urllib.parse import quote

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
