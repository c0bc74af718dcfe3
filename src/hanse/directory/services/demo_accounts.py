"""The accounts of the demonstration: one for each kind of reader, with passwords that everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person, User
from hanse.accounts.services import add_account, give_role
from hanse.directory import permissions
from hanse.directory.models import Mandate, Organisation, Role
from hanse.directory.services.mandates import give_mandate
from hanse.directory.services.people import start_membership
from hanse.directory.services.touch import touch

PASSWORD = "open-harbour-2026"  # noqa: S105 - of the demonstration only, printed when it starts
FIRM, CENTRE, CLUSTER, ADVISER = "demo-haltrika", "demo-lumivo", "demo-malostra", "demo-aldelion"


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as."""

    email: str
    password: str
    who: str | Promise


@dataclass(frozen=True)
class _Part:
    account: DemoAccount
    name: str
    language: str
    organisation: str = ""  # of which it is the owner, by its key among the made-up ones
    platform_role: str = ""


def _part(
    box: str, who: str | Promise, name: str, language: str, organisation: str = "", platform_role: str = ""
) -> _Part:
    return _Part(DemoAccount(f"{box}@example.org", PASSWORD, who), name, language, organisation, platform_role)


PARTS = (
    _part("firm", _("Owner of a foundry in Poland: looks for help"), "Demo Firm Owner", "en", FIRM),
    _part("centre", _("Owner of a technology centre in Germany: is asked for help"), "Demo Centre Owner", "en", CENTRE),
    _part(
        "cluster", _("Manager of a cluster in Germany: on-boards its members"), "Demo Cluster Manager", "en", CLUSTER
    ),
    _part("adviser", _("Adviser in Poland: acts for the foundry"), "Demo Adviser", "en", ADVISER, "adviser"),
    _part("manager", _("Programme manager: looks after the whole site"), "Demo Manager", "en", "", "manager"),
)


@transaction.atomic
def ensure_demo_accounts(*, at: datetime) -> list[DemoAccount]:
    """Make the accounts that are missing, and return all; outside the demo there are none.

    What a visitor has changed in an account stays.
    """
    if not settings.DEMO:
        return []
    missing = [part for part in PARTS if not User.objects.filter(email=part.account.email).exists()]
    # All share one password, so that one slow hash is enough to start the demo.
    encoded = make_password(PASSWORD) if missing else ""
    for part in missing:
        _make(part, encoded, at)
    _ensure_mandate(at)
    return [part.account for part in PARTS]


def _make(part: _Part, encoded: str, at: datetime) -> None:
    person = add_account(email=part.account.email, name=part.name, language=part.language, at=at)
    User.objects.filter(person=person).update(password=encoded)
    if part.platform_role:
        give_role(person=person, role=part.platform_role, actor=None, at=at)
    organisation = _made_up(part.organisation)
    if organisation is not None:
        start_membership(organisation=organisation, person=person, role=Role.OWNER, at=at)
        Organisation.objects.filter(pk=organisation.pk, claimed_at=None).update(claimed_at=at)
        touch([organisation.pk])


def _made_up(key: str) -> Organisation | None:
    found = Organisation.objects.select_for_update().filter(source_id="demo", source_key=key, state="listed")
    return found.first() if key else None


def _ensure_mandate(at: datetime) -> None:
    """Let the adviser act for the foundry, unless the two have settled it otherwise already."""
    firm, agent = _made_up(FIRM), _made_up(ADVISER)
    owner = Person.objects.filter(user__email=PARTS[0].account.email).first()
    if firm is None or agent is None or owner is None or Mandate.objects.filter(firm=firm, agent=agent).exists():
        return
    if permissions.may(owner, permissions.GIVE_MANDATE, firm):
        give_mandate(firm=firm, agent=agent, actor=owner, scopes=permissions.SCOPES, at=at)
