"""Public ids: random, sortable by time, safe in an address."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.db import models

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 26


def new_public_id() -> str:
    """Return a new ULID: 48 bits of milliseconds, then 80 random bits, 26 characters. Source: github.com/ulid/spec.

    >>> len(new_public_id())
    26
    """
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


class PublicIdField(models.CharField):
    """The id by which a record is known outside the database; never the row number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False, default=new_public_id)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        """Let a sent value with a NUL find nothing: PostgreSQL would refuse the query instead."""
        value = super().get_prep_value(value)
        return value.replace("\x00", "\ufffd") if isinstance(value, str) else value

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave out what the constructor sets by itself."""
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable", "default"):
            kwargs.pop(key, None)
        return name, path, args, kwargs
