"""Addresses of statements. They carry a year or an opaque id, never a number of a person."""

from __future__ import annotations

from django.urls import path

from statements import views

app_name = "statements"

urlpatterns = [
    path("", views.choose, name="list"),
    path("<int:year>/<str:language>/", views.make, name="make"),
    path("<uuid:uid>/", views.download, name="download"),
]
