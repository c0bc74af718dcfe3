"""The criteria of a need as fields of a form: all of them, and those that the results page offers as chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.engines.candidates import criteria_from_json
from hanse.matching.forms import CriteriaForm

# criterion, its words on a chip, the fields that are asked for
CHIPS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("one_abroad", _("at least one abroad"), ("home_country",)),
    ("country", _("country"), ("country",)),
    ("region", _("region"), ("region", "within_km")),
    ("technology", _("technology"), ("technology",)),
    ("stage", _("kind of help"), ("stage",)),
    ("trl", _("technology readiness"), ("trl_from", "trl_to")),
    ("language", _("language"), ("language",)),
)
SAME = {"abroad": "one_abroad", "distance": "region"}  # two ways to say where


@dataclass(frozen=True)
class Chip:
    """A criterion that may still be added; always a must where `is_must`."""

    code: str
    label: str | Promise
    fields: tuple[BoundField, ...]
    is_must: bool


def offered(need: Any) -> list[Chip]:
    """Return the criteria that a need does not state yet, each with its fields."""
    stated = {SAME.get(criterion.code, criterion.code) for criterion in criteria_from_json(need.criteria)}
    form = CriteriaForm(initial={"home_country": need.home_country}, auto_id="add_%s")
    return [
        Chip(code, label, tuple(form[name] for name in names), code == "one_abroad")
        for code, label, names in CHIPS
        if code not in stated
    ]


def posted(sent: QueryDict, need: Any) -> Mapping[str, Any]:
    """Return what a chip sent as the data of a `CriteriaForm`: its own fields and nothing else."""
    code = sent.get("code", "")
    names = next((names for known, _label, names in CHIPS if known == code), ())
    several = ("country", "technology", "stage", "language")
    values: dict[str, Any] = {"home_country": need.home_country, "must": [code] if "is_must" in sent else []}
    values |= {name: sent.getlist(name) if name in several else sent.get(name, "") for name in names}
    if code == "one_abroad":
        values |= {"abroad": code, "must": []}
    return values


def form_values(found: Any) -> dict[str, Any]:
    """Return the form's values for a stored need: the criteria back in their fields."""
    values: dict[str, Any] = {
        "text": found.text,
        "home_country": found.home_country,
        "text_language": found.language,
        "must": [],
    }
    for criterion in criteria_from_json(found.criteria):
        code = criterion.code
        if code in ("abroad", "one_abroad"):
            values["abroad"] = code
            continue
        if code == "trl":
            values["trl_from"], _dash, values["trl_to"] = criterion.value.partition("-")
        elif code == "distance":
            _lon, _lat, km, *place = criterion.value.split(",")
            values["within_km"], values["region"] = km.partition(".")[0], "".join(place)
        elif code == "region":
            values["region"] = criterion.value
        elif code == "availability":
            values["availability"] = True
        else:
            values[code] = list(criterion.alternatives)
        if criterion.is_must:
            values["must"].append("region" if code == "distance" else code)
    return values
