"""The outcome of one check, and of all of them: codes and values, never sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from withdrawals.rules.working import Working

Value = int | str | date
_NO_VALUES: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its reason code, whether it passed, and the values its sentence needs.

    A check that has nothing to look at (its question is not answered yet) passes with `applies`
    False.
    """

    code: str
    passed: bool
    values: Mapping[str, Value] = field(default_factory=lambda: _NO_VALUES)
    applies: bool = True

    @classmethod
    def not_applicable(cls, code: str) -> Finding:
        return cls(code, True, applies=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say: every check made, and between which amounts (sen) a request may lie.

    `maximum_sen` is what the formula allows, even when another check fails; `working` shows how.
    `available_sen` is what the source accounts hold.
    """

    checks: tuple[Finding, ...]
    minimum_sen: int
    maximum_sen: int
    available_sen: int = 0
    working: Working = field(default_factory=Working)

    @property
    def allowed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The failing checks, all of them, in the order they were made."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def reason_codes(self) -> tuple[str, ...]:
        return tuple(check.code for check in self.reasons)
