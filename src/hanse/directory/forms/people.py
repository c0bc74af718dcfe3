"""People, mandates, claims, queues and a cluster's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.directory.models import Claim, Kind, Role
from hanse.directory.permissions import ASK_INTRODUCTIONS, EDIT_PROFILE, STATE_NEEDS
from hanse.taxonomy.selectors import country_choices

ROLES = Role.choices
CLAIM_STATES = Claim.State.choices
SCOPES = (
    (STATE_NEEDS, _("State needs in the firm's name")),
    (ASK_INTRODUCTIONS, _("Ask for introductions in the firm's name")),
    (EDIT_PROFILE, _("Change the firm's profile")),
)
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class InviteForm(forms.Form):
    """Invite somebody by mail."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.MEMBER)


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class OwnMembershipForm(forms.Form):
    """What one says of oneself in an organisation."""

    title = forms.CharField(label=_("Your function"), max_length=150, required=False)
    is_public = forms.BooleanField(label=_("Show my name and function on the public profile"), required=False)


class MandateForm(forms.Form):
    """A mandate to give, or to ask for."""

    scopes = forms.MultipleChoiceField(
        label=_("It covers"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=[STATE_NEEDS, ASK_INTRODUCTIONS],
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=_DAY, help_text=_("Empty: until one side ends it.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    partner = forms.CharField(
        label=_("The other organisation"), max_length=300, help_text=_("Its name, or the address of its profile.")
    )


class ScopesForm(forms.Form):
    """What a firm grants of what was asked."""

    scopes = forms.MultipleChoiceField(label=_("It covers"), choices=SCOPES, widget=forms.CheckboxSelectMultiple)


class ClaimForm(forms.Form):
    """Why a profile is one's own."""

    evidence = forms.CharField(
        label=_("How can we see that it is yours?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "claim"}),
        help_text=_("Your position there, a page that names you, or somebody whom we may ask."),
    )


class ReasonForm(forms.Form):
    """Why something is refused; the other side reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class QueueFilter(forms.Form):
    """What a manager asks of the queue of unverified entries."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    country = forms.ChoiceField(label=_("Country"), required=False)
    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Those with people")), ("all", _("Imported ones too"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("All countries")), *country_choices()]  # type: ignore[attr-defined]


class ClaimState(forms.Form):
    """Which claims a manager looks at."""

    state = forms.ChoiceField(required=False, choices=CLAIM_STATES)


class OnboardingFileForm(forms.Form):
    """A cluster's list of members."""

    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )


class OnboardingTextForm(forms.Form):
    """The same list on its way from the preview to the sending."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=1_000_000, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, max_length=200)
