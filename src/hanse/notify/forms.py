"""The filter of the outbox."""

from __future__ import annotations

from django import forms

from hanse.notify.models import Message

STATES = Message.State.choices


class OutboxFilterForm(forms.Form):
    """What staff look for; an impossible value asks for nothing."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=[("", ""), *STATES])
