"""What the member answered to a question of the kind. Frozen at submission (guards of 0004).

`value` is the answer as `rules/answers.py` keeps it; null when an optional question was passed over.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    application = models.ForeignKey(
        "withdrawals.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    question = models.CharField(_("question"), max_length=40)
    value = models.JSONField(_("answer"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"], name="answer_once_for_each_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.question}"
