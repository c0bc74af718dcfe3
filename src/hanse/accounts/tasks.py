"""The planned job of this app: spent sign-in links and old notes of failed sign-ins go."""

from __future__ import annotations

from django.utils import timezone

from hanse.accounts import services
from hanse.core.jobs import every, job


@job()
def forget_old_links() -> int:
    """Delete sign-in links that ended a day ago."""
    return services.forget_old_links(at=timezone.now())


every("accounts.forget_old_links", forget_old_links, seconds=6 * 3600)
