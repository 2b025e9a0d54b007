"""What a person types who activates an i-Akaun, and what the officer types who gives leave."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.rules import contacts, identity, own_id

from .base import PortalForm
from .passwords import NewPasswordForm
from .sign_in import PictureForm

WORDS = {
    own_id.Refusal.LENGTH: _("The ID must have 8 to 16 characters"),
    own_id.Refusal.ALPHABET: _(
        "Begin with a letter, then letters a to z, digits, full stops, dashes or underscores only"
    ),
    own_id.Refusal.RESERVED: _("This ID could be taken for one of ours. Choose another one"),
}


class StartForm(PictureForm):
    """P12: what the officer printed."""

    login_id = forms.CharField(
        label=_("KWSP No."),
        help_text=_("An employer's first user types the user ID that is printed on the sheet."),
        max_length=identity.MAX_ID_LENGTH,
        error_messages={
            "required": _("Enter your KWSP No."),
            "max_length": _("Enter your KWSP No."),
        },
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "class": "input--w24"}
        ),
    )
    secret = forms.CharField(
        label=_("Temporary password"),
        help_text=_("16 letters and digits from the sheet you were given. Dashes do not matter."),
        max_length=60,
        error_messages={
            "required": _("Enter the temporary password"),
            "max_length": _("Enter the temporary password as it is printed"),
        },
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ["login_id", "secret", "picture", "code"]

    def clean_login_id(self) -> str:
        try:
            return identity.normalise_id(self.cleaned_data["login_id"])
        except identity.NotAnIdentityNumber as error:
            raise forms.ValidationError(_("Enter your KWSP No.")) from error


class TermsForm(PortalForm):
    agree = forms.BooleanField(
        label=_("I have read the terms and conditions and agree to them"),
        error_messages={"required": _("Tick the box if you agree; otherwise stop here")},
    )


class OwnLoginForm(NewPasswordForm):
    login_id = forms.CharField(
        label=_("i-Akaun ID"),
        help_text=_(
            "8 to 16 letters and digits, beginning with a letter. You choose it once; it cannot be"
            " changed later."
        ),
        max_length=64,
        error_messages={
            "required": _("Choose an i-Akaun ID"),
            "max_length": WORDS[own_id.Refusal.LENGTH],
        },
        widget=forms.TextInput(
            {
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "input--w24",
            }
        ),
    )
    field_order = ["login_id", "new", "again"]

    def clean_login_id(self) -> str:
        login_id, refusal = own_id.chosen(self.cleaned_data["login_id"])
        if refusal is not None:
            raise forms.ValidationError(WORDS[refusal])
        return login_id


class IssueForm(forms.Form):
    """For the officer at the counter."""

    phone = forms.CharField(
        label=_("mobile phone"),
        help_text=_(
            "A Malaysian mobile number that the person has with them: the code goes there."
        ),
        max_length=40,
    )
    email = forms.EmailField(label=_("e-mail"), max_length=254, required=False)
    language = forms.ChoiceField(
        label=_("language"), choices=[("ms", "Bahasa Melayu"), ("en", "English")]
    )
    seen = forms.CharField(
        label=_("How you made sure who it is"),
        help_text=_("For example: MyKad and thumbprint. It is kept in the audit trail."),
        max_length=200,
    )

    def clean_phone(self) -> str:
        try:
            return contacts.mobile(self.cleaned_data["phone"])
        except contacts.NotAMobileNumber as error:
            raise forms.ValidationError(
                _("Enter a Malaysian mobile number, for example 012-3456789")
            ) from error

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        return language if language in dict(settings.LANGUAGES) else "ms"
