"""The door. Its app hooks the database grants, the deploy checks and the Celery application in."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = "Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import celery, checks, grants, signals

        assert celery.app and checks
        user_logged_in.connect(signals.remember_last_login, dispatch_uid="portal.last_login")
        # Once a migrate, after an app that has tables: Django skips apps without models.
        post_migrate.connect(
            grants.grant, sender=apps.get_app_config("members"), dispatch_uid="portal.grants"
        )


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with the portal's site class as the default site."""

    default = False
    default_site = "portal.staff.StaffSite"
