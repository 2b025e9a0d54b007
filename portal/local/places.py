"""Where the local servers keep their files, and which unprivileged user runs them.

PostgreSQL refuses to run as root. As root we therefore run it as `postgres` or `nobody`, and keep
its files where that user may go: in `.data/`, or in a private folder when the project lies behind
a closed door such as a root home of mode 0700.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / ".data"
LOGS = DATA / "log"
NAME = "teduh"


class SetUpError(Exception):
    """Something a person must do; the message says what."""


@dataclass(frozen=True)
class Account:
    """The system user the servers run as, when we are root."""

    name: str
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Keyword arguments that make subprocess drop to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """None when we are not root: then the servers run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise SetUpError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` here. "
        "Run make as an ordinary user, or set DATABASE_URL."
    )


def may_enter(folder: Path, account: Account | None) -> bool:
    """Whether the servers' user can reach into `folder`."""
    if account is None:
        return True
    return (
        subprocess.run(
            ["/bin/sh", "-c", 'test -x "$0" && test -r /', str(folder)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **account.popen(),
        ).returncode
        == 0
    )


def private_folder(folder: Path, account: Account | None, *, shared: bool = False) -> Path:
    """Makes `folder` for the servers' user alone (or ours, passable, when `shared`)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = os.geteuid() if shared or account is None else account.uid
    group = os.getegid() if shared or account is None else account.gid
    if os.geteuid() == 0:
        os.chown(folder, owner, group)
    folder.chmod(0o711 if shared and account else 0o700)
    return folder


def write_private(path: Path, text: str) -> None:
    """Writes a file that only we can read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _trusted(folder: Path) -> bool:
    """Ours, a real folder, and nobody else may write in it."""
    facts = folder.lstat()
    return (
        stat.S_ISDIR(facts.st_mode)
        and facts.st_uid == os.geteuid()
        and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def state_folder(account: Account | None) -> Path:
    """The folder under which the servers' files live."""
    private_folder(DATA, account, shared=True)
    LOGS.mkdir(mode=0o700, exist_ok=True)
    note = DATA / "place.json"
    if note.exists():
        place = Path(json.loads(note.read_text())["folder"])
        if place.exists() and _trusted(place) and may_enter(place, account):
            return place
    if may_enter(DATA, account):
        return DATA
    # The token keeps a new clone at an old path from finding somebody else's database.
    base = Path("/var/tmp")  # noqa: S108 (ownership is checked, the name cannot be guessed)
    stem = f"{NAME}-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:10]}-"
    for old in base.glob(f"{stem}*"):
        if _trusted(old):
            shutil.rmtree(old, ignore_errors=True)
    place = base / f"{stem}{secrets.token_hex(4)}"
    place.mkdir(mode=0o700)
    private_folder(place, account, shared=True)
    write_private(note, json.dumps({"folder": str(place)}))
    return place


@contextmanager
def throw_away(state: Path, kind: str, account: Account | None) -> Iterator[Path]:
    """A folder that goes when we go; those of killed runs are cleared first."""
    for old in state.glob(f"{kind}-*"):
        pid = old.name.rpartition("-")[2]
        if pid.isdigit() and not alive(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    folder = private_folder(state / f"{kind}-{os.getpid()}", account, shared=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid: int) -> str:
    """The command line of a process, or nothing when it is gone."""
    entry = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return entry.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    found = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def runnable(
    base: Path, parts: tuple[str, ...], program: str, state: Path, account: Account | None
) -> Path:
    """`base`, or a copy of its `parts` where the servers' user may execute `program`."""
    if account is None or _can_execute(base / program, account):
        return base
    age = int((base / program).stat().st_mtime)
    copy = private_folder(state / "programs", account, shared=True) / f"{parts[0]}-{age}"
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in parts:
            if (base / part).exists():
                shutil.copytree(base / part, unfinished / part, symlinks=True)
        for entry in (unfinished, *unfinished.rglob("*")):
            if not entry.is_symlink():
                entry.chmod(0o755 if entry.is_dir() or os.access(entry, os.X_OK) else 0o644)
        unfinished.rename(copy)
    if not _can_execute(copy / program, account):
        raise SetUpError(
            f"The user {account.name} cannot execute {copy / program}. "
            "Is the disk mounted noexec? Set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return copy


def _can_execute(program: Path, account: Account) -> bool:
    try:
        return (
            subprocess.run(
                [str(program), "--version"],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                **account.popen(),
            ).returncode
            == 0
        )
    except OSError:
        return False


def site_packages() -> Path:
    """Where the wheels of the running virtual environment are unpacked."""
    return (
        Path(sys.prefix)
        / "lib"
        / f"python{sys.version_info[0]}.{sys.version_info[1]}"
        / "site-packages"
    )
