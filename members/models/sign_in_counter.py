"""Tries to sign in, one row for each account or address, one for everybody. Only sign_in_counters.py writes here.

The key is a keyed digest, so that the table tells nobody which identity numbers were tried.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class CounterKind(models.TextChoices):
    ACCOUNT = "ACCOUNT", _("Account")
    DEVICE = "DEVICE", _("Account on a known device")
    ADDRESS = "ADDRESS", _("Address")
    PICTURE = "PICTURE", _("Pictures of an address")
    SECOND = "SECOND", _("Second step of a login")
    CODE = "CODE", _("One code or pass at the door")
    RECOVERY = "RECOVERY", _("Requests for help of an address")
    NUMBER_SENT = "NUMBER", _("Numbers sent to a person")
    CONFIRM = "CONFIRM", _("Current password, asked again")
    ALL = "ALL", _("Failed log-ins of everybody")


class SignInCounter(models.Model):
    key = models.CharField(_("key, keyed digest"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CounterKind.choices)
    tries = ArrayField(models.DateTimeField(), verbose_name=_("recent wrong tries"), default=list)
    times_locked = models.PositiveSmallIntegerField(_("locks in a row"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_index=True)

    class Meta:
        verbose_name = _("sign-in counter")
        verbose_name_plural = _("sign-in counters")

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"
