"""The registry of withdrawal types: one module here, one frozen `TYPE`. Nothing else lists them.

Modules are found by walking the folder when the program starts; a duplicate code, a module without
a TYPE, or a half-filled type stops it there. Migrations name `choices`: keep this path stable.
"""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date

from withdrawals.rules.spec import WithdrawalType
from withdrawals.rules.terms import Payee


class UnknownType(LookupError):
    """No withdrawal type has this code."""


class BadType(ImportError):
    """A module in this folder is not a proper withdrawal type."""


def _find() -> dict[str, WithdrawalType]:
    found: dict[str, WithdrawalType] = {}
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        name = f"{__name__}.{module_info.name}"
        if module_info.ispkg:
            name += ".type"
        kind = getattr(importlib.import_module(name), "TYPE", None)
        if not isinstance(kind, WithdrawalType):
            raise BadType(f"{name} has no TYPE")
        register(kind, found)
    return found


def register(kind: WithdrawalType, registry: dict[str, WithdrawalType]) -> None:
    """Add `kind` to `registry`; raises BadType for a code that is taken."""
    if kind.code in registry:
        raise BadType(f"two withdrawal types share the code {kind.code}")
    registry[kind.code] = kind


_TYPES: dict[str, WithdrawalType] = _find()


def every() -> tuple[WithdrawalType, ...]:
    """All types, retired ones too, in the order of their module names."""
    return tuple(_TYPES.values())


def offered(on: date) -> tuple[WithdrawalType, ...]:
    """The types that take applications on the day `on`."""
    return tuple(kind for kind in every() if kind.is_offered(on))


def for_the_dead() -> tuple[str, ...]:
    """Codes of the kinds that pay those whom a member leaves behind."""
    return tuple(kind.code for kind in every() if Payee.CLAIMANT in kind.payees)


def get(code: str) -> WithdrawalType:
    """The type with this code; raises UnknownType."""
    try:
        return _TYPES[code]
    except KeyError:
        raise UnknownType(code) from None


def from_slug(slug: str) -> WithdrawalType:
    """The type whose code stands in an address, in small letters or capitals; UnknownType."""
    return get(slug.upper())


def choices() -> list[tuple[str, str]]:
    """For the model field: a callable, so that a new type makes no migration."""
    return [(kind.code, kind.title.en) for kind in every()]


__all__ = [
    "BadType",
    "UnknownType",
    "choices",
    "every",
    "for_the_dead",
    "from_slug",
    "get",
    "offered",
    "register",
]
