"""Sessions as Django's cached_db keeps them (row in PostgreSQL, copy in the cache), one statement a save.

A session that goes on under a new key is moved, not copied: the old key dies in the statement that
makes the new one valid, so no moment knows both.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.db import connection
from django.utils.crypto import get_random_string

logger = logging.getLogger(__name__)

_INSERT = (
    "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
_UPDATE = (
    "UPDATE django_session SET session_key = %s, session_data = %s, expire_date = %s"
    " WHERE session_key = %s"
)
_DELETE = "DELETE FROM django_session WHERE session_key = %s"


class SessionStore(CachedStore):
    """Named by SESSION_ENGINE."""

    if TYPE_CHECKING:  # what the stubs leave out
        _cache: Any
        _session: dict[str, Any]
        _get_session: Any

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._moved_from: str | None = None

    def _get_new_session_key(self) -> str:
        """165 random bits; a key in use is refused by the insert, so nobody is asked first."""
        return get_random_string(32, VALID_KEY_CHARS)

    def cycle_key(self) -> None:
        """The session has a new key from the next save on."""
        if not self.session_key:
            return super().cycle_key()
        self._get_session()
        self._moved_from = self._moved_from or self.session_key
        self._session_key = self._get_new_session_key()
        self.modified = True
        return None

    def save(self, must_create: bool = False) -> None:
        """Raises CreateError when the key is taken, UpdateError when the session is gone."""
        if self.session_key is None:
            return self.create()
        row = self.create_model_instance(self._get_session(no_load=must_create))
        values = (row.session_key, row.session_data, row.expire_date)
        if must_create:
            if not _changed(_INSERT, values):
                raise CreateError
        elif not _changed(_UPDATE, (*values, self._moved_from or row.session_key)):
            raise UpdateError
        if self._moved_from:
            self._cache.delete(self.cache_key_prefix + self._moved_from)
            self._moved_from = None
        try:
            self._cache.set(self.cache_key, self._session, self.get_expiry_age())
        except Exception:
            logger.exception("the session could not be copied to the cache")
        return None

    def delete(self, session_key: str | None = None) -> None:
        """Gone from the database and from the cache; the key it came from too."""
        own = session_key is None or session_key == self.session_key
        for key in (self.session_key, self._moved_from) if own else (session_key,):
            if key:
                _changed(_DELETE, (key,))
                self._cache.delete(self.cache_key_prefix + key)
        if own:
            self._moved_from = None


def _changed(statement: str, values: tuple[Any, ...]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount)
