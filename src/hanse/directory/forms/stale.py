"""A form that knows what it showed when it was opened, so that two people at one record lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core import signing

SALT = "hanse.directory.form_base"


class RememberingForm(forms.Form):
    """Mixin: a hidden, signed copy of the values that the form showed.

    `columns` says which column of the record each field writes.
    """

    columns: ClassVar[dict[str, str]] = {}
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """Return the values to show of a record, with their signed copy."""
        values = {column: getattr(record, column) for column in cls.columns.values()}
        shown = {name: values[column] for name, column in cls.columns.items()}
        return {**shown, "base": cls.signed(values)}

    @staticmethod
    def signed(values: Mapping[str, Any]) -> str:
        """Return values as the hidden field carries them."""
        return signing.dumps(
            {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()},
            salt=SALT,
            compress=True,
        )

    def values(self) -> dict[str, Any]:
        """Return what was sent, by column."""
        return {column: self.cleaned_data[name] for name, column in self.columns.items() if name in self.fields}

    def base_values(self) -> dict[str, Any] | None:
        """Return the values that the form showed, by column; None where the copy is missing or was tampered with."""
        try:
            kept = signing.loads(self.cleaned_data.get("base") or "", salt=SALT)
        except signing.BadSignature:
            return None
        days = {column for name, column in self.columns.items() if isinstance(self.fields.get(name), forms.DateField)}
        return {key: date.fromisoformat(value) if key in days and value else value for key, value in kept.items()}
