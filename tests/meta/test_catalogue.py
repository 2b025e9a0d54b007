"""Malay is complete: no sentence without it, no placeholder lost, the compiled file in step."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")


@pytest.fixture(scope="module")
def catalogue(project: Path) -> polib.POFile:
    return polib.pofile(str(project / "portal/locale/ms/LC_MESSAGES/django.po"))


def test_every_sentence_has_malay(catalogue: polib.POFile) -> None:
    missing = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete
        and (
            "fuzzy" in entry.flags
            or not (entry.msgstr or (entry.msgstr_plural and all(entry.msgstr_plural.values())))
        )
    ]
    assert not missing, "\n".join(missing)


def test_placeholders_survive_translation(catalogue: polib.POFile) -> None:
    wrong = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            if not said:
                continue
            source = {m.group(0) for m in PLACEHOLDER.finditer(entry.msgid)}
            plural = {m.group(0) for m in PLACEHOLDER.finditer(entry.msgid_plural or "")}
            found = {m.group(0) for m in PLACEHOLDER.finditer(said)}
            if found not in (source, plural):
                wrong.append(f"{entry.msgid!r} -> {said!r}")
    assert not wrong, "\n".join(wrong)


def test_the_compiled_catalogue_is_in_step(catalogue: polib.POFile, project: Path) -> None:
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.mofile(str(project / "portal/locale/ms/LC_MESSAGES/django.mo"))
    }
    stale = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete
        and entry.translated()
        and compiled.get((entry.msgctxt, entry.msgid)) != (entry.msgstr or entry.msgstr_plural)
    ]
    assert not stale, "\n".join(stale)
