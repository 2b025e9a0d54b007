"""No template carries script, style or an address of another machine: the strict CSP would stop it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "an inline style element": re.compile(r"<style[\s>]", re.I),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a script or style of another machine": re.compile(
        r"<(?:script|link|img|iframe|audio|video|source)\b[^>]*\b(?:src|href)\s*=\s*[\"'](?:https?:)?//",
        re.I,
    ),
    "|safe": re.compile(r"\|\s*safe(?:seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
}
# PDF pages are printed, not sent to a browser: their style sheet stands inside.
PRINTED = ("pdf", "emails")


def _templates(project: Path) -> list[Path]:
    return [
        path
        for folder in (project / "templates", project / "members", project / "portal")
        for path in folder.rglob("*.html")
        if not any(part in PRINTED for part in path.relative_to(project).parts)
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(project: Path, what: str) -> None:
    found = [
        f"{path.relative_to(project)}: {match.group(0)[:80]}"
        for path in _templates(project)
        for match in FORBIDDEN[what].finditer(path.read_text())
    ]
    assert not found, "\n".join(found)


def test_static_files_reach_no_other_machine(project: Path) -> None:
    found = []
    for path in (project / "static").rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text()
            for match in re.finditer(r"(?:url\(|import\s|fetch\()\s*[\"']?(?:https?:)?//", text):
                found.append(f"{path.relative_to(project)}: {match.group(0)}")
    assert not found, "\n".join(found)
