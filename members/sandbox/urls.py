"""One page, and only where SANDBOX is on; the view itself answers 404 elsewhere."""

from django.urls import path

from . import views

app_name = "sandbox"
urlpatterns = [path("messages/", views.messages, name="messages")]
