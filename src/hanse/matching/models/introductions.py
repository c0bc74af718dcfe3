"""Introductions: asked, answered, talked about, and what came of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField
from hanse.directory.models import Organisation
from hanse.matching.models.needs import Need


class Introduction(models.Model):
    """One organisation asked, for one need, to talk to the one who has it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        ASKED = "asked", _("Has a question for you")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class DeclineReason(models.TextChoices):
        NO_CAPACITY = "no_capacity", _("No capacity at present")
        NOT_OUR_FIELD = "not_our_field", _("Not our field")
        CONFLICT = "conflict", _("Conflict of interest")
        OTHER = "other", _("Another reason")

    public_id = PublicIdField()
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="introductions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="introductions_received")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="introductions_asked")
    asker_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_asked"
    )
    adviser = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text=_("Reads along.")
    )
    message = models.TextField(max_length=4000)
    contact_consent_at = models.DateTimeField(help_text=_("When the asker agreed that name and address are passed on."))
    score_0_100 = models.FloatField(null=True, blank=True)
    reasons = models.JSONField(default=list, help_text=_("The reasons as shown when the introduction was asked for."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(help_text=_("Since when the side whose turn it is has been asked."))
    answered_at = models.DateTimeField(null=True, blank=True, help_text=_("First reaction of the organisation."))
    closed_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=15, choices=DeclineReason.choices, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state__in=["waiting", "asked", "accepted"]),
                name="introduction_once_a_need",
            )
        ]
        indexes = [models.Index(fields=["state", "waiting_since"], name="introduction_waiting")]

    def __str__(self) -> str:
        return f"{self.organisation} for {self.need}"


class IntroductionEntry(models.Model):
    """One step of the conversation, in order; nothing is edited afterwards."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("asked for an introduction")
        QUESTION = "question", _("asked")
        REPLY = "reply", _("replied")
        ACCEPT = "accept", _("accepted")
        DECLINE = "decline", _("declined")
        WITHDRAW = "withdraw", _("withdrew the request")
        REMINDER = "reminder", _("was reminded")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Collaboration(models.Model):
    """What an accepted introduction grew into; the reference counts once the client has confirmed it."""

    class Outcome(models.TextChoices):
        STARTED = "started", _("Work has begun")
        FINISHED = "finished", _("Finished")
        NOTHING = "nothing", _("Nothing came of it")

    public_id = PublicIdField()
    introduction = models.OneToOneField(Introduction, on_delete=models.PROTECT, related_name="collaboration")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.STARTED)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("By the side that did not record it."))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(started_on__lte=models.F("ended_on")),
                name="collaboration_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title
