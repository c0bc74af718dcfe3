"""People, their logins, platform roles and consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hanse.core.ids import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Makes logins; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a login; without a password, one signs in by link."""
        if not email:
            raise ValueError("a login needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a login of the operator, who may do everything."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the login of an address, whatever its letters' case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A login. What is known of the human being stands in `Person`."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("This address has an account already.")}
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_one_login_an_address")]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case, so that one person cannot be two."""
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @cached_property
    def platform_roles(self) -> frozenset[str]:
        """The platform roles that hold now; read by `hanse.core.predicates`, once a request."""
        if not self.is_active:
            return frozenset()
        return frozenset(
            PlatformRole.objects.filter(person__user_id=self.pk, ended_at=None).values_list("role", flat=True)
        )


class Person(models.Model):
    """A human being: with a login, or only a contact that an import named."""

    public_id = PublicIdField()
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    job_title = models.CharField(_("position"), max_length=150, blank=True)
    is_hidden = models.BooleanField(
        default=False, help_text=_("shown to nobody until the person has claimed the record")
    )
    source = models.CharField(max_length=200, blank=True, help_text=_("where an imported contact comes from"))
    terms_version = models.CharField(max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(Lower("email"), name="accounts_person_email"),
            models.Index(Lower("name"), name="accounts_person_name"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Former member"))


class PlatformRole(models.Model):
    """A role on the whole platform, given and ended, never deleted."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Programme manager")
        ADVISER = "adviser", _("Adviser")

    public_id = PublicIdField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="platform_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="accounts_role_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class Consent(models.Model):
    """A consent as it was given: for which purpose, to which wording, until when. The rows are the history."""

    class Purpose(models.TextChoices):
        DIRECTORY = "directory", _("Show my name and position on my organisation's public page")
        MATCHING = "matching", _("Suggest me to others as a person to talk to")
        NEWSLETTER = "newsletter", _("Send me news of the programme by e-mail")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    wording_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="accounts_consent_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.person_id}"

    def holds_at(self, at: datetime) -> bool:
        """Return whether the consent held at a moment."""
        return self.given_at <= at and (self.withdrawn_at is None or at < self.withdrawn_at)


class SignInLink(models.Model):
    """A link that signs one login in, once, for a quarter of an hour. Only the token's hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"link of login {self.user_id}"
