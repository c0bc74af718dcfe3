"""Who acts for an organisation: members, invitations, mandates, claims, and a cluster's bulk on-boarding."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField
from hanse.directory.models.organisations import Organisation


class Role(models.TextChoices):
    """What a member may do: owners decide who is in, editors change the profile, members act within their own tasks."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """A person in an organisation, from a day to a day."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    title = models.CharField(max_length=150, blank=True, help_text=_("The person's function there."))
    is_public = models.BooleanField(default=False, help_text=_("Shown on the profile, with the person's consent."))
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_at__isnull=True), name="membership_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.organisation}"


class OnboardingBatch(models.Model):
    """One file with which a cluster invites its members."""

    public_id = PublicIdField()
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="onboarding_batches")
    file_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name


class OnboardingRow(models.Model):
    """One line of that file and what became of it."""

    class Outcome(models.TextChoices):
        INVITED = "invited", _("Invited")
        LINKED = "linked", _("Already here: linked")
        REFUSED = "refused", _("Not usable")

    batch = models.ForeignKey(OnboardingBatch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    organisation_name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="onboarding_line_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class Invitation(models.Model):
    """A mail that lets its reader join an organisation; only a hash of its secret is kept."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    onboarding_row = models.OneToOneField(
        OnboardingRow, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"


class Mandate(models.Model):
    """A firm lets an adviser or cluster act for it, until it ends that."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        ACTIVE = "active", _("In force")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    public_id = PublicIdField()
    firm = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mandates_given")
    agent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mandates_held")
    may_edit_profile = models.BooleanField(default=False)
    may_state_needs = models.BooleanField(default=True)
    may_ask_introductions = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "agent"], condition=Q(state__in=["requested", "active"]), name="mandate_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(firm=models.F("agent")), name="mandate_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} for {self.firm}"


class Claim(models.Model):
    """Somebody says that an imported profile is theirs; a programme manager decides."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a decision")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    evidence = models.TextField(max_length=2000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(state="open"), name="claim_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} claims {self.organisation}"
