"""Every address, by app. The five words share the root; each app names its own paths."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from portal.views import health

urlpatterns = [
    path("", include("portal.page_urls")),
    path("", include("members.urls")),
    path("", include("contributions.urls")),
    path("withdrawals/", include("withdrawals.urls")),
    path("statements/", include("statements.urls")),
    path("sandbox/", include("members.sandbox.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
]

handler500 = "portal.views.errors.server_error"
