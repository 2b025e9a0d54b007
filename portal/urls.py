"""Every address, by app. The five words share the root; each app names its own paths."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from portal.views import health

_APPS = (
    ("", "members.urls"),
    ("", "contributions.urls"),
    ("withdrawals/", "withdrawals.urls"),
    ("statements/", "statements.urls"),
    ("sandbox/", "members.sandbox.urls"),
)

urlpatterns = [
    path("", include("portal.page_urls")),
    *(path(prefix, include(module)) for prefix, module in _APPS if find_spec(module)),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
]

handler500 = "portal.views.errors.server_error"
