"""A login. What a person may do follows from the role; whose record they see follows from `member`.

A person may be a member and work here: two logins, one `member`, so that nobody decides on their
own money.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.rules import own_id, passwords


class Role(models.TextChoices):
    MEMBER = "MEMBER", _("Member")
    EMPLOYER = "EMPLOYER", _("Employer's representative")
    STAFF = "STAFF", _("Staff")


SUPERUSERS_APPS = ("auth", "members", "contributions")
SUPERUSERS_MODELS = ("group", "user", "employer", "employeruser", "employment")


def _is_a_superusers(permission: str) -> bool:
    """Looking, and the log-ins and employers that nobody else may add or change."""
    app_label, _dot, codename = permission.partition(".")
    verb, _line, model = codename.partition("_")
    if verb == "view" or permission == "members.read_everything":
        return True
    return verb in {"add", "change"} and app_label in SUPERUSERS_APPS and model in SUPERUSERS_MODELS


class UserManager(BaseUserManager["User"]):
    def create_user(self, login_id: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(login_id=login_id.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, login_id: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            login_id, password, role=Role.STAFF, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    login_id = models.CharField(
        _("user ID"),
        max_length=64,
        unique=True,
        help_text=_("i-Akaun ID of a member, or the ID an employer's or a staff user logs in with"),
    )
    id_skeleton = models.CharField(
        _("user ID without what looks alike"), max_length=64, blank=True, default=""
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
    )
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("mobile phone"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ms")
    email_notices = models.BooleanField(_("wants notices by e-mail"), default=True, db_default=True)
    sms_notices = models.BooleanField(
        _("wants notices by text message"), default=True, db_default=True
    )
    security_picture = models.CharField(_("security picture"), max_length=10, blank=True)
    security_phrase = models.CharField(_("secret phrase"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    frozen_at = models.DateTimeField(_("locked by its owner at"), null=True, blank=True)
    # Known devices count their wrong tries from here on: staff see no device, and open them all.
    unlocked_at = models.DateTimeField(_("unlocked by staff at"), null=True, blank=True)
    is_staff = models.BooleanField(_("may enter the staff console"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = (
            ("unlock_user", _("Can unlock a login after wrong tries")),
            ("unlock_staff", _("Can unlock a colleague and take a lost device away")),
            ("read_everything", _("Can read what any officer reads")),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role"], name="one_login_per_member_and_role"
            ),
            models.UniqueConstraint(
                fields=["id_skeleton"],
                condition=~models.Q(id_skeleton=""),
                name="no_two_user_ids_look_alike",
            ),
            models.CheckConstraint(
                condition=models.Q(login_id=Lower("login_id")),
                name="login_id_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(role="STAFF") | models.Q(is_staff=False, is_superuser=False),
                name="only_staff_role_enters_the_console",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="MEMBER") | models.Q(member__isnull=False),
                name="member_login_has_a_member",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.login_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new login keeps its ID's skeleton, so that nobody chooses one that looks like it."""
        if self._state.adding and not self.id_skeleton:
            self.id_skeleton = own_id.skeleton(self.login_id)
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        """Hashes the NFKC spelling, so that every keyboard gives the same password."""
        super().set_password(raw_password and passwords.normal(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, in whichever Unicode spelling."""
        return super().check_password(raw_password and passwords.normal(raw_password))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """A superuser looks, and keeps log-ins and employers; who decides on money is in a group."""
        if self.is_superuser and not _is_a_superusers(perm):
            app_label, _dot, codename = perm.partition(".")
            given = self.groups.filter(
                permissions__codename=codename, permissions__content_type__app_label=app_label
            )
            return self.is_active and given.exists()
        return super().has_perm(perm, obj)

    on_new_device = False
    """Whether this log-in comes from where the person never logged in before."""
    unread = 0
    """Notices not read yet, as the page that loaded this login found them."""

    @property
    def own_member_id(self) -> int | None:
        """The member whose own login this is; None for staff, even those who also save."""
        return self.member_id if self.role == Role.MEMBER else None
