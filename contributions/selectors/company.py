"""An employer's branches, and a spell of one of its employees."""

from __future__ import annotations

from contributions.models import Branch, Employer, Employment


def branches(employer: Employer) -> list[Branch]:
    """Open ones first, then by name."""
    found = Branch.objects.filter(employer=employer)
    return sorted(found, key=lambda branch: (branch.closed_on is not None, branch.name.casefold()))


def branch(employer: Employer, pk: int) -> Branch | None:
    """One of them that is open."""
    return Branch.objects.filter(employer=employer, pk=pk, closed_on__isnull=True).first()


def spell(employer: Employer, pk: int) -> Employment | None:
    """A spell of work for this employer."""
    return Employment.objects.filter(employer=employer, pk=pk).select_related("member").first()
