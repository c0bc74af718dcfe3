"""Code lists: countries, regions, terms of every other scheme, how old codes map to new ones, what was loaded when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(names: dict[str, str], fallback: str) -> str:
    """Return the name in the active language, else `fallback` (English).

    >>> in_reader_language({}, "Greece")
    'Greece'
    """
    return names.get((get_language() or "en").split("-")[0]) or fallback


class Scheme(models.TextChoices):
    """The code lists kept as terms; countries and regions have tables of their own."""

    NACE2 = "nace2", _("Economic activities, NACE Rev. 2")
    NACE21 = "nace21", _("Economic activities, NACE Rev. 2.1")
    TECHNOLOGY = "technology", _("Technology fields")
    KET2018 = "ket2018", _("Key enabling technologies (2018)")
    KET2009 = "ket2009", _("Key enabling technologies (2009)")
    I40 = "i40", _("Industry 4.0 technologies")
    ECOSYSTEM = "ecosystem", _("EU industrial ecosystems")
    EMERGING_INDUSTRY = "emerging_industry", _("Emerging industries")
    S3 = "s3", _("Smart specialisation: EU priority areas")
    SERVICE_STAGE = "service_stage", _("Service stages")
    TRL = "trl", _("Technology readiness levels")
    EU_PROGRAMME = "eu_programme", _("EU programmes")
    CLUSTER_LABEL = "cluster_label", _("Cluster excellence labels")
    ESCP = "escp", _("European strategic cluster partnerships")
    LANGUAGE = "language", _("Languages")
    EUROSCIVOC = "euroscivoc", _("Fields of science, EuroSciVoc")


class Country(models.Model):
    """A country or territory of ISO 3166-1, under the code that the EU uses (EL and UK where ISO says GR and GB)."""

    code = models.CharField(_("EU code"), max_length=2, primary_key=True)
    iso2 = models.CharField(_("ISO code"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO code, three letters"), max_length=3, unique=True)
    iso_numeric = models.CharField(_("ISO number"), max_length=3, blank=True)
    name = models.CharField(_("name"), max_length=100)
    names = models.JSONField(_("names by language"), default=dict)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    is_eu = models.BooleanField(_("member state of the EU"), default=False)
    is_associated = models.BooleanField(_("associated to Horizon Europe, EEA member, or candidate"), default=False)
    order = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.names, self.name)


class Region(models.Model):
    """A NUTS region of level 1 to 3 (level 0 is the country), valid in NUTS 2021, 2024 or both."""

    code = models.CharField(_("NUTS code"), max_length=5, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="regions", verbose_name=_("country"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("part of"))
    name = models.CharField(_("name in Latin letters"), max_length=150)
    native_name = models.CharField(_("name as written there"), max_length=150)
    in_2021 = models.BooleanField(_("valid in NUTS 2021"), default=False)
    in_2024 = models.BooleanField(_("valid in NUTS 2024"), default=False)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="taxonomy_region_level"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        """The name to show."""
        return self.name


class RegionMapping(models.Model):
    """A region of an older NUTS version and the one that took its place, where there is exactly one."""

    source = models.OneToOneField(Region, models.CASCADE, related_name="mapping", verbose_name=_("old code"))
    target = models.ForeignKey(Region, models.CASCADE, related_name="mapped_from", verbose_name=_("new code"))
    rule = models.CharField(_("rule"), max_length=30)

    class Meta:
        ordering = ["source_id"]
        verbose_name = _("region mapping")

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.target_id}"


class Term(models.Model):
    """One entry of a code list; its id is `scheme:code`, so that references read by themselves."""

    id = models.CharField(max_length=80, primary_key=True)
    scheme = models.CharField(_("code list"), max_length=20, choices=Scheme.choices)
    code = models.CharField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=40)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("part of"))
    name = models.CharField(_("name"), max_length=400)
    names = models.JSONField(_("names by language"), default=dict)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveIntegerField(_("place in lists"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["scheme", "order", "code"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="taxonomy_term_code")]
        indexes = [models.Index(fields=["scheme", "order"], name="taxonomy_term_order")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.names, self.name)


class TermMapping(models.Model):
    """What a term corresponds to in another list: an old code to its successor, a technology field to a class."""

    source = models.ForeignKey(Term, models.CASCADE, related_name="mappings", verbose_name=_("from"))
    target = models.ForeignKey(Term, models.CASCADE, related_name="mapped_from", verbose_name=_("to"))
    rule = models.CharField(_("rule"), max_length=30)

    class Meta:
        ordering = ["source_id", "target_id"]
        verbose_name = _("term mapping")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="taxonomy_term_mapping")]

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.target_id}"


class LoadedTable(models.Model):
    """Which table file is in the database: an unchanged file is not read again, and caches know when to go."""

    name = models.CharField(_("table"), max_length=40, primary_key=True)
    version = models.CharField(_("version"), max_length=100)
    source = models.TextField(_("source"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    content_hash = models.CharField(_("hash of the content"), max_length=64)
    row_count = models.PositiveIntegerField(_("rows"))
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("loaded table")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
