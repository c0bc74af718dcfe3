"""The basics of an organisation, and the short form that makes one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hanse.directory.forms.stale import RememberingForm
from hanse.directory.models import Availability, Kind, Organisation, SizeClass
from hanse.taxonomy.selectors import country_choices, lists_token, region_choices, term_choices

NOT_STATED = [("", _("Not stated"))]
ABOUT_LETTERS = 5000
LEVELS = [("", _("Not stated")), *((str(level), str(level)) for level in range(1, 10))]


def language_choices(token: Any = None) -> list[tuple[str, Any]]:
    """Return (code, name) of the languages of the list."""
    return [
        *NOT_STATED,
        *((term_id.partition(":")[2], name) for term_id, name in term_choices("language", token=token)),
    ]


def offer_parents(field: forms.Field, parents: list[Organisation], nothing: Any) -> None:
    """Let a field choose among organisations by public id, and give their row numbers."""
    assert isinstance(field, forms.TypedChoiceField)
    by_id = {parent.public_id: parent.pk for parent in parents}
    field.choices = [("", nothing), *((parent.public_id, parent.name) for parent in parents)]

    def row_number(public_id: str) -> int:
        """Return it; one that is not offered is a ValueError, as Django's fields expect of a bad value."""
        if public_id not in by_id:
            raise ValueError(public_id)
        return by_id[public_id]

    field.coerce = row_number


class WebsiteField(forms.URLField):
    """A web address; people leave the scheme out, and nothing but the web is meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, assume_scheme="https", **kwargs)

    def to_python(self, value: Any) -> str:
        """Refuse schemes that a browser would run."""
        address = super().to_python(value) or ""
        if address and not address.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Enter an address that begins with https:// or http://."))
        return address


class NamesField(forms.CharField):
    """Names, one a line, kept as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the lines that are not empty, each once."""
        text = (super().to_python(value) or "").replace("\x00", "")
        lines = (" ".join(line.split())[:300] for line in text.splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:30]

    def validate(self, value: Any) -> None:
        """An empty list is fine."""

    def run_validators(self, value: Any) -> None:
        """Lengths were cut already."""


class BasicsForm(RememberingForm):
    """Name, place, size, readiness and availability of an organisation."""

    columns: ClassVar[dict[str, str]] = {
        "name": "name",
        "short_name": "short_name",
        "other_names": "other_names",
        "kind": "kind",
        "parent": "parent_id",
        "about": "about",
        "about_language": "about_language",
        "website": "website",
        "country": "country_id",
        "region": "region_id",
        "city": "city",
        "postcode": "postcode",
        "street": "street",
        "size_class": "size_class",
        "staff_count": "staff_count",
        "members_count": "members_count",
        "founded_year": "founded_year",
        "trl_from": "trl_from",
        "trl_to": "trl_to",
        "availability": "availability",
        "available_from": "available_from",
    }
    name = forms.CharField(label=_("Name"), max_length=300)
    short_name = forms.CharField(label=_("Short name"), max_length=150, required=False)
    other_names = NamesField(
        label=_("Other names"), required=False, help_text=_("In other languages, or former ones; one a line.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    parent = forms.TypedChoiceField(label=_("Part of"), empty_value=None, required=False)
    about = forms.CharField(
        label=_("What you do"),
        required=False,
        max_length=ABOUT_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In your own language. Say what problems you solve, for whom, and with what."),
    )
    about_language = forms.ChoiceField(label=_("Language of this text"), required=False)
    website = WebsiteField(label=_("Web site"), required=False)
    country = forms.TypedChoiceField(label=_("Country"), required=False, empty_value=None)
    region = forms.TypedChoiceField(
        label=_("Region"), required=False, empty_value=None, help_text=_("The list follows the country.")
    )
    city = forms.CharField(label=_("Town"), max_length=150, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    size_class = forms.ChoiceField(label=_("Size"), choices=SizeClass.choices, required=False)
    staff_count = forms.IntegerField(label=_("Staff"), min_value=0, max_value=5_000_000, required=False)
    members_count = forms.IntegerField(
        label=_("Members of the cluster"), min_value=0, max_value=5_000_000, required=False
    )
    founded_year = forms.IntegerField(label=_("Founded in"), min_value=800, max_value=2100, required=False)
    trl_from = forms.TypedChoiceField(
        label=_("Readiness levels from"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    trl_to = forms.TypedChoiceField(label=_("to"), choices=LEVELS, coerce=int, empty_value=None, required=False)
    availability = forms.ChoiceField(label=_("New requests"), choices=Availability.choices, required=False)
    available_from = forms.DateField(
        label=_("Free again from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, organisation: Organisation, parents: list[Organisation], **kwargs: Any) -> None:
        initial = {
            **self.initial_of(organisation),
            "parent": organisation.parent.public_id if organisation.parent else "",
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        if organisation.parent is not None and organisation.parent not in parents:
            parents = [organisation.parent, *parents]
        offer_parents(self.fields["parent"], [parent for parent in parents if parent != organisation], _("Not stated"))
        token = lists_token()
        self._choose("about_language", language_choices(token)[1:])
        self._choose("country", country_choices(token=token))
        sent = self.data.get(self.add_prefix("country")) if self.is_bound else organisation.country_id
        self._choose("region", region_choices(sent, token=token) if sent else [])
        self._keep("region", organisation.region_id, str(organisation.region or ""))
        follow = {
            "hx-get": reverse("directory:regions"),
            "hx-target": f"#id_{self.add_prefix('region')}",
            "hx-trigger": "change",
        }
        self.fields["country"].widget.attrs.update(follow)
        self.fields["about"].widget.attrs["data-draft"] = f"about-{organisation.public_id}"
        if organisation.kind not in (Kind.CLUSTER, Kind.HUB) and organisation.members_count is None:
            del self.fields["members_count"]

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*NOT_STATED, *choices]

    def _keep(self, name: str, value: str | None, label: str) -> None:
        """Offer the value that stands although the list does not hold it: an older region's code."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        sent = self.data.get(self.add_prefix("country")) if self.is_bound else None
        same_country = sent is None or (value or "").startswith(sent)
        if value and same_country and value not in dict(field.choices):  # type: ignore[arg-type]
            field.choices = [*field.choices, (value, label)]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Take a region out silently that belongs to the country chosen before."""
        cleaned = super().clean() or self.cleaned_data
        if "region" in self.errors and "country" in self.changed_data:
            self.errors.pop("region")
            cleaned["region"] = None
        return cleaned


class NewOrganisationForm(forms.Form):
    """The least that makes an entry; the rest is asked on its edit pages."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    country = forms.ChoiceField(label=_("Country"))
    city = forms.CharField(label=_("Town"), max_length=150, required=False)
    website = WebsiteField(
        label=_("Web site"), required=False, help_text=_("It shows us whether you are in the directory already.")
    )
    parent = forms.TypedChoiceField(
        label=_("Part of"), empty_value=None, required=False, help_text=_("For an institute, a department or a site.")
    )
    is_checked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parents: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *country_choices()]  # type: ignore[attr-defined]
        offer_parents(self.fields["parent"], parents, _("No other organisation"))
        if not parents:
            del self.fields["parent"]

    def values(self) -> dict[str, Any]:
        """Return what was sent, by column."""
        names = {
            "name": "name",
            "kind": "kind",
            "country": "country_id",
            "city": "city",
            "website": "website",
            "parent": "parent_id",
        }
        return {column: self.cleaned_data[name] for name, column in names.items() if name in self.fields}
