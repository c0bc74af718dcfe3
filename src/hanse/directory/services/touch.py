"""What every write to an organisation does inside its transaction: indexes learn of it, and its revision rises."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hanse.core import sidecar
from hanse.core.errors import NotFound, WrongState
from hanse.directory import signals
from hanse.directory.models import Organisation
from hanse.rules.lifecycle import ForbiddenMove, Lifecycle

FACETS = "facets"
BATCH = 500


def touch(organisation_ids: Iterable[int]) -> None:
    """Mark organisations as changed: their place in the indexes is stale, and forms opened before are too old.

    Args:
        organisation_ids: row numbers; call it in the transaction of the change, after the rows were written.
    """
    ids = sorted(set(organisation_ids))
    if not ids:
        return
    with transaction.atomic():
        for start in range(0, len(ids), BATCH):
            rows = Organisation.objects.filter(pk__in=ids[start : start + BATCH])
            rows.update(revision=F("revision") + 1, updated_at=timezone.now())
        sidecar.mark_stale(FACETS, ids)
        signals.organisations_changed.send(sender=Organisation, organisation_ids=ids)


def locked(organisation: Organisation) -> Organisation:
    """Return the organisation as it stands now, its row locked until the transaction ends.

    Raises:
        NotFound: it is gone.
    """
    row = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if row is None:
        raise NotFound
    return row


def moved(lifecycle: Lifecycle, verb: str, state: str) -> str:
    """Return the state after a move of the table.

    Raises:
        WrongState: the record is not where the move may start.
    """
    try:
        return lifecycle.after(verb, state)
    except ForbiddenMove as error:
        raise WrongState from error
