"""What was done at a counter: identity shown, and an application taken in for who came. Never edited.

Who took an application in does not decide on it: a CHECK on the application compares the two.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from withdrawals.rules.identity_steps import Way


class IdentityWay(models.TextChoices):
    EKYC = Way.EKYC.value, _("Face check (e-KYC)")
    THUMBPRINT = Way.THUMBPRINT.value, _("Thumbprint at a terminal")
    DOCUMENTS = Way.DOCUMENTS.value, _("Original identity documents seen")


class GoodFor(models.TextChoices):
    INTAKE = "INTAKE", _("The application taken in with it")
    ONLINE = "ONLINE", _("Akaun Fleksibel applied for online")


class Adapter(models.TextChoices):
    COUNTER = "COUNTER", _("Counter officer")


class IdentityStep(models.Model):
    """A member showed who they are, on a day, in a way, by an adapter. `receipt_no` is the terminal's.

    For an application online it names the counter and stands until `good_until_on`; for one taken in
    it stands for that one alone.
    """

    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="identity_steps",
    )
    way = models.CharField(_("way"), max_length=10, choices=IdentityWay.choices)
    receipt_no = models.CharField(_("terminal receipt"), max_length=40, blank=True)
    adapter = models.CharField(
        _("recorded by way of"), max_length=8, choices=Adapter.choices, default=Adapter.COUNTER
    )
    counter = models.CharField(_("counter"), max_length=60, blank=True)
    good_for = models.CharField(
        _("stands for"), max_length=6, choices=GoodFor.choices, default=GoodFor.INTAKE
    )
    good_until_on = models.DateField(_("stands until"), null=True, blank=True)
    recorded_on = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("identity step")
        verbose_name_plural = _("identity steps")
        default_permissions = ("view",)
        permissions = [("record_identity_step", "Can record that a member showed who they are")]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.DOCUMENTS.value) | ~Q(receipt_no=""),
                name="identity_step_of_a_terminal_has_its_receipt",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in Way]), name="identity_way_is_known"
            ),
            models.CheckConstraint(
                condition=Q(good_for=GoodFor.INTAKE, good_until_on__isnull=True)
                | Q(good_for=GoodFor.ONLINE, good_until_on__gte=F("recorded_on"))
                & ~Q(counter="")
                & ~Q(way=Way.DOCUMENTS.value),
                name="identity_step_says_what_for_and_how_long",
            ),
            models.UniqueConstraint(
                fields=["receipt_no"],
                condition=~Q(receipt_no=""),
                name="one_identity_step_per_receipt",
            ),
        ]
        indexes = [models.Index(fields=["member", "-recorded_on"], name="identity_step_of_member")]

    def __str__(self) -> str:
        return f"{self.way} {self.recorded_on:%d/%m/%Y}"


class IdentityUse(models.Model):
    """The step that an application made online stands on. A thumbprint serves one application."""

    application = models.OneToOneField(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="identity_use",
    )
    identity_step = models.ForeignKey(
        IdentityStep,
        verbose_name=_("identity step"),
        on_delete=models.PROTECT,
        related_name="uses",
    )
    spends_it = models.BooleanField(_("uses it up"))
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        verbose_name = _("use of an identity step")
        verbose_name_plural = _("uses of identity steps")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["identity_step"],
                condition=Q(spends_it=True),
                name="identity_step_is_used_up_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)


class Intake(models.Model):
    """The counter's side of one application: papers seen and the declaration signed on paper."""

    application = models.OneToOneField(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="intake",
    )
    identity_step = models.ForeignKey(
        IdentityStep,
        verbose_name=_("identity step"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    papers_seen = models.JSONField(_("papers seen"), default=list)
    signed_on = models.DateField(_("declaration signed on"))
    taken_in_at = models.DateTimeField(_("taken in at"))
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken in by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("counter application")
        verbose_name_plural = _("counter applications")
        default_permissions = ("view",)
        permissions = [("take_in_application", "Can take an application in at a counter")]
        ordering = ["-taken_in_at"]

    def __str__(self) -> str:
        return str(self.application)
