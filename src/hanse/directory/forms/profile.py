"""What an organisation does: terms, target countries, offers, labels, past projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from hanse.directory.forms.basics import NOT_STATED, WebsiteField, language_choices
from hanse.directory.forms.stale import SALT, RememberingForm
from hanse.directory.models import Accreditation, Offer, TargetCountry
from hanse.taxonomy.selectors import countries, country_choices, lists_token, term_choices

# scheme, words, deepest level that the form offers (None: all)
TERM_FIELDS = (
    ("technology", _("Technologies"), None),
    ("i40", _("Industry 4.0"), None),
    ("ket2018", _("Key enabling technologies"), None),
    ("service_stage", _("Service stages"), None),
    ("nace21", _("Economic activities"), 2),
    ("ecosystem", _("Industrial ecosystems"), None),
    ("emerging_industry", _("Emerging industries"), None),
    ("s3", _("Smart specialisation areas"), None),
    ("eu_programme", _("EU programmes"), None),
    ("language", _("Working languages"), None),
)
_DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


class TermsForm(forms.Form):
    """Terms of the vocabularies that people choose from, and target countries."""

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, held: set[str], targets: set[tuple[str, str]], **kwargs: Any) -> None:
        token = lists_token()
        shown: list[str] = []
        built: dict[str, forms.Field] = {}
        for scheme, label, level in TERM_FIELDS:
            choices = term_choices(scheme, level=level, token=token)
            if choices:
                built[scheme] = forms.MultipleChoiceField(
                    label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
                )
                shown += [term_id for term_id, _name in choices if term_id in held]
        initial: dict[str, Any] = {
            scheme: [term_id for term_id in shown if term_id.startswith(f"{scheme}:")] for scheme in built
        }
        every, near = (
            country_choices(token=token),
            {country.code for country in countries() if country.is_eu or country.is_associated},
        )
        for scope, label in TargetCountry.Scope.choices:
            held_here = {code for code, held_scope in targets if held_scope == scope}
            offered = [
                choice
                for choice in every
                if (choice[0] in near) == (scope == "transnational") or choice[0] in held_here
            ]
            built[f"target_{scope}"] = forms.MultipleChoiceField(
                label=label, choices=offered, required=False, widget=forms.CheckboxSelectMultiple
            )
            initial[f"target_{scope}"] = sorted(held_here)
        initial["base"] = signing.dumps({"terms": shown, "targets": sorted(targets)}, salt=SALT, compress=True)
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.schemes = [scheme for scheme in built if not scheme.startswith("target_")]
        self.fields.update(built)

    def groups(self) -> list[dict[str, Any]]:
        """Return the vocabularies with the number of terms chosen in each, for a page that folds them."""
        return [
            {"field": self[scheme], "count": len(self[scheme].value() or []), "is_open": scheme == "technology"}
            for scheme in self.schemes
        ]

    def target_groups(self) -> list[dict[str, Any]]:
        """Return the two lists of countries, inside Europe and beyond, with the number chosen in each."""
        fields = [self[f"target_{scope}"] for scope in TargetCountry.Scope.values]
        return [{"field": field, "count": len(field.value() or [])} for field in fields]

    def term_ids(self) -> set[str]:
        """Return the chosen terms."""
        return {term_id for scheme in self.schemes for term_id in self.cleaned_data[scheme]}

    def targets(self) -> set[tuple[str, str]]:
        """Return the chosen countries with their scopes."""
        return {(code, scope) for scope in TargetCountry.Scope.values for code in self.cleaned_data[f"target_{scope}"]}

    def base_values(self) -> tuple[set[str] | None, set[tuple[str, str]] | None]:
        """Return the terms and countries that the form showed; None where the copy is missing."""
        try:
            kept = signing.loads(self.cleaned_data.get("base") or "", salt=SALT)
        except signing.BadSignature:
            return None, None
        return set(kept["terms"]), {(code, scope) for code, scope in kept["targets"]}


class OfferForm(RememberingForm):
    """One service, facility, piece of equipment or expertise."""

    columns: ClassVar[dict[str, str]] = {
        "kind": "kind",
        "title": "title",
        "text": "text",
        "language": "language",
        "stage": "stage_id",
        "url": "url",
        "is_active": "is_active",
    }
    kind = forms.ChoiceField(label=_("Kind"), choices=Offer.Kind.choices)
    title = forms.CharField(label=_("What it is"), max_length=200)
    text = forms.CharField(
        label=_("In more detail"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For whom it is, what comes out, what it takes. Requests are compared with this text."),
    )
    language = forms.ChoiceField(label=_("Language of this text"), required=False)
    stage = forms.TypedChoiceField(label=_("Service stage"), required=False, empty_value=None)
    url = WebsiteField(label=_("Page with more"), required=False)
    is_active = forms.BooleanField(label=_("Shown on the profile"), required=False, initial=True)

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(
            *args, **{**kwargs, "initial": self.initial_of(offer) if offer is not None else {"is_active": True}}
        )
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["stage"].choices = [*NOT_STATED, *term_choices("service_stage")]  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["data-draft"] = f"offer-{offer.public_id if offer else 'new'}"


class LabelForm(RememberingForm):
    """One label or accreditation."""

    columns: ClassVar[dict[str, str]] = {
        "label": "label_id",
        "title": "title",
        "issuer": "issuer",
        "valid_from": "valid_from",
        "valid_until": "valid_until",
        "evidence_url": "evidence_url",
    }
    label = forms.TypedChoiceField(label=_("Known label"), required=False, empty_value=None)
    title = forms.CharField(label=_("Label or accreditation"), max_length=200)
    issuer = forms.CharField(label=_("Given by"), max_length=200)
    valid_from = forms.DateField(label=_("Valid from"), **_DATE)  # type: ignore[arg-type]
    valid_until = forms.DateField(label=_("Valid until"), **_DATE)  # type: ignore[arg-type]
    evidence_url = WebsiteField(label=_("Where one can check it"), required=False)

    def __init__(self, *args: Any, accreditation: Accreditation | None = None, **kwargs: Any) -> None:
        super().__init__(
            *args, **{**kwargs, "initial": self.initial_of(accreditation) if accreditation is not None else {}}
        )
        known = [*term_choices("cluster_label"), *term_choices("escp")]
        self.fields["label"].choices = [("", _("None of the list")), *known]  # type: ignore[attr-defined]


class ReferenceForm(forms.Form):
    """A past project that the organisation tells of itself."""

    title = forms.CharField(label=_("Title"), max_length=500)
    acronym = forms.CharField(label=_("Short name"), max_length=100, required=False)
    objective = forms.CharField(
        label=_("What it was about"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The problem, what you did, what came of it. Matching looks for similar projects."),
    )
    language = forms.ChoiceField(label=_("Language of this text"), required=False)
    programme = forms.CharField(label=_("Programme or client"), max_length=100, required=False)
    starts_on = forms.DateField(label=_("From"), **_DATE)  # type: ignore[arg-type]
    ends_on = forms.DateField(label=_("Until"), **_DATE)  # type: ignore[arg-type]
    url = WebsiteField(label=_("Page with more"), required=False)
    role = forms.CharField(label=_("Your part in it"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["objective"].widget.attrs["data-draft"] = "reference"

    def project_values(self) -> dict[str, Any]:
        """Return what was sent about the project."""
        return {name: value for name, value in self.cleaned_data.items() if name != "role"}
