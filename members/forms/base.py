"""The form everybody's forms descend from: our messages, not the browser's; money is sen.

Nothing here asks the database anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from members.ledger import money


class PortalBoundField(BoundField):
    """Adds the class that our style sheet knows each kind of control by."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        base = _class_of(widget)
        if base:
            attrs["class"] = f"{base} {widget.attrs.get('class', '')}".strip()
        return attrs

    @property
    def is_password(self) -> bool:
        return isinstance(self.field.widget, forms.PasswordInput)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_marked_optional(self) -> bool:
        """Required is the norm; what is optional says so, except in filters."""
        return not self.field.required and getattr(self.form, "marks_optional", False)

    @property
    def prefix_text(self) -> str:
        """What stands before the control, such as RM; empty for most."""
        return str(getattr(self.field.widget, "prefix_text", ""))

    @property
    def error_target(self) -> str:
        """The id that a line of the error summary moves to."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        if isinstance(widget, DateInput):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.MultiWidget | forms.RadioSelect | forms.CheckboxInput):
        return ""
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return ""
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file-input"
    return "input" if isinstance(widget, forms.TextInput | forms.EmailInput) else ""


class _PortalFormMixin:
    """Shared by plain and model forms."""

    use_required_attribute = False
    marks_optional = True
    bound_field_class = PortalBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class PortalForm(_PortalFormMixin, forms.Form):  # type: ignore[misc]
    """Base of every form outside the admin."""


class PortalModelForm(_PortalFormMixin, forms.ModelForm):  # type: ignore[misc,type-arg]
    """Base of every model form outside the admin."""


class MoneyInput(forms.TextInput):
    """A text box behind `RM`; shows sen as 1,234.50."""

    prefix_text = "RM"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "autocomplete": "off", "class": "input--w12", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return money.ringgit(value).replace("RM", "")
        return super().format_value(value)


class MoneyField(forms.Field):
    """An amount in ringgit, cleaned to int sen. Refuses what `money.parse` refuses.

    `min_sen` and `max_sen` are inclusive; give `max_message` when the limit has a reason to tell.
    """

    widget = MoneyInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter an amount in ringgit and sen, for example 500.00"),
        "invalid": _("Enter an amount in ringgit and sen, for example 500.00"),
        "min": _("The amount must be %(limit)s or more"),
        "max": _("The amount must be %(limit)s or less"),
    }

    def __init__(
        self, *, min_sen: int | None = None, max_sen: int | None = None, **kwargs: Any
    ) -> None:
        self.min_sen, self.max_sen = min_sen, max_sen
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return money.parse(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_sen is not None and value < self.min_sen:
            self._refuse("min", self.min_sen)
        if self.max_sen is not None and value > self.max_sen:
            self._refuse("max", self.max_sen)

    def _refuse(self, code: str, limit_sen: int) -> None:
        raise ValidationError(
            self.error_messages[code], code=code, params={"limit": money.ringgit(limit_sen)}
        )


class CodeInput(forms.TextInput):
    """One field for a six-digit code; the phone may fill it in. What was typed is never shown again."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "input--w6 input--code",
                "maxlength": "12",
                **(attrs or {}),
            }
        )

    def format_value(self, value: Any) -> None:
        return None


class DateInput(forms.MultiWidget):
    """Day, month and year as three text boxes; no picker."""

    template_name = "_components/date_input.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birth_date: bool = False) -> None:
        boxes = []
        for part, width in (("day", "2"), ("month", "2"), ("year", "4")):
            own = {"inputmode": "numeric", "class": f"input input--w{width}"}
            own["autocomplete"] = f"bday-{part}" if birth_date else "off"
            boxes.append(forms.TextInput(own))
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["part_label"] = label
        return context


_MONTHS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mac mar march",
            "apr april",
            "mei may",
            "jun june",
            "jul julai july",
            "ogo ogos aug august",
            "sep september",
            "okt oct oktober october",
            "nov november",
            "dis dec disember december",
        ),
        start=1,
    )
    for word in words.split()
}


class DateField(forms.Field):
    """A date in three parts, cleaned to `date`; month words of both languages are read."""

    widget = DateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter the date"),
        "day": _("The date must include a day"),
        "month": _("The date must include a month"),
        "year": _("The date must include a year"),
        "invalid": _("The date must be a real date"),
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in (value or [])]
        if not any(parts):
            return None
        for part, name in zip(parts, ("day", "month", "year"), strict=True):
            if not part:
                raise ValidationError(self.error_messages[name], code=name)
        day, month, year = parts
        month = str(_MONTHS.get(month.lower(), month))
        if not all(part.isascii() and part.isdigit() for part in (day, month, year)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(int(year), int(month), int(day))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
