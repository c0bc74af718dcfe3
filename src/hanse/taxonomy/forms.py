"""The filters of the list pages. An unknown value counts as none: a shared address survives a change of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hanse.taxonomy.selectors import country_choices, levels_of
from hanse.taxonomy.selectors.folding import MAX_QUERY

ALL_LEVELS = "all"


class FilterForm(forms.Form):
    """What every list can be asked: words to search for."""

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": MAX_QUERY, "autocomplete": "off"}),
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__({name: _clean(query.get(name, "")) for name in self.base_fields}, auto_id="filter_%s")

    def chosen(self) -> dict[str, Any]:
        """Return the valid choices, and the empty value for every other field."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def count_active(self) -> int:
        """Return how many filters narrow the list."""
        return sum(bool(value) for value in self.chosen().values())


def _clean(text: str) -> str:
    return text.replace("\x00", " ")[:MAX_QUERY].strip()


class CountryFilter(FilterForm):
    """Countries, by their tie to the EU."""

    group = forms.ChoiceField(
        label=_("Group"),
        required=False,
        choices=[
            ("", _("All")),
            ("eu", _("Member states of the EU")),
            ("associated", _("Associated, EEA or candidate")),
            ("other", _("Other")),
        ],
    )


class RegionFilter(FilterForm):
    """Regions, by country, level and version."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.TypedChoiceField(
        label=_("Level"),
        required=False,
        coerce=int,
        choices=[("", _("All levels")), ("1", _("NUTS 1")), ("2", _("NUTS 2")), ("3", _("NUTS 3"))],
    )
    version = forms.ChoiceField(
        label=_("Valid in"),
        required=False,
        choices=[("", _("Any version")), ("2024", "NUTS 2024"), ("2021", "NUTS 2021")],
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        self.fields["country"].choices = [("", _("All countries")), *country_choices()]  # type: ignore[attr-defined]


class TermFilter(FilterForm):
    """Terms, by level where a list has several."""

    level = forms.ChoiceField(label=_("Level"), required=False)

    def __init__(self, query: QueryDict, *, scheme: str) -> None:
        super().__init__(query)
        self.levels = levels_of(scheme)
        if len(self.levels) > 1:
            offered = [(str(level), _now("Level %(level)d") % {"level": level}) for level in self.levels]
            everything = (ALL_LEVELS, _("All levels"))
            # A search looks through all levels; without one, a tree opens at its top.
            default = [("", everything[1])] if self.data["q"] else [("", _("Top of the list")), everything]
            self.fields["level"].choices = [*default, *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["level"]

    def level_shown(self) -> int | None:
        """Return the level to list: the chosen one; while nothing is asked for, the top; None: all."""
        chosen = self.chosen()
        level = chosen.get("level", "")
        if level and level != ALL_LEVELS:
            return int(level)
        return None if level or chosen["q"] or len(self.levels) < 2 else min(self.levels)
