"""What pip cannot bring: Pango for PDF pages, Chromium for browser tests, gettext for checks.

Installed by apt-get where that is allowed (root, or sudo that asks nothing), else named exactly.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from portal.local import bootstrap

PDF_LIBRARIES = (
    ("gobject-2.0", ("libgobject-2.0.so.0", "libgobject-2.0.dylib")),
    ("pango-1.0", ("libpango-1.0.so.0", "libpango-1.0.dylib")),
    ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.dylib")),
    ("fontconfig", ("libfontconfig.so.1", "libfontconfig.dylib")),
    ("pangoft2-1.0", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")),
)
# Without it WeasyPrint works at half the speed.
SUBSETTING = (("harfbuzz-subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib")),)
DEBIAN_PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
_updated = False


def _loads(names: tuple[str, tuple[str, ...]]) -> bool:
    short, files = names
    for file in (*files, ctypes.util.find_library(short) or ""):
        try:
            if file:
                ctypes.CDLL(file)
                return True
        except OSError:
            continue
    return False


def apt_allowed() -> bool:
    return bootstrap.privilege() is not None


def apt_install(*packages: str) -> bool:
    """True when apt-get was allowed to and did."""
    global _updated
    words = bootstrap.privilege()
    if words is None:
        return False
    command = [*words, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=180"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not _updated:
        subprocess.run([*command, "update"], env=quiet, check=False, stdout=subprocess.DEVNULL)
        _updated = True
    done = subprocess.run(
        [*command, "install", "-y", "--no-install-recommends", *packages],
        env=quiet,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return done.returncode == 0


def provide_pdf_libraries() -> None:
    """Pango and its kin, so that statements can be printed."""
    complete = all(map(_loads, PDF_LIBRARIES))
    if complete and all(map(_loads, SUBSETTING)):
        return
    if apt_allowed():
        bootstrap.say(f"Installing {' '.join(DEBIAN_PDF)} for the PDF statements ...")
        if apt_install(*DEBIAN_PDF) and all(map(_loads, PDF_LIBRARIES)):
            return
    if complete:
        return
    bootstrap.say(
        "Pango is missing: everything works but the PDF statements. To have them:\n"
        f"         Debian, Ubuntu:  sudo apt install {' '.join(DEBIAN_PDF)}\n"
        "         Fedora:          sudo dnf install pango harfbuzz\n"
        "         macOS:           brew install pango"
    )


def provide_speech() -> None:
    """Reads the log-in page's code aloud. Where it is missing the page does not offer it."""
    if any(map(shutil.which, ("espeak-ng", "espeak", "flite"))):
        return
    if sys.platform == "linux" and apt_allowed():
        bootstrap.say("Installing espeak-ng, which reads the log-in code aloud ...")
        apt_install("espeak-ng")


def provide_chromium() -> None:
    """Debian's browser. Without it the browser tests say why they are skipped."""
    if os.environ.get("CHROMIUM") or Path("/usr/bin/chromium").exists():
        return
    if sys.platform == "linux" and apt_allowed():
        bootstrap.say("Installing Chromium for the browser tests (about a minute, once) ...")
        if apt_install("chromium"):
            return
    bootstrap.say(
        "Chromium is missing, so the browser tests will be skipped. To have them:\n"
        "         Debian:          sudo apt install chromium\n"
        "         Another browser: CHROMIUM=/path/to/chromium make test"
    )


def provide_gettext() -> bool:
    """xgettext, to see whether every sentence is in the catalogue."""
    if shutil.which("xgettext"):
        return True
    if apt_allowed():
        bootstrap.say("Installing gettext ...")
        return apt_install("gettext")
    return False


def provide_docker_compose() -> list[str] | None:
    """The command that reads docker-compose.yml, or None where there is none."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(command[0])
            and not subprocess.run(
                [*command, "version"],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ).returncode
        ):
            return command
    if apt_allowed():
        bootstrap.say("Installing docker-compose to check docker-compose.yml ...")
        if apt_install("docker-compose"):
            return ["docker-compose"]
    return None
