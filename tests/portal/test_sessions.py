"""A session lives under one key at a time, in one row, and is gone when it is ended."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.core.cache import cache

from portal.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(**facts: str) -> SessionStore:
    session = SessionStore()
    session.update(facts)
    session.save()
    return session


def test_what_was_saved_is_read_from_cache_and_from_the_row() -> None:
    key = kept(name="Aminah").session_key
    assert SessionStore(key)["name"] == "Aminah"
    cache.clear()
    assert SessionStore(key)["name"] == "Aminah"


def test_a_new_key_takes_the_session_along_and_the_old_one_is_dead() -> None:
    session = kept(name="Aminah")
    old = session.session_key
    session.cycle_key()
    session["name"] = "Bakar"
    session.save()
    assert session.session_key not in (None, old)
    assert SessionStore(session.session_key)["name"] == "Bakar"
    assert SessionStore(old).get("name") is None
    assert Session.objects.count() == 1
    session["name"] = "Chong"
    session.save()
    assert Session.objects.count() == 1


def test_a_page_that_fails_leaves_the_session_as_it_was() -> None:
    """The new key counts from the save on; without one, the old cookie still works."""
    session = kept(name="Aminah")
    old = session.session_key
    session.cycle_key()
    assert SessionStore(old)["name"] == "Aminah"
    assert SessionStore(session.session_key).get("name") is None


def test_a_session_that_ended_meanwhile_does_not_come_back() -> None:
    session = kept(name="Aminah")
    other = SessionStore(session.session_key)
    assert other["name"] == "Aminah"
    session.delete()
    other["name"] = "again"
    with pytest.raises(UpdateError):
        other.save()
    other.cycle_key()
    with pytest.raises(UpdateError):
        other.save()
    assert not Session.objects.exists()


def test_two_sessions_never_share_a_key() -> None:
    taken = SessionStore(kept(name="Aminah").session_key)
    with pytest.raises(CreateError):
        taken.save(must_create=True)
    assert SessionStore(taken.session_key)["name"] == "Aminah"


def test_ending_a_session_that_was_just_moved_ends_both_keys() -> None:
    session = kept(name="Aminah")
    keys = [session.session_key]
    session.cycle_key()
    keys.append(session.session_key)
    session.flush()
    assert not Session.objects.exists()
    assert all(SessionStore(key).get("name") is None for key in keys)


def test_a_cache_that_is_away_costs_speed_and_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    session = SessionStore()

    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(session._cache, "set", broken)
    session["name"] = "Aminah"
    session.save()
    monkeypatch.undo()
    assert SessionStore(session.session_key)["name"] == "Aminah"
