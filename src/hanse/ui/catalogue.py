"""Invented samples for the catalogue of components: one, many, none, long words, and text that means harm."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.ui.maps import MapPoint

PLACES = (
    ("Foundry and Heat Lab", 14.51, 46.05, "SI"),
    ("Institute for Casting Technology", 10.90, 48.37, "DE"),
    ("Centre for Sustainable Technologies", 20.63, 50.87, "PL"),
    ("Metal Works Centre", -2.93, 43.26, "ES"),
    ("Energy Systems Lab", 11.34, 44.49, "IT"),
    ("Light Alloys Institute", 10.95, 48.31, "DE"),
    ("Northern Materials Hub", 25.47, 65.01, "FI"),
    ("Island Test Centre", -16.25, 28.47, "ES"),
)
HARM = "<script>alert(1)</script> & \"quoted\" 'text'"


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=80)
    need = forms.CharField(
        label=_("What do you want to improve?"),
        help_text=_("Two or three sentences in your own words, in any EU language."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", "–"), ("SI", "Slovenia"), ("PL", "Poland")], required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Who could help?"),
        choices=[("rto", "Technology centre"), ("university", "University"), ("hub", "Digital innovation hub")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(
        label=_("The centre may see my name and e-mail address."), help_text=_("Only the one you ask.")
    )
    paper = forms.FileField(label=_("Drawing or data sheet"), required=False)


def reasons() -> list[dict[str, Any]]:
    """Return four reasons that add up to 86, and one against."""
    return [
        {
            "kind": "evidence",
            "label": "4 similar projects, the latest on aluminium furnace recuperators",
            "points": 37,
            "matched": ["aluminium", "furnace"],
        },
        {
            "kind": "meaning",
            "label": "“…waste heat recovery and burner control in die casting”",
            "points": 28,
            "matched": ["cast"],
        },
        {
            "kind": "words",
            "label": "words: aluminium, furnaces, energy",
            "points": 17,
            "matched": ["aluminium", "furnace", "energy"],
        },
        {"kind": "criteria", "label": "abroad for you; pilot foundry on site", "points": 8},
        {
            "kind": "criteria",
            "label": "no capacity before February",
            "points": -4,
            "change": "Allow a later start to keep it.",
        },
    ]


def points(count: int = 5) -> list[MapPoint]:
    """Return the first places as points."""
    return [
        MapPoint(str(i), lon, lat, name, f"#{i}", country) for i, (name, lon, lat, country) in enumerate(PLACES[:count])
    ]


def crowd() -> list[MapPoint]:
    """Return many points, so that markers must join."""
    return [
        MapPoint(f"{i}-{j}", lon + (j % 7) * 0.31 - 1, lat + (j % 5) * 0.27 - 0.6, f"Member {i}-{j}", "", country)
        for i, (_name, lon, lat, country) in enumerate(PLACES)
        for j in range(3 + 5 * i)
    ]


def samples(query: QueryDict) -> dict[str, Any]:
    """Return everything that the catalogue shows."""
    now: datetime = timezone.now()
    page = str(query.get("page", ""))[:6]
    return {
        "swatches": ("ink", "ink-2", "ink-3", "teal", "teal-deep", "signal", "good", "gold", "line", "sand"),
        "reasons": reasons(),
        "points": points(),
        "all_points": points(len(PLACES)),
        "crowd": crowd(),
        "focus": query.get("focus", ""),
        "form": SampleForm(auto_id="empty_%s"),
        "bad_form": SampleForm({"need": "We cast aluminium.", "country": "XX"}, auto_id="bad_%s"),
        "page": max(1, int(page)) if page.isdecimal() else 3,
        "soon": now + timedelta(days=9, hours=2),
        "later": now + timedelta(days=54),
        "past": now - timedelta(days=3),
        "long_past": now - timedelta(days=12),
        "just": now - timedelta(hours=3),
        "amount": Decimal("50000"),
        "cents": Decimal("1395791.58"),
        "debt": Decimal("-1250.5"),
        "harm": HARM,
        "crumbs": [{"label": "Your needs", "href": "#"}, {"label": "Furnace energy"}],
        "options": [
            {"value": name, "label": name, "count": 120 // (i + 1), "is_on": i == 1}
            for i, (name, *_rest) in enumerate(PLACES)
        ],
        "few_options": [
            {"value": "1", "label": "Speaks Polish", "count": 4},
            {"value": "2", "label": "Speaks Finnish", "count": 0},
        ],
        "steps": [{"label": "Your need", "href": "#"}, {"label": "Criteria"}, {"label": "Results"}],
        "history": [
            {
                "at": now - timedelta(days=6),
                "title": "Introduction asked",
                "text": "Furnace energy",
                "who": "Ana Primer (synthetic)",
            },
            {"at": now - timedelta(days=3), "title": "Reminder sent", "tone": "warm"},
            {"at": now - timedelta(hours=2), "title": "Accepted", "text": "We can visit in March.", "tone": "good"},
        ],
        "tabs": [
            {"label": "Profile", "href": "#", "is_current": True},
            {"label": "Offers", "href": "#", "count": 12},
            {"label": "Projects", "href": "#", "count": 0},
        ],
        "facts": [
            {"label": "Size", "value": "42 people"},
            {"label": "Web", "value": "example.org", "href": "https://example.org"},
            {"label": "Labels", "value": ""},
        ],
        "bars": [
            {"label": name, "value": 41 - 6 * i, "is_marked": i == 5} for i, (name, *_rest) in enumerate(PLACES[:6])
        ],
        "shaded": {"DE": 40, "FR": 21, "IT": 30, "PL": 12, "ES": 18, "FI": 4, "CH": 6},
        "columns": [{"label": "Foundry and Heat Lab", "href": "#"}, {"label": "Institute for Casting Technology"}],
        "rows": [
            {"label": "Country", "cells": ["Slovenia", "Germany"], "differs": True},
            {"label": "Test foundry", "cells": [True, True]},
            {"label": "Free from", "cells": ["March", None], "differs": True},
            {"label": "Speaks Polish", "cells": [False, True], "differs": True},
        ],
        "missing": [{"label": "add two references", "href": "#"}, {"label": "languages"}],
    }
