"""The code is the one that an independent reader read; what does not fit is refused."""

from __future__ import annotations

import hashlib

import pytest

from members.rules import qr

ADDRESS = "otpauth://totp/Teduh%3Asemak.ratna?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=Teduh"


def test_the_drawing_is_the_one_that_was_read() -> None:
    """Read back with jsQR 1.4.0 when it was made; any change needs reading again."""
    digest = hashlib.sha256(qr.path(ADDRESS).encode()).hexdigest()
    assert digest == "436423728afd354d6ff4aca50e62721df205fcde365c5568c203ca5f07b39d8e"


def test_two_texts_give_two_drawings_of_one_size() -> None:
    one, other = qr.modules("a"), qr.modules("b")
    assert one != other
    assert all(len(line) == qr.SIZE for line in one) and len(one) == qr.SIZE


def test_what_does_not_fit_is_refused() -> None:
    qr.modules("x" * qr.LONGEST)
    with pytest.raises(qr.TooLong):
        qr.modules("x" * (qr.LONGEST + 1))
