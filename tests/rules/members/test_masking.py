"""What may be shown of what."""

from __future__ import annotations

import pytest

from members.rules import banks, device, masking, picture_code


def test_masks() -> None:
    assert masking.number("164012345678") == "••••••••5678"
    assert masking.number("567") == "•••"
    assert masking.login_id("900314145678") == "900••••••678"
    assert masking.login_id("aminah") == "am••ah"
    assert masking.email("aminah@example.test") == "a•••••@example.test"
    assert masking.person("Aminah binti Salleh") == "A••••• b•••• S•••••"


def test_a_mask_keeps_the_length_of_an_id_nobody_has() -> None:
    assert len(masking.login_id("nobody-at-all")) == len("nobody-at-all")


@pytest.mark.parametrize(
    ("bank", "typed", "number"),
    [
        ("MBBEMYKL", "1640 1234 5678", "164012345678"),
        ("CIBBMYKL", "7001234567", "7001234567"),
        ("CIBBMYKL", "70-0123-4567-8901", "70012345678901"),
    ],
)
def test_account_numbers_that_fit_their_bank(bank: str, typed: str, number: str) -> None:
    assert banks.account_number(bank, typed) == number


@pytest.mark.parametrize(
    ("bank", "typed", "reason"),
    [
        ("MBBEMYKL", "16401234567", "LENGTH"),
        ("CIBBMYKL", "70012345678", "LENGTH"),
        ("MBBEMYKL", "16401234567x", "DIGITS"),
        ("MBBEMYKL", "１６４０12345678", "DIGITS"),
        ("MBBEMYKL", "", "DIGITS"),
        ("NOSUCHXX", "164012345678", "BANK"),
    ],
)
def test_account_numbers_that_do_not(bank: str, typed: str, reason: str) -> None:
    with pytest.raises(banks.NotABankAccountNumber) as refused:
        banks.account_number(bank, typed)
    assert refused.value.reason == reason


def test_names_are_compared_as_people_write_them() -> None:
    assert banks.same_person("Aminah  binti Salleh", "AMINAH BINTI SALLEH")
    assert not banks.same_person("Aminah binti Salleh & Bakar", "AMINAH BINTI SALLEH")


def test_a_device_is_named_and_a_strange_one_never_copied() -> None:
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    assert device.describe(phone) == "Chrome, Android"
    assert device.describe("<script>alert(1)</script>") == ""


def test_picture_codes_are_six_digits_with_every_digit_in_use() -> None:
    codes = [picture_code.challenge()[0] for _ in range(2000)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 1950
    assert {digit for code in codes for digit in code} == set("0123456789")
    assert any(code.startswith("0") for code in codes)
