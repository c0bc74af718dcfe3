"""What readers fill in about needs and introductions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.core.throttle import FormTrap
from hanse.directory.models import Kind, Organisation
from hanse.engines.candidates import Criterion
from hanse.matching.models import Collaboration, Introduction, Need
from hanse.matching.models.needs import MAX_TEXT
from hanse.taxonomy.models import Scheme
from hanse.taxonomy.selectors import country_choices, country_for, lists_token, region_for, term_choices

ABROAD = [("", _("Anywhere")), ("one_abroad", _("At least one abroad")), ("abroad", _("Only abroad"))]
# Divisions, not classes, of the economic activities: 88 entries a person can still look through.
TERM_FIELDS: dict[str, tuple[str, int | None]] = {
    "technology": (Scheme.TECHNOLOGY, None),
    "sector": (Scheme.NACE2, 2),
    "stage": (Scheme.SERVICE_STAGE, None),
    "language": (Scheme.LANGUAGE, None),
    "label": (Scheme.CLUSTER_LABEL, None),
}
FINDABLE_KINDS = [(kind.value, kind.label) for kind in Kind if kind != Kind.OTHER]


class CriteriaForm(forms.Form):
    """The folded part: each criterion as a wish, or as a must where its box is ticked."""

    home_country = forms.ChoiceField(
        label=_("Where are you?"), required=False, help_text=_("From here, 'abroad' and distances are seen.")
    )
    abroad = forms.ChoiceField(label=_("Where may they be?"), choices=ABROAD, required=False)
    kind = forms.MultipleChoiceField(
        label=_("Who"), choices=FINDABLE_KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    region = forms.CharField(label=_("Region"), required=False, max_length=5, help_text=_("A NUTS code such as PL22."))
    within_km = forms.IntegerField(label=_("Within km of your region"), required=False, min_value=1, max_value=5000)
    technology = forms.MultipleChoiceField(
        label=_("Technology"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    sector = forms.MultipleChoiceField(
        label=_("Sector"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    stage = forms.MultipleChoiceField(label=_("Kind of help"), required=False, widget=forms.CheckboxSelectMultiple)
    trl_from = forms.IntegerField(label=_("Readiness from"), required=False, min_value=1, max_value=9)
    trl_to = forms.IntegerField(label=_("to"), required=False, min_value=1, max_value=9)
    language = forms.MultipleChoiceField(
        label=_("They should speak"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    label = forms.MultipleChoiceField(label=_("Label"), required=False, widget=forms.CheckboxSelectMultiple)
    availability = forms.BooleanField(label=_("Takes new requests now"), required=False)
    must = forms.MultipleChoiceField(
        label=_("These must be met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked counts as a wish: it adds points and keeps nobody out."),
        choices=[
            ("kind", _("Who")),
            ("country", _("Countries")),
            ("region", _("Region or distance")),
            ("technology", _("Technology")),
            ("sector", _("Sector")),
            ("stage", _("Kind of help")),
            ("trl", _("Readiness")),
            ("language", _("Language")),
            ("label", _("Label")),
            ("availability", _("Takes requests")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        token = lists_token()
        countries = country_choices(token=token)
        self.fields["home_country"].choices = [("", _("Not stated")), *countries]  # type: ignore[attr-defined]
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        for name, (scheme, level) in TERM_FIELDS.items():
            self.fields[name].choices = term_choices(scheme, level=level, token=token)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check what two fields say together."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("trl_from"), cleaned.get("trl_to")
        if low and high and low > high:
            self.add_error("trl_to", _("The range ends before it begins. Swap the two numbers."))
        if code := (cleaned.get("region") or "").strip().upper():
            cleaned["region"] = code
            if region_for(code) is None and country_for(code) is None:
                self.add_error("region", _("This is no NUTS code that we know. Look it up under Reference lists."))
        if cleaned.get("abroad") and not cleaned.get("home_country"):
            self.add_error("home_country", _("Say where you are: abroad is seen from there."))
        if cleaned.get("within_km") and not (cleaned.get("region") or cleaned.get("home_country")):
            self.add_error("within_km", _("Say in which region you are, so that the distance can be measured."))
        return cleaned

    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria of a valid form."""
        cleaned, must = self.cleaned_data, set(self.cleaned_data["must"])
        found: list[Criterion | None] = []
        if cleaned["abroad"]:
            found.append(Criterion(cleaned["abroad"], cleaned["home_country"], is_must=True))
        for code in ("kind", "country", *TERM_FIELDS):
            if cleaned[code]:
                found.append(Criterion(code, "|".join(cleaned[code]), is_must=code in must))
        if cleaned["within_km"]:
            found.append(self._distance("region" in must))
        elif cleaned["region"]:
            found.append(Criterion("region", cleaned["region"], is_must="region" in must))
        if cleaned["trl_from"] or cleaned["trl_to"]:
            found.append(
                Criterion("trl", f"{cleaned['trl_from'] or 1}-{cleaned['trl_to'] or 9}", is_must="trl" in must)
            )
        if cleaned["availability"]:
            found.append(Criterion("availability", "open", is_must="availability" in must))
        return tuple(criterion for criterion in found if criterion is not None)

    def _distance(self, is_must: bool) -> Criterion | None:
        code = self.cleaned_data["region"] or self.cleaned_data["home_country"]
        place = region_for(code) or country_for(code)
        if place is None or place.lon is None or place.lat is None:
            return None
        return Criterion(
            "distance", f"{place.lon:.4f},{place.lat:.4f},{self.cleaned_data['within_km']},{code}", is_must=is_must
        )


class NeedForm(CriteriaForm):
    """A need: the text first."""

    text = forms.CharField(
        label=_("What do you want to improve?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words and language: what you make, what should get better."),
        error_messages={
            "required": _("Write in a sentence or two what you need."),
            "max_length": _("At most 50,000 characters; a few sentences work best."),
        },
    )
    text_language = forms.ChoiceField(label=_("Language of your text"), required=False)
    organisation = forms.ChoiceField(label=_("For"), required=False)
    field_order = ["text"]

    def __init__(self, *args: Any, organisations: list[Organisation] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(key.partition(":")[2], name) for key, name in term_choices(Scheme.LANGUAGE)]
        self.fields["text_language"].choices = [("", _("Recognise it")), *spoken]  # type: ignore[attr-defined]
        self._organisations = {row.public_id: row for row in organisations or []}
        if self._organisations:
            mine = [(key, row.name) for key, row in self._organisations.items()]
            self.fields["organisation"].choices = [("", _("Myself")), *mine]  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    def clean_text(self) -> str:
        """Take out what no database keeps."""
        text = self.cleaned_data["text"].replace("\x00", "").strip()
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    @property
    def chosen_organisation(self) -> Organisation | None:
        """The organisation for which the need is stated."""
        return self._organisations.get(self.cleaned_data.get("organisation", ""))


class PublicNeedForm(FormTrap, NeedForm):  # type: ignore[misc]
    """The same for visitors, with a trap for machines."""


class SaveNeedForm(forms.Form):
    """Keep a need: title, for whom, who sees it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    organisation = forms.ChoiceField(label=_("For"), required=False)
    visibility = forms.ChoiceField(label=_("Who may see it"), choices=Need.Visibility.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {row.public_id: row for row in organisations}
        mine = [(key, row.name) for key, row in self._organisations.items()]
        self.fields["organisation"].choices = [("", _("Myself")), *mine]  # type: ignore[attr-defined]

    @property
    def chosen_organisation(self) -> Organisation | None:
        """The organisation for which the need is stated."""
        return self._organisations.get(self.cleaned_data["organisation"])


class AskForm(forms.Form):
    """Ask for an introduction."""

    need = forms.ChoiceField(label=_("About which need"), required=False)
    need_text = forms.CharField(
        label=_("What do you want to improve?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only where the need is a new one."),
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One or two sentences are enough: who you are, what you would like to talk about."),
    )
    organisation = forms.ChoiceField(label=_("You write for"), required=False)
    adviser = forms.ChoiceField(
        label=_("Adviser in copy"), required=False, help_text=_("Reads along and can help with the answer.")
    )
    consent = forms.BooleanField(label=_("Pass on my name and e-mail address to this organisation"))

    def __init__(
        self, *args: Any, needs: list[Need], organisations: list[Organisation], advisers: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._needs = {row.public_id: row for row in needs}
        self._organisations = {row.public_id: row for row in organisations}
        self._advisers = {row.public_id: row for row in advisers}
        self.fields["need"].choices = [*((key, str(row)) for key, row in self._needs.items()), ("", _("A new one"))]  # type: ignore[attr-defined]
        for name, rows, nobody in (
            ("organisation", self._organisations, _("Myself")),
            ("adviser", self._advisers, _("Nobody")),
        ):
            self.fields[name].choices = [("", nobody), *((key, row.name) for key, row in rows.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A need is chosen or written."""
        cleaned = super().clean() or {}
        if not cleaned.get("need") and not (cleaned.get("need_text") or "").strip():
            self.add_error("need_text", _("Say in a sentence what you need, so that they can prepare."))
        return cleaned

    @property
    def chosen_need(self) -> Need | None:
        """The need, None for a new one."""
        return self._needs.get(self.cleaned_data["need"])

    @property
    def chosen_organisation(self) -> Organisation | None:
        """The organisation in whose name it is asked."""
        return self._organisations.get(self.cleaned_data["organisation"])

    @property
    def chosen_adviser(self) -> Any:
        """The adviser in copy."""
        return self._advisers.get(self.cleaned_data["adviser"])


class MessageForm(forms.Form):
    """A step of the conversation."""

    message = forms.CharField(
        label=_("Message"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeclineForm(MessageForm):
    """Say no, with a reason."""

    reason = forms.ChoiceField(label=_("Why"), choices=Introduction.DeclineReason.choices, widget=forms.RadioSelect)
    field_order = ["reason", "message"]


class CollaborationForm(forms.Form):
    """What an introduction grew into."""

    title = forms.CharField(label=_("What you do together"), max_length=200)
    description = forms.CharField(
        label=_("In a few sentences"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.ChoiceField(
        label=_("Where it stands"), choices=Collaboration.Outcome.choices, widget=forms.RadioSelect
    )
    started_on = forms.DateField(label=_("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ended_on = forms.DateField(label=_("End"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
