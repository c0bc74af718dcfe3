"""Organisations and the vocabulary terms that describe them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField
from hanse.taxonomy.models import Country, Region, Term


class Kind(models.TextChoices):
    """What an organisation is to the people who look for it."""

    SME = "sme", _("SME")
    LARGE_FIRM = "large_firm", _("Large firm")
    TECHNOLOGY_CENTRE = "technology_centre", _("Technology centre")
    UNIVERSITY = "university", _("University")
    CLUSTER = "cluster", _("Cluster organisation")
    HUB = "hub", _("Digital innovation hub")
    ADVISER = "adviser", _("Adviser")
    PUBLIC_BODY = "public_body", _("Public body")
    INVESTOR = "investor", _("Investor")
    EDUCATION_PROVIDER = "education_provider", _("Education provider")
    OTHER = "other", _("Other organisation")


class SizeClass(models.TextChoices):
    """Size as stated or imported; whether a firm is an SME by law is decided by the rules, not here."""

    UNKNOWN = "", _("Not stated")
    MICRO = "micro", _("1 to 9 staff")
    SMALL = "small", _("10 to 49 staff")
    MEDIUM = "medium", _("50 to 249 staff")
    LARGE = "large", _("250 staff or more")


class Availability(models.TextChoices):
    """Whether the organisation takes on new work."""

    UNKNOWN = "", _("Not stated")
    OPEN = "open", _("Takes new requests")
    WAITING_LIST = "waiting_list", _("Waiting list")
    CLOSED = "closed", _("Takes no requests now")


class State(models.TextChoices):
    """Who may see the organisation; the moves are in `states`."""

    LISTED = "listed", _("Listed")
    HIDDEN = "hidden", _("Hidden")
    MERGED = "merged", _("Merged into another")
    CLOSED = "closed", _("Closed")


class Source(models.Model):
    """Where imported facts come from, under which licence, and how they must be attributed."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A firm, centre, cluster or other body; a unit (an institute inside Fraunhofer) is one too, with its `parent`."""

    public_id = PublicIdField()
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=150, blank=True)
    other_names = models.JSONField(default=list, blank=True, help_text=_("Names in other languages and former names."))
    name_key = models.CharField(
        max_length=300, blank=True, editable=False, help_text=_("The name folded for comparison.")
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="units")
    about = models.TextField(blank=True)
    about_language = models.CharField(max_length=3, blank=True)
    website = models.URLField(max_length=500, blank=True)
    web_domain = models.CharField(max_length=200, blank=True, editable=False)

    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region_given = models.CharField(
        max_length=10, blank=True, editable=False, help_text=_("The region code as it came.")
    )
    city = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    size_class = models.CharField(max_length=10, choices=SizeClass.choices, blank=True, default=SizeClass.UNKNOWN)
    staff_count = models.PositiveIntegerField(null=True, blank=True)
    members_count = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Members of a cluster organisation.")
    )
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    trl_from = models.PositiveSmallIntegerField(null=True, blank=True)
    trl_to = models.PositiveSmallIntegerField(null=True, blank=True)
    availability = models.CharField(
        max_length=12, choices=Availability.choices, blank=True, default=Availability.UNKNOWN
    )
    available_from = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    is_synthetic = models.BooleanField(default=False, help_text=_("Made up for the demo; always marked on the page."))
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)

    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_key = models.CharField(max_length=100, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("Of the imported row: unchanged rows are not written.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(
        default=1, help_text=_("Rises with each change; a form that holds an older one is refused.")
    )

    terms = models.ManyToManyField(Term, through="OrganisationTerm", related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="organisation_by_name"),
            models.Index(fields=["name_key"], name="organisation_by_name_key"),
            models.Index(fields=["web_domain"], name="organisation_by_domain"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="organisation_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(trl_from__isnull=True) | Q(trl_to__isnull=True) | Q(trl_from__lte=models.F("trl_to")),
                name="organisation_trl_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationTerm(models.Model):
    """One word of a vocabulary about an organisation: a sector, a technology, a language, a service stage."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="term_links")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Maturity 1 to 5 where the source states it.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "term"], name="organisation_term_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.term_id}"
