"""Where support and operations see that the whole door was under attack: when, how much, from where."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.audit.models import SignInAlarm
from members.console import ReadOnlyAdmin


@admin.register(SignInAlarm)
class SignInAlarmAdmin(ReadOnlyAdmin):
    list_display = ("at", "failures", "addresses", "accounts")
    fields = ("at", "failures", "addresses", "accounts", "minutes")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("failed log-ins"))
    def failures(self, alarm: SignInAlarm) -> str:
        return str(alarm.detail.get("failures", "–"))

    @admin.display(description=_("network addresses"))
    def addresses(self, alarm: SignInAlarm) -> str:
        return str(alarm.detail.get("addresses", "–"))

    @admin.display(description=_("IDs tried"))
    def accounts(self, alarm: SignInAlarm) -> str:
        return str(alarm.detail.get("accounts", "–"))

    @admin.display(description=_("within minutes"))
    def minutes(self, alarm: SignInAlarm) -> str:
        return str(alarm.detail.get("minutes", "–"))
