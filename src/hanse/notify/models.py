"""The outbox (mail) and the inbox (notices on the site). People are opaque ids here: this app stands below accounts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.core.ids import LENGTH, PublicIdField
from hanse.notify import states


class Message(models.Model):
    """One mail: written in the transaction that caused it, sent later by a job."""

    class State(models.TextChoices):
        QUEUED = states.QUEUED, _("Waiting to be sent")
        SENT = states.SENT, _("Sent")
        FAILED = states.FAILED, _("Not delivered")
        CANCELLED = states.CANCELLED, _("Cancelled")

    public_id = PublicIdField()
    to_person = models.CharField(max_length=LENGTH, blank=True, db_index=True)
    to_address = models.EmailField(_("to"))
    reply_to = models.EmailField(blank=True)
    template = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=250)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    dedupe_key = models.CharField(max_length=160, unique=True, null=True)
    wanted_key = models.CharField(max_length=120, blank=True, help_text="key of the check that is asked before sending")
    wanted_data = models.JSONField(default=dict)
    is_secret = models.BooleanField(default=False, help_text="holds a sign-in link or code: staff see no text")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "send_after"], name="notify_due")]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class InboxItem(models.Model):
    """One notice that a person sees on the site."""

    public_id = PublicIdField()
    person = models.CharField(max_length=LENGTH)
    kind = models.CharField(max_length=120)
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="inbox_item")
    visible_at = models.DateTimeField(help_text="a reminder's notice is written ahead, like its mail")
    read_at = models.DateTimeField(null=True)
    dedupe_key = models.CharField(max_length=160, unique=True, null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notify_inbox"),
            models.Index(fields=["person"], name="notify_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person}"
