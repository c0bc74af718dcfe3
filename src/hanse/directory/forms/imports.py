"""The form that takes a table to import."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportFileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Table of organisations"),
        help_text=_(
            "CSV or XLSX, at most 5,000 rows. You see what would happen to each row before anything is written."
        ),
    )
