"""A bank by folders, and a real exchange of files with the sandbox bank's answers in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import checks as django_checks

from tests.withdrawals.payouts.people import World, attempt_of, balances
from withdrawals.gateways.bank import FileRefused
from withdrawals.gateways.directory_bank import DirectoryBank
from withdrawals.gateways.sandbox_bank.bank import SandboxBank
from withdrawals.models import SandboxBankFile
from withdrawals.services import bank_messages, batches


@pytest.fixture
def bank(tmp_path: Path) -> DirectoryBank:
    return DirectoryBank(tmp_path)


def test_a_file_is_handed_in_once(bank: DirectoryBank, tmp_path: Path) -> None:
    assert not bank.has_file("PAY-1")
    bank.submit("PAY-1.xml", b"one")
    bank.submit("PAY-1.xml", b"one")
    assert bank.has_file("PAY-1")
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["PAY-1.xml"]
    with pytest.raises(FileRefused):
        bank.submit("PAY-1.xml", b"other")
    assert (tmp_path / "in" / "PAY-1.xml").read_bytes() == b"one"


def test_what_the_bank_has_read_is_still_known(bank: DirectoryBank, tmp_path: Path) -> None:
    bank.submit("PAY-1.xml", b"one")
    (tmp_path / "in" / "PAY-1.xml").rename(tmp_path / "taken" / "PAY-1.xml")
    assert bank.has_file("PAY-1")
    bank.submit("PAY-1.xml", b"one")
    assert not (tmp_path / "in" / "PAY-1.xml").exists()
    with pytest.raises(FileRefused):
        bank.submit("PAY-1.xml", b"other")


def test_answers_wait_until_put_away(bank: DirectoryBank, tmp_path: Path) -> None:
    (tmp_path / "out" / "b.xml").write_bytes(b"1")
    (tmp_path / "out" / ".half").write_bytes(b"2")
    (tmp_path / "out" / "half.part").write_bytes(b"3")
    (tmp_path / "out" / "link.xml").symlink_to("/etc/hostname")
    assert [(file.name, file.content) for file in bank.fetch_outbox()] == [("b.xml", b"1")]
    assert len(bank.fetch_outbox()) == 1, "not put away yet"
    bank.put_away("b.xml")
    bank.put_away("b.xml")
    assert bank.fetch_outbox() == []
    assert (tmp_path / "kept" / "b.xml").read_bytes() == b"1"


@pytest.mark.parametrize("name", ["../x.xml", "a/b.xml", "", ".hidden", "x" * 200, "a\x00b"])
def test_names_that_are_no_names(bank: DirectoryBank, name: str) -> None:
    with pytest.raises(ValueError):
        bank.submit(name, b"x")


def test_a_folder_is_named_in_full(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BANK_FOLDER = ""
    with pytest.raises(OSError, match="BANK_FOLDER"):
        DirectoryBank()


def test_the_whole_story_by_folders(world: World, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The same pipeline on folders: the sandbox bank stands behind them and moves the files."""
    settings.BANK_GATEWAY = "withdrawals.gateways.directory_bank.DirectoryBank"
    settings.BANK_FOLDER = str(tmp_path)
    application = world.approved()
    batch = world.released(world.sealed())
    batches.transmit(batch_id=batch.pk, at=world.tick())
    handed_in = tmp_path / "in" / f"{batch.msg_id}.xml"

    behind = SandboxBank()
    behind.submit(handed_in.name, handed_in.read_bytes())
    handed_in.rename(tmp_path / "taken" / handed_in.name)
    for file in behind.fetch_outbox():
        (tmp_path / "out" / file.name).write_bytes(file.content)

    assert bank_messages.collect(at=world.tick()) == 2
    assert bank_messages.collect(at=world.tick()) == 0
    assert attempt_of(application).state == "SETTLED"
    assert balances() == {"1110": 50_000, "3000": -50_000}
    assert SandboxBankFile.objects.filter(folder="IN").count() == 1


def test_a_release_refuses_the_sandbox_bank(settings) -> None:  # type: ignore[no-untyped-def]
    from portal import checks

    settings.BANK_GATEWAY = "withdrawals.gateways.sandbox_bank.SandboxBank"
    found = [error.msg for error in checks.no_sandbox() if isinstance(error, django_checks.Error)]
    assert any("BANK_GATEWAY" in message for message in found)
