"""Prove the books: one line for each invariant with its figure; exit 1 on a breach."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.ledger import checks, selectors


class Command(BaseCommand):
    help = "Runs the invariants of the books and exits 1 when one does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        results = checks.run()
        for result in results:
            state = "ok  " if result.holds else "FAIL"
            self.stdout.write(f"{state} {result.code:4} {result.breach:>12}  {result.sentence}")
        for row in selectors.trial_balance():
            if row.balance_sen:
                self.stdout.write(f"     {row.book:8} {row.account:10} {row.balance_sen:>16}")
        broken = [result.code for result in results if not result.holds]
        if broken:
            raise CommandError(f"the books do not hold: {', '.join(broken)}", returncode=1)
