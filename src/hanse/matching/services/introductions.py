"""Ask for an introduction, answer it, remind; each step is told to the other side and audited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit.services import record
from hanse.core.errors import Conflict, Invalid, NotAllowed, WrongState
from hanse.directory.models import Organisation, State
from hanse.directory.permissions import ASK_INTRODUCTIONS, acts_for, standing_of
from hanse.matching.models import Introduction, IntroductionEntry, Need
from hanse.matching.selectors import people_reached, platform_managers
from hanse.matching.selectors.introductions import may_be_in_copy
from hanse.matching.signals import introduction_moved
from hanse.matching.states import INTRODUCTION
from hanse.notify.services import notify
from hanse.rules.lifecycle import ForbiddenMove

REMIND_AFTER_DAYS = (5, 12)
Kind = IntroductionEntry.Kind


@transaction.atomic
def ask_introduction(
    *,
    need: Need,
    organisation: Organisation,
    message: str,
    actor: Person,
    asker_organisation: Organisation | None,
    adviser: Person | None,
    has_consented: bool,
    score: float | None,
    reasons: list[dict[str, Any]],
    at: datetime,
) -> Introduction:
    """Ask an organisation to talk about a need; all its members with a login are told, the adviser in copy too.

    Raises:
        Invalid: no consent to pass on name and address, no message, or the asker's own organisation.
        NotAllowed: the need is not the actor's, the actor may not ask for that organisation, or the adviser is none
            of the actor's.
        Conflict: it was asked already for this need.
        WrongState: the need is closed, or the organisation is not listed or takes no requests now.
    """
    if not has_consented:
        raise Invalid(
            _("Without your consent nothing is passed on."),
            next_step=_("Tick the consent, or write to the organisation yourself."),
            field="consent",
        )
    if not message.strip():
        raise Invalid(
            _("A few words to the organisation are missing."),
            next_step=_("Say in one or two sentences what you would like to talk about."),
            field="message",
        )
    need = Need.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=need.pk)
    if need.author_id != actor.pk and not (actor.user and actor.user.has_perm("matching.change_need", need)):
        raise NotAllowed
    if need.state != Need.State.OPEN:
        raise WrongState(_("This need is closed."), next_step=_("Reopen it first."))
    if asker_organisation is not None and not acts_for(actor, asker_organisation, ASK_INTRODUCTIONS):
        raise NotAllowed
    if adviser is not None and not may_be_in_copy(actor, adviser):
        raise NotAllowed
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.state != State.LISTED:
        raise WrongState(_("This organisation is no longer listed."))
    if organisation.availability == "closed":
        raise WrongState(
            _("This organisation takes no requests now."),
            next_step=_("Choose another one from the list, or come back later."),
        )
    if asker_organisation == organisation or standing_of(actor.user, organisation).is_member:
        raise Invalid(_("This is your own organisation."), next_step=_("Choose another one from the list."))
    try:
        with transaction.atomic():
            introduction = Introduction.objects.create(
                need=need,
                organisation=organisation,
                asker=actor,
                asker_organisation=asker_organisation,
                adviser=adviser,
                message=message.strip(),
                contact_consent_at=at,
                score_0_100=score,
                reasons=reasons,
                asked_at=at,
                waiting_since=at,
            )
    except IntegrityError:
        raise Conflict(
            _("You have asked this organisation for this need already."),
            next_step=_("Open the introduction to see where it stands."),
        ) from None
    Need.objects.filter(pk=need.pk).update(is_saved=True)
    _note(introduction, Kind.REQUEST, actor, introduction.message, at)
    _tell(introduction, "introduction_asked", _receivers(introduction), actor)
    record(
        action="matching.introduction_asked",
        actor=actor,
        subject=introduction,
        data={"need": need.public_id, "organisation": organisation.public_id},
    )
    return introduction


@transaction.atomic
def accept_introduction(*, introduction: Introduction, actor: Person, message: str = "", at: datetime) -> Introduction:
    """Agree to talk; both sides get each other's address."""
    return _answer("accept", introduction, actor, Kind.ACCEPT, message, at)


@transaction.atomic
def decline_introduction(
    *, introduction: Introduction, actor: Person, reason: str, message: str = "", at: datetime
) -> Introduction:
    """Say no, with a reason that the asker can use.

    Raises:
        Invalid: the reason is none of the listed ones.
    """
    if reason not in Introduction.DeclineReason.values:
        raise Invalid(
            _("A reason is missing."), next_step=_("Choose why: the asker will look elsewhere sooner."), field="reason"
        )
    introduction.decline_reason = reason
    return _answer("decline", introduction, actor, Kind.DECLINE, message, at, decline_reason=reason)


@transaction.atomic
def ask_question(*, introduction: Introduction, actor: Person, message: str, at: datetime) -> Introduction:
    """Ask the asker something before answering; the clock then runs on their side."""
    return _answer("question", introduction, actor, Kind.QUESTION, _required(message), at)


@transaction.atomic
def reply_to_question(*, introduction: Introduction, actor: Person, message: str, at: datetime) -> Introduction:
    """Answer the organisation's question."""
    return _move("reply", introduction, actor, Kind.REPLY, _required(message), at, tell_receivers=True)


@transaction.atomic
def withdraw_introduction(
    *, introduction: Introduction, actor: Person, message: str = "", at: datetime
) -> Introduction:
    """Take the request back before it is answered."""
    return _move("withdraw", introduction, actor, Kind.WITHDRAW, message, at, tell_receivers=True)


def withdraw_for_site(*, introduction: Introduction, at: datetime, reason: str, is_told: bool) -> None:
    """Withdraw an open request that nobody can follow any more; the caller has locked it and says why.

    Args:
        reason: one sentence for the conversation.
        is_told: whether the organisation that was asked is told.
    Raises:
        ForbiddenMove: it was answered.
    """
    introduction.state = INTRODUCTION.after("withdraw", introduction.state)
    introduction.closed_at = at
    introduction.save(update_fields=["state", "closed_at"])
    _note(introduction, Kind.WITHDRAW, None, reason, at)
    if is_told:
        _tell(introduction, f"introduction_{Kind.WITHDRAW}", _receivers(introduction), None)
    record(
        action=f"matching.introduction_{Kind.WITHDRAW}",
        subject=introduction,
        data={"state": introduction.state, "by": "site"},
        at=at,
    )


def remind_waiting(*, at: datetime) -> int:
    """Remind those whose turn it has been for 5, then 12 days; return how many introductions. Safe to run twice."""
    count = 0
    # The later ones first: after days without a worker nobody gets two at once.
    for sent, days in reversed(list(enumerate(REMIND_AFTER_DAYS))):
        due = Introduction.objects.filter(
            state__in=["waiting", "asked"], reminders_sent=sent, waiting_since__lte=at - timedelta(days=days)
        ).values_list("pk", flat=True)
        for key in list(due):
            count += _remind(key, sent, at)
    return count


@transaction.atomic
def _remind(key: int, sent: int, at: datetime) -> bool:
    introduction = _row(key)
    if introduction.reminders_sent != sent or introduction.state not in ("waiting", "asked"):
        return False
    introduction.reminders_sent = sent + 1
    introduction.save(update_fields=["reminders_sent"])
    _note(introduction, Kind.REMINDER, None, "", at)
    people = _receivers(introduction, adviser=False) if introduction.state == "waiting" else [introduction.asker]
    _tell(introduction, "introduction_reminder", people, None)
    return True


def _row(key: int) -> Introduction:
    related = ("need", "organisation", "asker", "asker_organisation", "adviser")
    return Introduction.objects.select_for_update(of=("self",)).select_related(*related).get(pk=key)


def _answer(
    move: str, introduction: Introduction, actor: Person, kind: str, message: str, at: datetime, **changes: Any
) -> Introduction:
    return _move(move, introduction, actor, kind, message, at, tell_receivers=False, answered=True, **changes)


def _move(
    move: str,
    introduction: Introduction,
    actor: Person,
    kind: str,
    message: str,
    at: datetime,
    *,
    tell_receivers: bool,
    answered: bool = False,
    **changes: Any,
) -> Introduction:
    introduction = _row(introduction.pk)
    if not (actor.user and actor.user.has_perm(INTRODUCTION.moves[move].permission, introduction)):
        raise NotAllowed
    try:
        introduction.state = INTRODUCTION.after(move, introduction.state)
    except ForbiddenMove:
        raise WrongState from None
    for name, value in changes.items():
        setattr(introduction, name, value)
    introduction.waiting_since, introduction.reminders_sent = at, 0
    if answered and introduction.answered_at is None:
        introduction.answered_at = at
    if not INTRODUCTION.open_moves(introduction.state):
        introduction.closed_at = at
    introduction.save()
    _note(introduction, kind, actor, message, at)
    people = _receivers(introduction) if tell_receivers else [introduction.asker, *_adviser(introduction)]
    _tell(introduction, f"introduction_{kind}", people, actor)
    record(
        action=f"matching.introduction_{kind}", actor=actor, subject=introduction, data={"state": introduction.state}
    )
    introduction_moved.send(sender=Introduction, introduction=introduction, move=move)
    return introduction


def _required(message: str) -> str:
    if not message.strip():
        raise Invalid(
            _("The message is empty."), next_step=_("Write what you want to say, then send it again."), field="message"
        )
    return message.strip()


def _note(introduction: Introduction, kind: str, author: Person | None, text: str, at: datetime) -> None:
    IntroductionEntry.objects.create(introduction=introduction, kind=kind, author=author, text=text, at=at)


def _adviser(introduction: Introduction) -> list[Person]:
    return [introduction.adviser] if introduction.adviser else []


def _receivers(introduction: Introduction, adviser: bool = True) -> list[Person]:
    """Return who is told at the organisation; the secretariat where nobody of an imported entry is here yet."""
    members = people_reached(introduction.organisation)
    return [*(members or platform_managers()), *(_adviser(introduction) if adviser else [])]


def _tell(introduction: Introduction, template: str, people: Iterable[Person], actor: Person | None) -> None:
    entry = introduction.entries.last()
    for person in people:
        if actor is None or person.pk != actor.pk:
            notify(
                person=person,
                template=f"matching/{template}",
                context={
                    "organisation": introduction.organisation.name,
                    "asker": introduction.asker.name or str(_("The person who asked")),
                    "asker_email": introduction.asker.email,
                    "asker_organisation": introduction.asker_organisation.name
                    if introduction.asker_organisation
                    else "",
                    "need": introduction.need.title or introduction.need.text[:200],
                    "message": entry.text if entry else "",
                    "answerer": actor.name if actor else "",
                    "answerer_email": actor.email if actor else "",
                    "reason": introduction.get_decline_reason_display(),
                },
                link=reverse("matching:introduction", args=[introduction.public_id]),
                dedupe_key=f"{template}:{entry.pk if entry else introduction.pk}:{person.pk}",
            )
