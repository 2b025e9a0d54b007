"""The virus check against a real clamd, with one signature of our own and nothing downloaded.

Runs where the binary is on the PATH, or where CLAMD names it (Debian: apt install clamav-daemon); the
stand-in of tests/withdrawals/test_documents.py speaks the same protocol everywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from members.gateways import uploads
from portal import checks
from tests.withdrawals.conftest import a_pdf

CLAMD = os.environ.get("CLAMD") or shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
MARK = b"TEDUH-STANDARD-UPLOAD-TEST-MARK"
PATIENCE = 60

pytestmark = pytest.mark.skipif(
    not CLAMD,
    reason="no clamd here: install clamav-daemon, or name the binary in CLAMD, to try the real one",
)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a clamd that knows one virus; it ends with the module."""
    assert CLAMD is not None
    home = tmp_path_factory.mktemp("clamd")
    (home / "db").mkdir()
    (home / "db" / "ours.ndb").write_text(f"Teduh.Test:0:*:{MARK.hex()}\n")
    address = str(home / "clamd.sock")
    (home / "clamd.conf").write_text(
        f"DatabaseDirectory {home}/db\nLocalSocket {address}\nForeground yes\n"
        f"TemporaryDirectory {home}\nStreamMaxLength 10M\nOfficialDatabaseOnly no\n"
    )
    home.chmod(0o755)
    with subprocess.Popen(
        [CLAMD, f"--config-file={home}/clamd.conf"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as server:
        try:
            _wait_for(server, Path(address))
            yield address
        finally:
            server.terminate()


def _wait_for(server: subprocess.Popen[bytes], socket: Path) -> None:
    for _ in range(PATIENCE * 10):
        if socket.exists():
            return
        if server.poll() is not None:
            assert server.stdout is not None
            pytest.fail(f"clamd ended by itself: {server.stdout.read().decode()[-2000:]}")
        time.sleep(0.1)
    pytest.fail("clamd did not open its socket")


def test_a_clean_file_passes(clamd: str) -> None:
    with override_settings(CLAMD_ADDRESS=clamd):
        uploads.scan(a_pdf("x" * 300_000))
        assert uploads.take_in("bil.pdf", a_pdf()).kind == "PDF"


def test_a_known_virus_is_refused_wherever_it_hides(clamd: str) -> None:
    with override_settings(CLAMD_ADDRESS=clamd):
        for data in (MARK, a_pdf() + MARK, b"y" * 200_000 + MARK + b"z" * 200_000):
            with pytest.raises(uploads.Refused, match="VIRUS"):
                uploads.scan(data)


def test_more_than_it_takes_is_refused(clamd: str) -> None:
    with override_settings(CLAMD_ADDRESS=clamd), pytest.raises(uploads.Refused, match="NO_SCAN"):
        uploads.scan(b"x" * 11_000_000)


def test_check_deploy_hears_it(clamd: str) -> None:
    with override_settings(CLAMD_ADDRESS=clamd):
        assert checks.uploads_are_scanned() == []
