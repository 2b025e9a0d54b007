"""Reading the environment: clear words for what is missing or wrong."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


def test_a_database_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_URL", "postgresql://an%40other:p%2Fw@db.test:5433/fund?sslmode=require")
    found = env.database("X_URL")
    assert (found["USER"], found["PASSWORD"]) == ("an@other", "p/w")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.test", "5433", "fund")
    assert found["OPTIONS"] == {"application_name": "portal", "sslmode": "require"}


def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_URL", "mysql://localhost/fund")
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        env.database("X_URL")


def test_a_missing_name_points_at_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_TEXT", raising=False)
    with pytest.raises(ImproperlyConfigured, match="dotenv-sample"):
        env.text("X_TEXT")


def test_numbers_flags_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "twelve")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("X", 1)
    monkeypatch.setenv("X", " Yes ")
    assert env.flag("X", False)
    monkeypatch.setenv("X", "a, b,,c ")
    assert env.words("X") == ["a", "b", "c"]
