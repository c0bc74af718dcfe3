"""Typed refusals of the domain. Each says what to do next; one middleware turns them into answers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A rule of the product forbids this. `message` says what, `next_step` what the reader can do."""

    status = 422
    message: Text = _("This is not possible.")
    next_step: Text = _("Go back, check what you entered, and try again.")

    def __init__(self, message: Text | None = None, *, next_step: Text | None = None, field: str = "") -> None:
        self.message = message if message is not None else self.message
        self.next_step = next_step if next_step is not None else self.next_step
        self.field = field
        super().__init__(str(self.message))


class NotFound(DomainError):
    """There is no such record, or the reader may not know of it: the two look the same."""

    status = 404
    message = _("This page does not exist, or is not open to you.")
    next_step = _("Check the address, or sign in with the account that may see it.")


class NotAllowed(DomainError):
    """The reader sees the record but may not do this with it."""

    status = 403
    message = _("You may not do this.")
    next_step = _("Ask an owner of the organisation, or the secretariat, to do it or to give you the role.")


class WrongState(DomainError):
    """The record has moved on since the page was opened, or has not come this far."""

    status = 409
    message = _("This has changed since you opened the page.")
    next_step = _("Reload the page to see where it stands now.")


class Conflict(DomainError):
    """Somebody else saved meanwhile, or the same thing exists already."""

    status = 409
    message = _("Somebody else has changed this meanwhile.")
    next_step = _("Reload the page; your text is still in the form when you go back.")


class Invalid(DomainError):
    """A value does not fit; `field` names it where there is one."""

    status = 422


class TooLarge(DomainError):
    """A request that is larger than any form or table that is taken here."""

    status = 413
    message = _("This is too large to be sent at once.")
    next_step = _("Send a smaller file, or split it into parts.")


class TooMany(DomainError):
    """More requests than a person makes."""

    status = 429
    message = _("That was a lot in a short time.")
    next_step = _("Wait a few minutes and try again. Nothing you saved is lost.")
