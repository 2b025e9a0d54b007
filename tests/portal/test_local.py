"""The launcher of `make run`: its servers survive being killed, and it hurts no stranger."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from portal.local import bootstrap, places, services, system, turn
from portal.local.places import SetUpError


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder the servers' user may enter; pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="teduh-test-"))
    yield places.private_folder(folder, places.server_account(), shared=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(state: Path) -> Iterator[services.Postgres]:
    server = services.Postgres(
        state / "postgres", state / "postgres.log", state, places.server_account()
    )
    yield server
    server.stop()


def _rows(server: services.Postgres) -> list[tuple[int]]:
    connection = psycopg2.connect(server.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("create table if not exists kept (n int)")
        cursor.execute("insert into kept values (1)")
        cursor.execute("select n from kept")
        found: list[tuple[int]] = cursor.fetchall()
    connection.close()
    return found


def test_postgres_keeps_its_data_and_its_port_when_killed(postgres: services.Postgres) -> None:
    postgres.start()
    port = postgres.port
    assert len(_rows(postgres)) == 1
    assert postgres.process is not None
    postgres.process.kill()
    postgres.process.wait()
    postgres.start()
    assert (len(_rows(postgres)), postgres.port) == (2, port)


def test_the_application_role_can_connect_and_not_create(postgres: services.Postgres) -> None:
    postgres.start()
    connection = psycopg2.connect(postgres.app_url)
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("create table mine (n int)")
    connection.close()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(postgres.app_url.replace("portal_app:", "portal_app:x"))


def test_the_number_of_a_dead_postgres_may_belong_to_another_program(
    postgres: services.Postgres,
) -> None:
    postgres.start()
    postgres.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (postgres.data / "postmaster.pid").write_text(f"{stranger.pid}\n{postgres.data}\n")
        postgres.start()
        assert _rows(postgres)
        assert stranger.poll() is None, "the stranger was killed"
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_again(postgres: services.Postgres) -> None:
    account = places.server_account()
    places.private_folder(postgres.home / "data.new", account)
    (postgres.home / "data.new" / "half").write_text("")
    postgres.start()
    assert _rows(postgres)
    assert not (postgres.home / "data.new").exists()


def test_valkey_wants_its_password_and_keeps_what_it_was_told(state: Path) -> None:
    server = services.Valkey(state / "valkey", state / "valkey.log", state, places.server_account())
    server.start()
    try:
        client = redis.Redis.from_url(server.url)
        client.set("a", "1")
        client.close()
        stranger = redis.Redis(port=server.port)
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()
        time.sleep(1.2)  # appendfsync everysec
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        server.start()
        client = redis.Redis.from_url(server.url)
        assert client.get("a") == b"1"
        client.close()
    finally:
        server.stop()


def test_servers_end_with_the_launcher_even_when_it_is_killed(state: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent is gone")
    launcher = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time\n"
            "from portal.local import places, services\n"
            "state = pathlib.Path(sys.argv[1])\n"
            "server = services.Valkey(state / 'valkey', state / 'valkey.log', state,"
            " places.server_account())\n"
            "server.start()\n"
            "print(server.process.pid, flush=True)\n"
            "time.sleep(60)",
            str(state),
        ],
        cwd=places.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with launcher:
        assert launcher.stdout is not None
        server = int(launcher.stdout.readline())
        launcher.kill()
    deadline = time.monotonic() + 10
    while "valkey-server" in places.command_of(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "valkey-server" not in places.command_of(server)


def test_a_second_run_says_where_the_first_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "DATA", tmp_path)
    monkeypatch.setattr(turn, "NOTE", tmp_path / "run.json")
    with turn.only_run():
        turn.NOTE.write_text(json.dumps({"pid": 4711, "address": "http://127.0.0.1:8000/"}))
        with (
            pytest.raises(SetUpError, match=r"process 4711\): http://127\.0\.0\.1:8000/"),
            turn.only_run(),
        ):
            pass
    with turn.only_run():
        pass  # the lock went with the first run


def test_leftovers_are_ended_and_strangers_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "NOTE", tmp_path / "run.json")
    ours = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)  # celery"], start_new_session=True
    )
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    turn.NOTE.write_text(
        json.dumps({"children": {str(ours.pid): "celery", str(stranger.pid): "celery"}})
    )
    # An ended child of ours is a zombie until it is waited for, which the launcher's never are.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        turn._end_leftovers()
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        assert not places.alive(ours.pid)
        assert places.alive(stranger.pid)
    finally:
        ours.wait()
        stranger.kill()
        stranger.wait()


def test_a_taken_port_is_not_used() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert services.free_port(port) not in {0, port}


def test_secrets_are_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert services.remembered(path, lambda: "first") == "first"
    assert services.remembered(path, lambda: "second") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_folders_of_killed_runs_are_cleared(state: Path) -> None:
    account = places.server_account()
    dead = subprocess.Popen(["true"])
    dead.wait()
    (state / f"test-{dead.pid}").mkdir()
    (state / f"test-{os.getppid()}").mkdir()
    with places.throw_away(state, "test", account) as folder:
        assert folder.exists()
        assert not (state / f"test-{dead.pid}").exists()
        assert (state / f"test-{os.getppid()}").exists()
    assert not folder.exists()


def test_without_apt_the_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "_loads", lambda _names: False)
    monkeypatch.setattr(bootstrap, "privilege", lambda: None)
    system.provide_pdf_libraries()
    said = capsys.readouterr().err
    for words in ("libharfbuzz-subset0", "dnf install pango harfbuzz", "brew install pango"):
        assert words in said


def test_an_old_python_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit):
        bootstrap.main()
    assert "Python 3.11 or later is needed" in capsys.readouterr().err
