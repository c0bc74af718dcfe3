"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Consent, Person, PlatformRole
from hanse.core.throttle import FormTrap

ROLES = PlatformRole.Role.choices


class LoginForm(AllauthLoginForm):
    """Sign in with a password; the page itself says what to do without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(AllauthResetPasswordForm):
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class SignupForm(FormTrap, AllauthSignupForm):
    """Make an account: what is needed, the terms, and each consent as its own empty box."""

    field_order = [
        "name",
        "email",
        "password1",
        "language",
        "terms",
        *(f"consent_{value}" for value in Consent.Purpose.values),
    ]

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)
    terms = forms.BooleanField(label=_("I accept the terms of use"))
    consent_directory = forms.BooleanField(label=Consent.Purpose.DIRECTORY.label, required=False)
    consent_matching = forms.BooleanField(label=Consent.Purpose.MATCHING.label, required=False)
    consent_newsletter = forms.BooleanField(label=Consent.Purpose.NEWSLETTER.label, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", (get_language() or "en").partition("-")[0])
        self.fields["email"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Do nothing more: the adapter registers the person."""

    def clean_name(self) -> str:
        """Refuse a name of spaces, and one that carries an address (spam in our mails)."""
        name = " ".join(self.cleaned_data["name"].split())
        if not name or "://" in name or "www." in name.lower():
            raise forms.ValidationError(_("Enter your name."))
        return name

    def purposes(self) -> list[str]:
        """Return the purposes whose boxes are ticked."""
        return [value for value in Consent.Purpose.values if self.cleaned_data.get(f"consent_{value}")]


class SignInLinkForm(FormTrap):
    """Ask for a sign-in link."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ProfileForm(forms.ModelForm[Person]):
    """One's own details."""

    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)

    class Meta:
        model = Person
        fields = ["name", "job_title", "phone", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }


class CloseForm(forms.Form):
    """Close an account: the password again, or, where there is none, the address typed out."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    address = forms.EmailField(label=_("Your e-mail address, to confirm"))
    is_sure = forms.BooleanField(label=_("Close my account for good"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["address" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """Compare with the login's password."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return ""

    def clean_address(self) -> str:
        """Compare with the login's address."""
        if self.cleaned_data["address"].lower() != self.user.email:
            raise forms.ValidationError(_("This is not the address of this account."))
        return ""


class PeopleFilterForm(forms.Form):
    """What the people list is filtered by."""

    q = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(required=False, choices=[("", ""), *ROLES])
    kind = forms.ChoiceField(required=False, choices=[("", ""), ("login", ""), ("contact", ""), ("closed", "")])


class RoleForm(forms.Form):
    """One platform role to give or end."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
