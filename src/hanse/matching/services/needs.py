"""State, change, save, share, close and delete needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit.services import record
from hanse.core.errors import Invalid, NotAllowed, WrongState
from hanse.directory.models import Organisation
from hanse.directory.models import State as OrganisationState
from hanse.directory.permissions import STATE_NEEDS, acts_for
from hanse.engines.candidates import Criterion, criteria_to_json
from hanse.engines.languages import detect
from hanse.matching.models import Introduction, Need, Shortlisted
from hanse.matching.models.needs import MAX_TEXT
from hanse.matching.services.introductions import withdraw_for_site
from hanse.matching.states import NEED
from hanse.rules.lifecycle import ForbiddenMove

MAX_COMPARED = 4
UNSAVED_DAYS = 30
DOUBLE_CLICK = timedelta(minutes=1)


@transaction.atomic
def create_need(
    *,
    text: str,
    criteria: Sequence[Criterion],
    home_country: str = "",
    language: str = "",
    page_language: str = "",
    organisation: Organisation | None = None,
    actor: Person | None,
    at: datetime,
) -> Need:
    """State a need; a visitor's stays for 30 days and is open to whoever has its address.

    The same text again within a minute by the same person is the same need: a double click makes one.

    Args:
        language: code that the author named; '' = recognise it.
        page_language: what is assumed where a short text does not tell.
    Raises:
        Invalid: the text is longer than 50,000 characters.
        NotAllowed: the actor may not state needs for the organisation.
    """
    text = _clean(text)
    if organisation is not None and not acts_for(actor, organisation, STATE_NEEDS):
        raise NotAllowed
    values = {"criteria": criteria_to_json(criteria), "home_country": home_country, "organisation": organisation}
    if actor is not None:
        Person.objects.select_for_update().get(pk=actor.pk)  # two clicks come one after the other
        twin = Need.objects.filter(author=actor, text=text, created_at__gt=at - DOUBLE_CLICK, **values).first()
        if twin is not None:
            return twin
    return Need.objects.create(
        text=text,
        language=language or detect(text, hint=page_language).language or "",
        author=actor,
        visibility=Need.Visibility.PRIVATE if actor else Need.Visibility.LINK,
        created_at=at,
        **values,
    )


@transaction.atomic
def change_need(
    *,
    need: Need,
    actor: Person | None,
    may_change: bool,
    text: str,
    criteria: Sequence[Criterion],
    home_country: str,
    language: str = "",
    page_language: str = "",
) -> Need:
    """Change text and criteria of an open need.

    Args:
        may_change: True for the visitor who stated it in this session; for others the permission decides.
    """
    need = _locked(need, actor, may_change)
    need.text = _clean(text)
    need.language = language or detect(need.text, hint=page_language).language or ""
    need.criteria = criteria_to_json(criteria)
    need.home_country = home_country
    need.save()
    return need


@transaction.atomic
def save_need(
    *, need: Need, actor: Person, may_change: bool, title: str, organisation: Organisation | None, visibility: str
) -> Need:
    """Keep a need under a title; a visitor who has signed in meanwhile becomes its author.

    Raises:
        NotAllowed: it belongs to somebody else, or the actor may not state needs for the organisation.
        Invalid: it shall stand on a profile, but is stated for no organisation.
    """
    need = _locked(need, actor, may_change)
    if organisation is not None and not acts_for(actor, organisation, STATE_NEEDS):
        raise NotAllowed
    if visibility == Need.Visibility.PUBLIC and organisation is None:
        raise Invalid(
            _("A need is shown on a profile only if it is stated for an organisation."),
            next_step=_("Choose the organisation first."),
            field="organisation",
        )
    need.author = need.author or actor
    need.title, need.organisation, need.visibility, need.is_saved = title.strip(), organisation, visibility, True
    need.save()
    record(action="matching.need_saved", actor=actor, subject=need, data={"visibility": visibility})
    return need


@transaction.atomic
def close_need(*, need: Need, actor: Person, at: datetime) -> Need:
    """Say that a need is met or no longer wanted; its introductions stay."""
    return _moved("close", need, actor, at)


@transaction.atomic
def reopen_need(*, need: Need, actor: Person) -> Need:
    """Look for somebody again."""
    return _moved("reopen", need, actor, None)


@transaction.atomic
def delete_need(*, need: Need, actor: Person) -> None:
    """Delete a need for which nobody was asked.

    Raises:
        WrongState: introductions hang on it; closing it is possible.
    """
    need = _locked(need, actor, False)
    if need.introductions.exists():
        raise WrongState(
            _("Somebody was asked for an introduction for this need."),
            next_step=_("Close the need instead; the conversation stays readable."),
        )
    record(action="matching.need_deleted", actor=actor, subject=need, data={})
    need.delete()


@transaction.atomic
def toggle_shortlisted(
    *, need: Need, organisation: Organisation, actor: Person | None, may_change: bool, at: datetime
) -> bool:
    """Set an organisation aside to compare, or put it back; return whether it is set aside now.

    Raises:
        Invalid: four are set aside already.
    """
    need = _locked(need, actor, may_change, any_state=True)
    entry = Shortlisted.objects.filter(need=need, organisation=organisation)
    if entry.exists():
        entry.delete()
        return False
    # One that has been hidden, closed or merged since takes no place: the reader could not put it back.
    if need.shortlist.filter(organisation__state=OrganisationState.LISTED).count() >= MAX_COMPARED:
        raise Invalid(_("Four are set aside already."), next_step=_("Put one back before you add another."))
    Shortlisted.objects.create(need=need, organisation=organisation, added_at=at)
    return True


def purge_unsaved(*, at: datetime) -> int:
    """Delete needs that visitors stated and nobody saved for 30 days; return how many."""
    old = Need.objects.filter(
        is_saved=False, author=None, created_at__lt=at - timedelta(days=UNSAVED_DAYS), introductions=None
    )
    return old.delete()[1].get("matching.Need", 0)


def _clean(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > MAX_TEXT:
        raise Invalid(
            _("A need may have at most 50,000 characters."),
            next_step=_("Shorten the text; a few sentences work best."),
            field="text",
        )
    return text


def _locked(need: Need, actor: Person | None, may_change: bool, any_state: bool = False) -> Need:
    need = Need.objects.select_for_update(of=("self",)).select_related("organisation", "author").get(pk=need.pk)
    user = actor.user if actor else None
    owns = user is not None and user.has_perm("matching.change_need", need)
    if not owns and not (may_change and need.author_id is None):
        raise NotAllowed
    if not any_state and need.state != Need.State.OPEN:
        raise WrongState(_("This need is closed."), next_step=_("Reopen it first."))
    return need


def _moved(move: str, need: Need, actor: Person, closed_at: datetime | None) -> Need:
    need = _locked(need, actor, False, any_state=True)
    try:
        need.state = NEED.after(move, need.state)
    except ForbiddenMove:
        raise WrongState from None
    need.closed_at = closed_at
    need.save()
    record(action=f"matching.need_{need.state}", actor=actor, subject=need, data={})
    return need


@transaction.atomic
def forget_person(*, person: Person, at: datetime) -> None:
    """Delete what a person stated alone; conversations stay with the other side, without a name.

    Requests that nobody has accepted are withdrawn, and the organisations told: no answer could reach the person.
    """
    unanswered = Introduction.objects.select_for_update(of=("self",)).filter(
        asker=person, asker_organisation=None, state__in=["waiting", "asked"]
    )
    for introduction in unanswered.select_related("need", "organisation", "asker", "asker_organisation", "adviser"):
        reason = _("The account of the person who asked has been closed.")
        withdraw_for_site(introduction=introduction, at=at, reason=str(reason), is_told=True)
    own = Need.objects.filter(author=person, organisation=None)
    own.filter(introductions=None).delete()
    own.update(state=Need.State.CLOSED, visibility=Need.Visibility.PRIVATE, closed_at=at)
