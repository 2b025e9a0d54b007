"""Dependencies: pinned with hashes, each with its reason, and no file names a package registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_a_hash(project: Path, name: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (project / name).read_text().strip())
    loose = [
        block.splitlines()[0]
        for block in blocks
        if not block.startswith("#") and ("==" not in block or "--hash=sha256:" not in block)
    ]
    assert not loose, "\n".join(loose)


@pytest.mark.parametrize(
    "name", [*LOCKS, "pyproject.toml", "docker-compose.yml", "portal/docker/Dockerfile", "Makefile"]
)
def test_no_registry_is_named(project: Path, name: str) -> None:
    text = (project / name).read_text()
    assert not re.search(r"--(?:extra-)?index-url|--find-links|--trusted-host", text)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)


def test_the_application_needs_nothing_the_tests_do_not_have(project: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+==\S+)", (project / name).read_text(), re.M))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_dependency_has_its_reason(project: Path) -> None:
    text = (project / "pyproject.toml").read_text()
    declared = tomllib.loads(text)
    names = [
        *declared["project"]["dependencies"],
        *(entry for group in declared["dependency-groups"].values() for entry in group),
    ]
    silent = [name for name in names if not re.search(rf'"{re.escape(name)}",\s+# \S', text)]
    assert not silent, "\n".join(silent)
