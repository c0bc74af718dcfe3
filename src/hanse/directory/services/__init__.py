"""Writes of the directory; one file a subject."""

from hanse.directory.services.organisations import (
    close_organisation,
    create_organisation,
    derive_keys,
    hide_organisation,
    list_organisation,
    update_organisation,
)
from hanse.directory.services.stale_edits import FieldChange, StaleEdit
from hanse.directory.services.touch import touch

__all__ = [
    "FieldChange",
    "StaleEdit",
    "close_organisation",
    "create_organisation",
    "derive_keys",
    "hide_organisation",
    "list_organisation",
    "touch",
    "update_organisation",
]
