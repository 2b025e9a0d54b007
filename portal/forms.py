"""How forms become markup, in the whole project. Every field comes out of one template.

Named in settings as FORM_RENDERER. Widgets keep Django's own templates, so the admin is untouched.
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.x.as_field_group }}` with label, hint, error and ARIA."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"
