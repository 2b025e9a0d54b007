from django.apps import AppConfig


class TacConfig(AppConfig):
    name = "members.tac"
    label = "tac"
    verbose_name = "TAC"
    default_auto_field = "django.db.models.BigAutoField"
