"""Saving a form that may be old, and the page on which two people's changes meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hanse.core.errors import Invalid
from hanse.directory.services import FieldChange, StaleEdit

# What a form remembers of one choice between two texts.
CHOICE = "stays_"


def saved(form: Any, save: Callable[[dict[str, Any], dict[str, Any] | None], Any]) -> Any:
    """Save a valid form; a refusal of the domain becomes an error of its field.

    Args:
        save: takes the values and those that the form showed.
    Returns:
        what `save` returns, None where it refused.
    Raises:
        StaleEdit.
    """
    values, base = form.values(), form.base_values()
    for name, column in form.columns.items():
        if form.data.get(CHOICE + name) == "theirs" and base is not None:
            # The base of this second round holds the other's text: leaving it alone is what the reader chose.
            values[column] = base[column]
    try:
        return save(values, base)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, f"{error.message} {error.next_step}")
        return None


def conflict_page(
    request: HttpRequest, form: Any, error: StaleEdit, record: Any, context: dict[str, Any]
) -> HttpResponse:
    """Show both texts of each field that two people changed, and carry everything else that was written along."""
    by_column = {column: name for name, column in form.columns.items()}
    names = [by_column[change.field] for change in error.changes]
    now = form.signed({column: getattr(record, column) for column in form.columns.values()})
    kept = [(field.html_name, value) for field in form if field.name != "base" for value in _sent(form, field)]
    changes = [
        {
            "name": CHOICE + name,
            "label": form.fields[name].label,
            "theirs": _words(form, name, change.theirs),
            "mine": _words(form, name, change.mine),
        }
        for name, change in zip(names, error.changes, strict=True)
    ]
    return render(
        request, "directory/conflict.html", {**context, "changes": changes, "kept": [*kept, ("base", now)]}, status=409
    )


def _sent(form: Any, field: Any) -> list[str]:
    return [value for value in form.data.getlist(field.html_name) if isinstance(value, str)]


def _words(form: Any, name: str, value: FieldChange | Any) -> str:
    if value in (None, "", []):
        return _("(empty)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, choices.get(str(value), value)))
