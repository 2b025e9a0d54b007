"""The table of what is held names code and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TABLE = "portal/decisions/0006-what-of-asvs-is-held.md"
_PATH = re.compile(r"`([a-z_]+(?:/[\w.-]+)*(?:\.py|\.md|\.toml)|templates)`")


def _rows(project: Path) -> list[list[str]]:
    lines = (project / TABLE).read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in cells if row[0] not in {"ASVS", "---"}]


def test_every_row_names_code_and_a_test(project: Path) -> None:
    rows = _rows(project)
    assert len(rows) > 50
    for number, _requirement, held, test in rows:
        assert _PATH.findall(held), number
        assert _PATH.findall(test), number
        assert all(path.startswith("tests/") for path in _PATH.findall(test)), number


def test_whatever_it_names_is_there(project: Path) -> None:
    named = {path for row in _rows(project) for cell in row for path in _PATH.findall(cell)}
    gone = sorted(path for path in named if not (project / path).exists())
    assert not gone, gone


@pytest.mark.parametrize("number", ["6.3.1", "6.3.8", "6.5.1", "7.4.3", "8.1.1", "3.4.1"])
def test_the_requirements_of_identity_have_a_row(project: Path, number: str) -> None:
    assert any(number in row[0] for row in _rows(project))
