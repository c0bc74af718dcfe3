"""Two people at one form: what each changed, and where they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hanse.core.errors import Conflict


@dataclass(frozen=True)
class FieldChange:
    """One field that two people set differently since the form was opened."""

    field: str
    base: Any
    theirs: Any
    mine: Any


class StaleEdit(Conflict):
    """Somebody else changed the same fields meanwhile; `changes` says which, and how."""

    message = _("Somebody else has changed the same fields since you opened the form.")
    next_step = _("Choose which text stays, field by field. Nothing you wrote is lost.")

    def __init__(self, changes: list[FieldChange]) -> None:
        self.changes = changes
        super().__init__()


def values_to_write(
    *, base: Mapping[str, Any] | None, mine: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields to write: those that the writer changed, over what others changed elsewhere.

    Args:
        base: the values that the form showed when it was opened; None when it cannot be old.
        mine: the values sent.
        now: the values that stand in the database.
    Raises:
        StaleEdit: both changed one field, to different values.
    """
    base = now if base is None else base
    changed = {name: value for name, value in mine.items() if value != base.get(name, now[name])}
    clashes = [
        FieldChange(name, base.get(name), now[name], value)
        for name, value in changed.items()
        if now[name] != base.get(name, now[name]) and value != now[name]
    ]
    if clashes:
        raise StaleEdit(clashes)
    return {name: value for name, value in changed.items() if value != now[name]}
