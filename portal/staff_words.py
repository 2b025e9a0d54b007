"""Words of Django's own console that its Malay catalogue lacks or says less well.

Named here so that they are extracted into our catalogue, which comes before Django's.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Select this object for an action - {}"),
    _("Select all objects on this page for an action"),
    _("Breadcrumbs"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Hide counts"),
    _("Show counts"),
    _("Added:"),
    _("Changed:"),
    _("Deleted:"),
    _("Sidebar"),
    _("entry"),
    _("View selected %(model)s"),
    _("Change"),
    _("Change %s"),
    _("Change selected %(model)s"),
    _("Change password"),
    _("Change my password"),
    _(" By %(filter_title)s "),
    _("Set password"),
    _("Reset password"),
)
