"""Every name read from the environment is explained in dotenv-sample, and reaches the containers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NAME = re.compile(r"env\.(?:text|flag|number|words|database)\(\s*\"([A-Z][A-Z0-9_]+)\"")
# Made by docker-compose.yml or the launcher, or only for a developer's machine.
NOT_FOR_CONTAINERS = {"ESPEAK_PATH", "FLITE_PATH", "LOG_FORMAT", "PORTAL_URLCONF"}


@pytest.fixture(scope="module")
def names(project: Path) -> set[str]:
    return {
        name
        for path in (project / "portal/settings").glob("*.py")
        for name in NAME.findall(path.read_text())
    }


def test_every_name_is_explained(names: set[str], project: Path) -> None:
    sample = (project / "dotenv-sample").read_text()
    unknown = {name for name in names if not re.search(rf"^(?:# )?{name}=", sample, re.M)}
    assert not unknown, f"dotenv-sample lacks {sorted(unknown)}"


def test_every_name_reaches_the_containers(names: set[str], project: Path) -> None:
    compose = (project / "docker-compose.yml").read_text()
    lost = {
        name for name in names - NOT_FOR_CONTAINERS if not re.search(rf"^ +{name}:", compose, re.M)
    }
    assert not lost, f"docker-compose.yml lacks {sorted(lost)}"
