"""Record what an introduction grew into; it counts as a reference once the other side has confirmed it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit.services import record
from hanse.core.errors import Conflict, Invalid, NotAllowed, WrongState
from hanse.matching.models import Collaboration, Introduction
from hanse.matching.selectors.introductions import was_recorded_by_asker


@transaction.atomic
def record_collaboration(
    *,
    introduction: Introduction,
    actor: Person,
    title: str,
    description: str,
    outcome: str,
    started_on: date | None,
    ended_on: date | None,
    at: datetime,
) -> Collaboration:
    """Say what came of an accepted introduction.

    Raises:
        NotAllowed: the actor is on neither side.
        WrongState: the introduction was not accepted.
        Conflict: the other side has recorded it already.
        Invalid: the dates are the wrong way round.
    """
    if not (actor.user and actor.user.has_perm("matching.record_collaboration", introduction)):
        raise NotAllowed
    if introduction.state != Introduction.State.ACCEPTED:
        raise WrongState(_("Only an accepted introduction can become a collaboration."))
    if started_on and ended_on and ended_on < started_on:
        raise Invalid(_("The end lies before the start."), next_step=_("Check the two dates."), field="ended_on")
    try:
        with transaction.atomic():
            collaboration = Collaboration.objects.create(
                introduction=introduction,
                title=title.strip(),
                description=description.strip(),
                outcome=outcome,
                started_on=started_on,
                ended_on=ended_on,
                recorded_by=actor,
                recorded_at=at,
            )
    except IntegrityError:
        raise Conflict(
            _("The outcome is recorded already."),
            next_step=_("Open it and confirm it, or tell the other side what to correct."),
        ) from None
    record(action="matching.collaboration_recorded", actor=actor, subject=collaboration, data={"outcome": outcome})
    return collaboration


@transaction.atomic
def confirm_collaboration(*, collaboration: Collaboration, actor: Person, at: datetime) -> Collaboration:
    """Confirm what the other side recorded.

    Raises:
        NotAllowed: the actor is on neither side, or on the side that recorded it.
        WrongState: it is confirmed already.
    """
    collaboration = (
        Collaboration.objects.select_for_update(of=("self",))
        .select_related("introduction", "recorded_by")
        .get(pk=collaboration.pk)
    )
    introduction = collaboration.introduction
    user = actor.user
    by_asker = was_recorded_by_asker(collaboration)
    other = "matching.answer_introduction" if by_asker else "matching.follow_introduction"
    if not (user and user.has_perm(other, introduction)) or collaboration.recorded_by_id == actor.pk:
        raise NotAllowed(_("The other side confirms what you recorded."))
    if collaboration.confirmed_at is not None:
        raise WrongState(_("This is confirmed already."))
    collaboration.confirmed_by, collaboration.confirmed_at = actor, at
    collaboration.save()
    record(action="matching.collaboration_confirmed", actor=actor, subject=collaboration, data={})
    return collaboration
