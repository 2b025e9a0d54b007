"""Say who can log in to the demonstration, and with what."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from members.models import User
from portal.demo import logins


class Command(BaseCommand):
    help = "Prints the demonstration's log-ins that exist in this database."

    def handle(self, *args: Any, **options: Any) -> None:
        known = dict(
            User.objects.filter(
                login_id__in=[login.login_id for login in logins.LOGINS]
            ).values_list("login_id", "member__member_no")
        )
        if not known:
            self.stdout.write("No demonstration log-ins in this database.")
            return
        self.stdout.write(f"Password of every one of them: {logins.PASSWORD}")
        for login in logins.LOGINS:
            if login.login_id in known:
                number = known[login.login_id] if login.role == "MEMBER" else ""
                self.stdout.write(
                    f"  {login.door:8} {login.login_id:16} {number or '':14} {login.purpose}"
                )
        self.stdout.write('Second step of staff: make -s manage ARGS="sandbox totp LOGIN"')
        self.stdout.write("Codes sent by SMS are shown at /sandbox/messages/")
        self.stdout.write(
            'The month hr.bakeri has yet to send: make -s manage ARGS="demo_file" > caruman.csv'
        )
