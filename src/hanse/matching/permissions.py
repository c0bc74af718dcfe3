"""Who may do what with needs and introductions."""

from __future__ import annotations

from typing import Any

import rules

from hanse.core.access import platform_permission
from hanse.core.predicates import is_platform_manager, is_signed_in
from hanse.directory.permissions import ASK_INTRODUCTIONS, STATE_NEEDS, acts_for, standing_of
from hanse.matching.models import Introduction, Need


def _person(user: Any) -> Any:
    return getattr(user, "person", None) if is_signed_in(user) else None


@rules.predicate
def has_need(user: Any, need: Need) -> bool:
    """The author, a colleague of the author's organisation, or one who states needs for it under a mandate."""
    person = _person(user)
    if person is None:
        return False
    return need.author_id == person.pk or (
        need.organisation is not None and acts_for(person, need.organisation, STATE_NEEDS)
    )


@rules.predicate
def asked_introduction(user: Any, introduction: Introduction) -> bool:
    """The side that asked: the asker, or a colleague or mandate holder of the asker's organisation."""
    person = _person(user)
    if person is None:
        return False
    organisation = introduction.asker_organisation
    return introduction.asker_id == person.pk or (
        organisation is not None and acts_for(person, organisation, ASK_INTRODUCTIONS)
    )


@rules.predicate
def received_introduction(user: Any, introduction: Introduction) -> bool:
    """A member of the organisation that was asked."""
    return standing_of(user, introduction.organisation).is_member


@rules.predicate
def reads_along(user: Any, introduction: Introduction) -> bool:
    """The adviser in copy."""
    person = _person(user)
    return person is not None and introduction.adviser_id == person.pk


CHANGE_NEED = "matching.change_need"
STATE_NEED = "matching.state_need"
FOLLOW_INTRODUCTION = "matching.follow_introduction"
ANSWER_INTRODUCTION = "matching.answer_introduction"
SEE_INTRODUCTION = "matching.see_introduction"
RECORD_COLLABORATION = "matching.record_collaboration"
OVERSEE_INTRODUCTIONS = platform_permission("matching.oversee_introductions")

for _name, _predicate in (
    (CHANGE_NEED, has_need),
    (STATE_NEED, is_signed_in),
    (FOLLOW_INTRODUCTION, asked_introduction),
    (ANSWER_INTRODUCTION, received_introduction),
    (SEE_INTRODUCTION, asked_introduction | received_introduction | reads_along | is_platform_manager),
    (RECORD_COLLABORATION, asked_introduction | received_introduction),
    (OVERSEE_INTRODUCTIONS, is_platform_manager),
):
    rules.add_perm(_name, _predicate)
