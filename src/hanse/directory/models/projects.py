"""Past projects and who took part in them: the references on a profile and the evidence of the matching."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.core.ids import PublicIdField
from hanse.directory.models.organisations import Organisation, Source
from hanse.taxonomy.models import Term


class Project(models.Model):
    """A funded project, imported from a public source or told by its participants."""

    public_id = PublicIdField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_key = models.CharField(max_length=100, blank=True)
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    acronym = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=500)
    objective = models.TextField(blank=True)
    language = models.CharField(max_length=3, default="en")
    programme = models.CharField(max_length=100, blank=True)
    call = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    total_cost_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    eu_contribution_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    is_synthetic = models.BooleanField(default=False)
    topics = models.ManyToManyField(Term, through="ProjectTopic", related_name="+")
    participants = models.ManyToManyField(Organisation, through="Participation", related_name="projects")

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~models.Q(source_key=""), name="project_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.acronym or self.title


class ProjectTopic(models.Model):
    """A subject of a project, mostly of EuroSciVoc."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="topic_links")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "term"], name="project_topic_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.term_id}"


class Participation(models.Model):
    """An organisation in a project, once, with the weightiest of its roles."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=40, blank=True)
    is_sme = models.BooleanField(null=True, help_text=_("As stated in that project."))
    activity_type = models.CharField(max_length=10, blank=True)
    eu_contribution_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    confirmed_by_client_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.project_id}"
