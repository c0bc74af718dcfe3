"""How complete a profile is, and what would help most to be found: each gap with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.directory.models import Kind
from hanse.directory.selectors.organisations import LANGUAGE_SCHEMES, SECTOR_SCHEMES, TECHNOLOGY_SCHEMES, Profile

ABOUT_LETTERS = 200


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: how much it weighs, what to do, why it helps, and on which edit page."""

    weight: int
    label: str | Promise
    why: str | Promise
    section: str


def gaps_of(profile: Profile) -> tuple[int, list[Gap]]:
    """Return how complete a profile is (0-100) and its gaps, the weightiest first.

    Weights follow what matching reads: the texts first, then what criteria and filters ask for.
    """
    organisation = profile.organisation
    is_provider = organisation.kind not in (Kind.SME, Kind.LARGE_FIRM)
    checks = [
        (
            len(organisation.about) >= ABOUT_LETTERS,
            Gap(
                20,
                _("Describe what you do"),
                _("Requests are compared with your own words; 200 letters are a good start."),
                "basics",
            ),
        ),
        (
            bool(profile.offers),
            Gap(
                20 if is_provider else 5,
                _("Add an offer"),
                _("Each service or facility is compared with requests by itself."),
                "offers",
            ),
        ),
        (
            bool(profile.terms_of(TECHNOLOGY_SCHEMES)),
            Gap(
                15,
                _("Choose your technologies"),
                _("Many requests ask for a technology; without one you miss that criterion."),
                "terms",
            ),
        ),
        (
            bool(profile.terms_of(SECTOR_SCHEMES)),
            Gap(10, _("Choose your sectors"), _("People filter the directory by sector."), "terms"),
        ),
        (
            bool(organisation.region_id or organisation.city),
            Gap(
                10,
                _("Say where you are"),
                _("Distance and region count in matching, and put you on the map."),
                "basics",
            ),
        ),
        (
            bool(profile.terms_of(LANGUAGE_SCHEMES)),
            Gap(5, _("Say which languages you speak"), _("A request may ask for one."), "terms"),
        ),
        (
            bool(organisation.website),
            Gap(5, _("Add your web site"), _("It helps to tell you from others of the same name."), "basics"),
        ),
        (
            profile.references.paginator.count > 0,
            Gap(
                10,
                _("Tell of a past project"),
                _("Similar projects are the strongest reason for a match."),
                "references",
            ),
        ),
        (
            bool(organisation.trl_from or not is_provider),
            Gap(3, _("State the readiness levels"), _("Requests name the level at which they stand."), "basics"),
        ),
        (
            bool(organisation.availability or not is_provider),
            Gap(
                2,
                _("Say whether you take requests"),
                _("Nobody likes to wait for an answer that cannot come."),
                "basics",
            ),
        ),
    ]
    whole = sum(gap.weight for _is_met, gap in checks)
    met = sum(gap.weight for is_met, gap in checks if is_met)
    missing = sorted((gap for is_met, gap in checks if not is_met), key=lambda gap: -gap.weight)
    return round(100 * met / whole), missing
