"""Ties between organisations: members of a cluster, likely duplicates, and merges that can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField
from hanse.directory.models.organisations import Organisation


class ClusterMembership(models.Model):
    """A firm that is a member of a cluster."""

    public_id = PublicIdField()
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="member_links")
    member = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cluster_links")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("When the member agreed."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "member"], condition=Q(until__isnull=True), name="cluster_membership_once"
            ),
            models.CheckConstraint(condition=~Q(cluster=F("member")), name="cluster_membership_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.cluster}"


class DuplicatePair(models.Model):
    """Two organisations that look like one; a person decides. `first` has the smaller row number."""

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        MERGED = "merged", _("Merged")
        DISMISSED = "dismissed", _("Not the same")

    public_id = PublicIdField()
    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list, help_text=_("Codes: same_name_and_place, same_web_domain, two_sources."))
    score_0_100 = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"


class Merge(models.Model):
    """One organisation taken into another, with all that is needed to undo it."""

    public_id = PublicIdField()
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merged_into")
    snapshot = models.JSONField(help_text=_("What was moved or changed, by table and row."))
    merged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"
