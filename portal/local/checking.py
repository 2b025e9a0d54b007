"""`make check`: everything that can be known without running the portal. Also fmt and lock."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from portal.local import data, places, system
from portal.local.bootstrap import say
from portal.local.places import ROOT, SetUpError

PACKAGES = ["portal", "members", "contributions", "withdrawals", "statements"]
BIN = Path(sys.executable).parent


class Failed(Exception):
    """A check found something; its words are on the screen already, or in the message."""


def _call(*command: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise Failed(done.stdout.rstrip())


def _tool(name: str, *arguments: str) -> Callable[[dict[str, str]], None]:
    return lambda environment: _call(str(BIN / name), *arguments, env=environment)


def _format(_environment: dict[str, str]) -> None:
    """Only the names: `make fmt` does the rest."""
    try:
        _call(str(BIN / "ruff"), "format", "--check", ".")
    except Failed as failure:
        files = sorted(set(re.findall(r"^ *--> ([^:\n]+):", str(failure), re.M)))
        if not files:
            raise
        raise Failed("\n".join([*files, "make fmt formats them."])) from None


def _migrations(environment: dict[str, str]) -> None:
    _call(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", env=environment)


def _system_check(environment: dict[str, str]) -> None:
    _call(sys.executable, "manage.py", "check", "--fail-level", "WARNING", env=environment)


def _catalogue(environment: dict[str, str]) -> None:
    """Every sentence of the source is in the catalogue, has Malay, and is in the compiled file."""
    import polib

    source = ROOT / "portal/locale/ms/LC_MESSAGES/django.po"
    catalogue = polib.pofile(str(source))
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or dict(entry.msgstr_plural)
        for entry in polib.mofile(str(source.with_suffix(".mo")))
    }
    problems = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        said = entry.msgstr or dict(entry.msgstr_plural)
        empty = not said or (isinstance(said, dict) and not all(said.values()))
        if empty or "fuzzy" in entry.flags:
            problems.append(f"without Malay: {entry.msgid!r}")
        elif compiled.get((entry.msgctxt, entry.msgid)) != said:
            problems.append(f"not in the compiled catalogue: {entry.msgid!r}")
    if system.provide_gettext():
        known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
        for context, message in _sentences_in_source(environment) - known:
            problems.append(f"not in the catalogue: {message!r} {context or ''}")
    else:
        say("xgettext is missing, so new sentences in the source were not looked for.")
    if problems:
        raise Failed("\n".join(sorted(problems)))


def _sentences_in_source(environment: dict[str, str]) -> set[tuple[str | None, str]]:
    """What makemessages finds, in a copy, so that the work tree stays as it is."""
    import polib

    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        ignore = shutil.ignore_patterns(
            ".venv*", ".data", ".git", "staticfiles", "tests", "*_cache", "static", "__pycache__"
        )
        shutil.copytree(ROOT, copy, ignore=ignore)
        shutil.rmtree(copy / "portal/locale")
        (copy / "portal/locale/ms/LC_MESSAGES").mkdir(parents=True)
        (copy / "static").mkdir()
        done = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "-l", "ms", "--no-location"],
            cwd=copy,
            env={**os.environ, **environment},
            check=False,
            capture_output=True,
            text=True,
        )
        made = copy / "portal/locale/ms/LC_MESSAGES/django.po"
        if done.returncode or not made.exists():
            raise Failed(f"makemessages failed:\n{done.stdout}{done.stderr}")
        return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(made))}


def _compose(_environment: dict[str, str]) -> None:
    """By docker-compose where there is one, else only as YAML with the services we need."""
    command = system.provide_docker_compose()
    if command:
        _call(
            *command, "--env-file", "dotenv-sample", "-f", "docker-compose.yml", "config", "--quiet"
        )
        return
    import yaml

    say("No docker-compose here: docker-compose.yml is only read as YAML.")
    content = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    missing = {"web", "worker", "beat", "postgres", "redis"} - set(content["services"])
    if missing:
        raise Failed(f"docker-compose.yml lacks {', '.join(sorted(missing))}")


CHECKS: tuple[tuple[str, Callable[[dict[str, str]], None]], ...] = (
    ("format", _format),
    ("lint", _tool("ruff", "check", "--output-format", "concise", ".")),
    ("security lint", _tool("bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", *PACKAGES)),
    ("import arrows", _tool("lint-imports")),
    ("templates", _tool("djlint", "--lint", "--quiet", "templates")),
    ("types", _tool("mypy")),
    ("system check", _system_check),
    ("missing migrations", _migrations),
    ("message catalogue", _catalogue),
    ("docker-compose.yml", _compose),
)


def check(arguments: list[str]) -> int:
    """All of them, even after one has failed; exit code 1 when any has."""
    account = places.server_account()
    state = places.state_folder(account)
    chosen = [entry for entry in CHECKS if not arguments or entry[0] in arguments]
    failures = []
    with (
        places.throw_away(state, "check", account) as folder,
        data.data_services(folder, account, state, log="check-", careless=True) as addresses,
    ):
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": addresses.owner,
            "REDIS_URL": addresses.redis,
        }
        for name, function in chosen:
            began = time.monotonic()
            try:
                function(environment)
                verdict = "ok"
            except (Failed, OSError, ValueError) as failure:
                print(failure, flush=True)
                verdict = "FAILED"
                failures.append(name)
            print(f"  {name:<20} {verdict:<7} {time.monotonic() - began:6.1f} s", flush=True)
    if failures:
        say(f"Failed: {', '.join(failures)}")
    return 1 if failures else 0


def fmt(_arguments: list[str]) -> int:
    """Format, and repair what the linter can repair."""
    for command in (["ruff", "check", "--fix", "--quiet", "."], ["ruff", "format", "."]):
        subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
    return 0


def lock(arguments: list[str]) -> int:
    """Resolves pyproject.toml to the two lock files, with hashes and without any address."""
    uv = shutil.which("uv")
    if not uv:
        raise SetUpError("make lock needs uv on the PATH (pip install uv).")
    common = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    common += ["--python-version", "3.11", "--generate-hashes", "--no-header"]
    common += ["--no-emit-index-url", "--no-emit-find-links", *arguments]
    _call(*common, "-o", "requirements.lock")
    _call(
        *common,
        *("--group", "local", "--group", "dev", "-c", "requirements.lock"),
        *("-o", "requirements-dev.lock"),
    )
    return 0
