"""Addresses of withdrawals. They carry a kind's code or a reference, never a number of a person."""

from __future__ import annotations

from django.urls import path

from withdrawals.addresses import REFERENCE
from withdrawals.views import (
    again,
    apply,
    asked,
    choose,
    documents,
    identity,
    plans,
    questions,
    track,
    verify,
)

app_name = "withdrawals"

urlpatterns = [
    path("", choose.choose, name="choose"),
    path("applications/", track.applications, name="applications"),
    path(f"applications/{REFERENCE}/", track.application, name="application"),
    path(f"applications/{REFERENCE}/submitted/", track.submitted, name="submitted"),
    path(f"applications/{REFERENCE}/withdraw/", track.withdraw, name="withdraw"),
    path(f"applications/{REFERENCE}/again/", again.again, name="again"),
    path(f"applications/{REFERENCE}/documents/", asked.asked, name="asked"),
    path(
        f"applications/{REFERENCE}/documents/<uuid:document>/remove/",
        asked.remove,
        name="remove_asked",
    ),
    path("documents/<uuid:document>/", documents.download, name="document"),
    path("plans/", plans.plans, name="plans"),
    path(f"plans/{REFERENCE}/cancel/", plans.cancel, name="plan_cancel"),
    path("<slug:code>/", choose.start, name="start"),
    path("<slug:code>/amount/", apply.amount, name="amount"),
    path("<slug:code>/questions/<slug:name>/", questions.question, name="question"),
    path("<slug:code>/documents/", documents.documents, name="documents"),
    path("<slug:code>/documents/<uuid:document>/remove/", documents.remove, name="remove_document"),
    path("<slug:code>/payee/", questions.payee, name="payee"),
    path("<slug:code>/bank-account/", apply.bank_account, name="bank_account"),
    path("<slug:code>/declaration/", apply.declaration, name="declaration"),
    path("<slug:code>/identity/", identity.identity, name="identity"),
    path("<slug:code>/check/", apply.check, name="check"),
    path("<slug:code>/tac/", verify.code, name="code"),
    path("<slug:code>/tac/resend/", verify.resend, name="resend"),
    path("<slug:code>/delete/", choose.discard, name="discard"),
]
