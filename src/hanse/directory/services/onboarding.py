"""A cluster invites its members in bulk: a plan to look at, then invitations and links in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Invalid
from hanse.directory import permissions
from hanse.directory.models import (
    ClusterMembership,
    Invitation,
    Kind,
    OnboardingBatch,
    OnboardingRow,
    Organisation,
    Role,
    State,
)
from hanse.directory.services import mail
from hanse.directory.services.invitations import new_invitation
from hanse.directory.services.onboarding_file import FileRow
from hanse.directory.services.organisations import derive_keys
from hanse.directory.services.touch import locked, touch
from hanse.rules.naming import name_key, web_domain
from hanse.taxonomy.models import Country

Outcome = OnboardingRow.Outcome


@dataclass
class PlannedRow:
    """A line of the file and what will become of it."""

    line: int
    name: str
    email: str
    country: str
    website: str
    outcome: str
    reason: str | Promise = ""
    organisation: Organisation | None = None


def plan_onboarding(*, cluster: Organisation, actor: Person, rows: Sequence[FileRow]) -> list[PlannedRow]:
    """Return what would become of each line, without writing; five queries whatever the number of lines.

    Raises: NotFound, NotAllowed.
    """
    permissions.require(actor, permissions.ONBOARD_MEMBERS, cluster)
    countries = _countries()
    known = _Known(cluster, rows)
    first_line: dict[str, int] = {}
    plan = []
    for row in rows:
        email = row.email.lower()
        country = countries.get(row.country.casefold(), "") if row.country else (cluster.country_id or "")
        website = row.website if "://" in row.website or not row.website else f"https://{row.website}"
        planned = PlannedRow(row.line, row.name[:300], email[:254], country, website, Outcome.INVITED)
        plan.append(planned)
        if reason := _problem(row, email, country, website) or known.why_not(email):
            planned.outcome, planned.reason = Outcome.REFUSED, reason
            continue
        for key in (email, f"{name_key(row.name)}|{country}"):
            if (earlier := first_line.setdefault(key, row.line)) != row.line:
                planned.outcome, planned.reason = Outcome.REFUSED, _("The same as line %(line)d.") % {"line": earlier}
        if planned.outcome != Outcome.REFUSED:
            known.place(planned)
    return plan


@transaction.atomic
def start_onboarding(
    *, cluster: Organisation, actor: Person, rows: Sequence[FileRow], file_name: str, at: datetime
) -> OnboardingBatch:
    """Carry the plan out: new firms get a hidden entry and an invitation to own it; those that are here are linked.

    A link counts as confirmed only when the firm says so. An entry without people is offered to the mail's reader only
    where the mail's domain is the entry's own; otherwise the firm must claim it.

    Raises: NotFound, NotAllowed, Invalid (no line is usable).
    """
    permissions.require(actor, permissions.ONBOARD_MEMBERS, cluster)
    cluster = locked(cluster)
    plan = plan_onboarding(cluster=cluster, actor=actor, rows=rows)
    counts = Counter(planned.outcome for planned in plan)
    if not counts[Outcome.INVITED] + counts[Outcome.LINKED]:
        raise Invalid(
            _("No line of this file can be used."),
            next_step=_("Repair the lines as told beside each, and send the file again."),
        )
    batch = OnboardingBatch.objects.create(
        cluster=cluster, file_name=file_name[:200], uploaded_by=actor, uploaded_at=at
    )
    _make_entries(planned for planned in plan if planned.outcome == Outcome.INVITED and planned.organisation is None)
    lines = OnboardingRow.objects.bulk_create(
        OnboardingRow(
            batch=batch,
            line=planned.line,
            organisation_name=planned.name,
            email=planned.email,
            outcome=planned.outcome,
            reason=str(planned.reason)[:300],
            organisation=planned.organisation,
        )
        for planned in plan
    )
    used = [(planned, line) for planned, line in zip(plan, lines, strict=True) if planned.organisation is not None]
    ClusterMembership.objects.bulk_create(
        [ClusterMembership(cluster=cluster, member=planned.organisation, since=at.date()) for planned, _line in used],
        ignore_conflicts=True,
    )
    _invite([(planned, line) for planned, line in used if planned.outcome == Outcome.INVITED], actor, at)
    for planned, _line in used:
        if planned.outcome == Outcome.LINKED and planned.organisation is not None:
            link = mail.reverse("directory:mandates", args=[planned.organisation.public_id])
            owners = mail.owners_of(planned.organisation)
            mail.tell(owners, "linked_to_cluster", link=link, cluster=cluster, organisation=planned.organisation)
    touch([cluster.pk, *(planned.organisation.pk for planned, _line in used if planned.organisation is not None)])
    data = {"batch": batch.public_id, **{str(outcome): count for outcome, count in sorted(counts.items())}}
    audit.record(action="directory.members_onboarded", actor=actor, subject=cluster, data=data, at=at)
    return batch


class _Known:
    """What the directory knows already of the lines of one file, read in bulk."""

    def __init__(self, cluster: Organisation, rows: Sequence[FileRow]) -> None:
        emails = {row.email.lower() for row in rows}
        names = {name_key(row.name) for row in rows} - {""}
        domains = {web_domain(row.website) or web_domain(row.email) for row in rows} - {""}
        self.cluster = cluster
        self.waiting = set(
            Invitation.objects.filter(
                onboarding_row__batch__cluster=cluster,
                email__in=emails,
                accepted_at=None,
                declined_at=None,
                withdrawn_at=None,
            ).values_list("email", flat=True)
        )
        self.linked = set(
            ClusterMembership.objects.filter(cluster=cluster, until=None).values_list("member_id", flat=True)
        )
        entries = (
            Organisation.objects.filter(state__in=[State.LISTED, State.HIDDEN]).exclude(pk=cluster.pk).order_by("-pk")
        )
        by_name = list(entries.filter(name_key__in=names))
        by_domain = list(entries.filter(web_domain__in=domains, parent=None))
        self.by_name = {(row.name_key, row.country_id): row for row in by_name}
        shared = Counter(row.web_domain for row in by_domain)
        self.by_domain = {row.web_domain: row for row in by_domain if shared[row.web_domain] == 1}
        ids = {row.pk for row in (*by_name, *by_domain)}
        self.asked = set(
            Invitation.objects.filter(organisation__in=ids, email__in=emails).values_list("organisation_id", "email")
        )
        owned = Organisation.objects.filter(pk__in=ids, memberships__ended_at=None, memberships__role=Role.OWNER)
        self.owned = set(owned.values_list("pk", flat=True))

    def why_not(self, email: str) -> str | Promise:
        """Return why a line would be asked twice."""
        return _("Invited before, and not answered yet.") if email in self.waiting else ""

    def place(self, planned: PlannedRow) -> None:
        """Find the entry that is here already, and say what happens with it."""
        domain = web_domain(planned.website) or web_domain(planned.email)
        entry = self.by_name.get((name_key(planned.name), planned.country)) or self.by_domain.get(domain)
        if entry is None:
            return
        planned.organisation = entry
        if entry.pk in self.linked:
            planned.outcome, planned.reason, planned.organisation = (
                Outcome.REFUSED,
                _("Is a member of yours already."),
                None,
            )
        elif entry.pk in self.owned:
            planned.outcome, planned.reason = Outcome.LINKED, _("Has an entry with people; they are asked to confirm.")
        elif entry.state == State.HIDDEN:
            if (entry.pk, planned.email) not in self.asked:
                planned.outcome, planned.reason = Outcome.LINKED, _("Was invited by others and has not answered yet.")
        elif entry.web_domain and entry.web_domain == web_domain(planned.email):
            planned.reason = _("Has an imported entry; the mail's reader may take it over.")
        else:
            planned.outcome, planned.reason = Outcome.LINKED, _("Has an imported entry; the firm may claim it.")


def _problem(row: FileRow, email: str, country: str, website: str) -> str | Promise:
    if not name_key(row.name):
        return _("The name is missing.")
    if len(row.name) > 300:
        return _("The name is longer than 300 characters.")
    try:
        validate_email(email)
    except ValidationError:
        return _("“%(value)s” is not an e-mail address.") % {"value": row.email[:80]}
    if row.country and not country:
        return _("“%(value)s” is not a country.") % {"value": row.country[:80]}
    if website:
        try:
            URLValidator(schemes=["http", "https"])(website)
        except ValidationError:
            return _("“%(value)s” is not a web address.") % {"value": row.website[:80]}
    return ""


def _countries() -> dict[str, str]:
    """Return the EU code by whatever people write: EU and ISO codes, and names in every language that the list has."""
    found: dict[str, str] = {}
    for country in Country.objects.all():
        for word in (*country.names.values(), country.name, country.iso3, country.iso2, country.code):
            found[word.casefold()] = country.code
    return found


def _make_entries(plan: Iterable[PlannedRow]) -> None:
    """Make hidden entries for firms that are not here yet; the firm's own yes lists them."""
    new = list(plan)
    entries = []
    for planned in new:
        entry = Organisation(
            name=planned.name,
            kind=Kind.SME,
            country_id=planned.country or None,
            website=planned.website,
            state=State.HIDDEN,
        )
        derive_keys(entry)
        entries.append(entry)
    Organisation.objects.bulk_create(entries)
    for planned, entry in zip(new, entries, strict=True):
        planned.organisation = entry


def _invite(lines: list[tuple[PlannedRow, OnboardingRow]], actor: Person, at: datetime) -> None:
    made = [
        new_invitation(
            organisation=planned.organisation,
            email=planned.email,
            name="",
            role=Role.OWNER,
            actor=actor,
            at=at,
            row=line,
        )
        for planned, line in lines
        if planned.organisation is not None
    ]
    Invitation.objects.bulk_create([invitation for invitation, _token in made])
    for invitation, token in made:
        mail.mail_invitation(invitation, token, language=actor.language)
