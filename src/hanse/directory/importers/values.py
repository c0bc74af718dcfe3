"""Reads single values as tables write them: dates, numbers, yes and no, addresses on the web, places."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

MAX_AMOUNT = Decimal(10) ** 12
_is_url = URLValidator(schemes=["http", "https"])
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


class BadValue(ValueError):
    """A value that does not fit its column; the text says which and what would."""


def day(text: str, column: str) -> date | None:
    """Return a day, None where empty. Raises: BadValue."""
    if not text:
        return None
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise BadValue(_("%(column)s: '%(value)s' is no day; write 2026-11-21.") % {"column": column, "value": text[:40]})


def amount(text: str, column: str) -> Decimal | None:
    """Return an amount of money in euros and cents, None where empty; decimal point or comma. Raises: BadValue."""
    if not text:
        return None
    plain = text.replace(" ", "").replace("\u00a0", "")
    if "," in plain:
        plain = (
            plain.replace(".", "").replace(",", ".") if plain.rfind(",") > plain.rfind(".") else plain.replace(",", "")
        )
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= MAX_AMOUNT:
        raise BadValue(_("%(column)s: '%(value)s' is no amount.") % {"column": column, "value": text[:40]})
    return value.quantize(Decimal("0.01"))


def whole(text: str, column: str, low: int, high: int) -> int | None:
    """Return a whole number from `low` to `high`, None where empty. Raises: BadValue."""
    if not text:
        return None
    try:
        value = int(text.removesuffix(".0"))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise BadValue(
            _("%(column)s: '%(value)s' is no whole number from %(low)d to %(high)d.")
            % {"column": column, "value": text[:40], "low": low, "high": high}
        )
    return value


def yes_no(text: str) -> bool | None:
    """Return what a yes-or-no cell says, None where it says nothing."""
    word = text.strip().casefold()
    if word in {"true", "1", "yes", "y", "x"}:
        return True
    return False if word in {"false", "0", "no", "n"} else None


def url(text: str) -> str:
    """Return a web address with its scheme, '' where the text is none (registers put words there)."""
    text = text.strip()
    if not text or " " in text:
        return ""
    text = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        _is_url(text)
    except ValidationError:
        return ""
    return text if len(text) <= 500 else ""


def place(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Return longitude and latitude in degrees, or two times None where they are no place on earth."""
    try:
        lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        return None, None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None, None
    return lon, lat


def fits(text: str, limit: int, column: str) -> str:
    """Return a text that its field can hold. Raises: BadValue."""
    if len(text) > limit:
        raise BadValue(
            _("%(column)s has %(count)d characters; %(limit)d fit.")
            % {"column": column, "count": len(text), "limit": limit}
        )
    return text


def without_formula(text: str) -> str:
    """Return a cell that no spreadsheet program runs as a formula when a report is opened."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
