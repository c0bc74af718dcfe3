"""Needs in the words of those who have them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField
from hanse.directory.models import Organisation

MAX_TEXT = 50_000  # characters


class Need(models.Model):
    """What somebody looks for: a text, criteria, and who may read it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only me and my organisation")
        LINK = "link", _("Anybody who has the address")
        PUBLIC = "public", _("Shown on our profile")

    public_id = PublicIdField()
    text = models.TextField()
    title = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=3, blank=True)
    criteria = models.JSONField(default=list, help_text=_("Criteria as `hanse.matching.criteria` writes them."))
    home_country = models.CharField(max_length=2, blank=True, help_text=_("From where 'abroad' is seen."))
    author = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="needs")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="needs"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    is_saved = models.BooleanField(default=False, help_text=_("Unsaved needs of visitors are deleted after 30 days."))
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["author", "-created_at"], name="need_by_author")]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class Shortlisted(models.Model):
    """An organisation that somebody set aside while looking at the results of a need, to compare or to come back to."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="shortlist")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "organisation"], name="shortlisted_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.need_id}"
