"""One spelling for a company's number."""

import pytest

from contributions.rules import ssm


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("201901000005", "201901000005"),
        ("2019 0100 0005", "201901000005"),
        ("1234567-a", "1234567-A"),
        ("jm0123456-X", "JM0123456-X"),
    ],
)
def test_a_number(typed: str, number: str) -> None:
    assert ssm.number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "12", "201999000005", "1234567", "ABC", "２０１９０１０００００５"]
)
def test_not_a_number(typed: str) -> None:
    with pytest.raises(ssm.NotAnSsmNumber):
        ssm.number(typed)
