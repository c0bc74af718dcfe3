"""The filter of the log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EventFilterForm(forms.Form):
    """What the reader asks for; an impossible value asks for nothing."""

    q = forms.CharField(label=_("Action, kind or id"), required=False, max_length=200)
    actor = forms.CharField(label=_("Who (id)"), required=False, max_length=40)
    action = forms.CharField(label=_("What"), required=False, max_length=80)
    kind = forms.CharField(label=_("Kind of record"), required=False, max_length=60)
    subject = forms.CharField(label=_("Record (id)"), required=False, max_length=40)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
