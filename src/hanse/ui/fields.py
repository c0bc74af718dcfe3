"""Draws the control of a Django form field so that it carries its class, its help and its errors."""

from __future__ import annotations

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

GROUPS = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.SelectDateWidget, forms.MultiWidget)


def kind(field: BoundField) -> str:
    """Return 'hidden', 'check', 'group' or 'one': where the label of a field belongs."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "group"
    return "check" if isinstance(widget, forms.CheckboxInput) else "one"


def control_class(field: BoundField) -> str:
    """Return the class of a control by its widget."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def control(field: BoundField, *, has_help: bool = False, has_counter: bool = False) -> SafeString:
    """Return the control of a field as HTML, described by its help, errors and counter (`<id>_help` and so on)."""
    attrs: dict[str, str | bool] = {
        "class": f"{field.field.widget.attrs.get('class', '')} {control_class(field)}".strip()
    }
    parts = {"help": has_help, "errors": bool(field.errors), "counter": has_counter}
    described = " ".join(f"{field.auto_id}_{part}" for part, is_there in parts.items() if is_there)
    if field.errors:
        attrs |= {"class": f"{attrs['class']} is-invalid", "aria-invalid": "true"}
    if described and kind(field) != "group":
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)
