"""What an organisation offers, what it is accredited for, and where it wants to go."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.core.ids import PublicIdField
from hanse.directory.models.organisations import Organisation
from hanse.taxonomy.models import Country, Term


class Offer(models.Model):
    """A service, facility, piece of equipment or expertise that others may use."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("Service")
        FACILITY = "facility", _("Facility")
        EQUIPMENT = "equipment", _("Equipment")
        EXPERTISE = "expertise", _("Expertise")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SERVICE)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=3, blank=True)
    stage = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("Service stage.")
    )
    url = models.URLField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "title"]

    def __str__(self) -> str:
        return self.title


class Accreditation(models.Model):
    """A label or accreditation, by whom, and from when to when it holds."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="accreditations")
    label = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    evidence_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["-valid_from", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=models.F("valid_until")),
                name="accreditation_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TargetCountry(models.Model):
    """A country that an organisation aims at: inside Europe (transnational) or beyond (international)."""

    class Scope(models.TextChoices):
        TRANSNATIONAL = "transnational", _("Transnational activities")
        INTERNATIONAL = "international", _("International activities")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="target_countries")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=15, choices=Scope.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "country", "scope"], name="target_country_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.country_id} {self.scope}"
