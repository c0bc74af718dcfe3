"""Money, numbers and time as people read them, by the locale of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext

SIGN_FIRST_LANGUAGES = ("en", "ga", "mt", "nl")
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "PLN": "zł", "SEK": "kr", "DKK": "kr", "CZK": "Kč", "HUF": "Ft"}
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
NO_BREAK = "\N{NO-BREAK SPACE}"


def number_words(value: object, decimals: int | None = None) -> str:
    """Return a number with the locale's separators; '' for nothing. `decimals` None keeps what the value has."""
    if value is None or value == "":
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return formats.number_format(exact, use_l10n=True, force_grouping=True)


def money_words(amount: object, currency: str = "EUR", decimals: int | None = None) -> str:
    """Return an amount with its currency where the language puts it: €50,000.00, or 50 000,00 €.

    Args:
        amount: in the currency's unit (not cents); Decimal, int or text.
        decimals: None shows cents only where there are some.
    """
    if amount is None or amount == "":
        return ""
    exact = Decimal(str(amount))
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 2
    text = number_words(abs(exact), decimals)
    minus = "−" if exact < 0 else ""
    sign = SIGNS.get(currency, currency)
    if (get_language() or "en").split("-")[0] in SIGN_FIRST_LANGUAGES:
        return f"{minus}{sign}{text}" if len(sign) == 1 else f"{minus}{currency}{NO_BREAK}{text}"
    return f"{minus}{text}{NO_BREAK}{sign}"


def signed_words(points: float | Decimal, decimals: int | None = None) -> str:
    """Return points with their sign and a true minus; one decimal below ten, where there is one, unless told."""
    size = abs(float(points))
    if decimals is None:
        decimals = 0 if size >= 10 or size == int(size) else 1
    return ("−" if points < 0 else "+") + number_words(size, decimals)


def as_moment(value: date | datetime) -> datetime:
    """Return a moment in UTC; a date means its first second, a time without zone is taken as UTC."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value if timezone.is_aware(value) else value.replace(tzinfo=UTC)


def span_words(seconds: float) -> str:
    """Return a length of time in its largest unit: '9 days', '3 hours', '1 minute'."""
    size = abs(seconds)
    if size < MINUTE_S:
        return gettext("less than a minute")
    if size < HOUR_S:
        count = int(size // MINUTE_S)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if size < 2 * DAY_S:
        count = int(size // HOUR_S)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    if size < 60 * DAY_S:
        count = int(size // DAY_S)
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    if size < 730 * DAY_S:
        count = int(size // (30.44 * DAY_S))
        return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
    count = int(size // (365.25 * DAY_S))
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}


def relative_words(value: date | datetime, now: datetime | None = None) -> str:
    """Return how far a moment is away: 'in 9 days', '3 hours ago', 'just now'."""
    seconds = (as_moment(value) - (now or timezone.now())).total_seconds()
    if abs(seconds) < MINUTE_S:
        return gettext("just now")
    span = span_words(seconds)
    return gettext("in %(span)s") % {"span": span} if seconds > 0 else gettext("%(span)s ago") % {"span": span}


def waiting_words(since: date | datetime, now: datetime | None = None) -> str:
    """Return how long somebody has waited, never below zero."""
    return span_words(max(0.0, ((now or timezone.now()) - as_moment(since)).total_seconds()))


def zoned(value: datetime, zone: str = "") -> datetime:
    """Return the moment in a named zone, or in the reader's."""
    moment = as_moment(value)
    return moment.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(moment)


def moment_words(value: datetime, zone: str = "") -> str:
    """Return date, time and zone, such as '30 Nov 2026, 17:00 CET'."""
    local = zoned(value, zone)
    return f"{formats.date_format(local, 'j M Y')}, {formats.date_format(local, 'H:i')} {local.tzname()}"


def is_soon(value: date | datetime, days: int = 14, now: datetime | None = None) -> bool:
    """Tell whether a moment lies within the next days: time to warn."""
    left = as_moment(value) - (now or timezone.now())
    return timedelta(0) <= left <= timedelta(days=days)


def is_past(value: date | datetime, now: datetime | None = None) -> bool:
    """Tell whether a moment has passed."""
    return as_moment(value) < (now or timezone.now())


def has_waited(since: date | datetime, days: int, now: datetime | None = None) -> bool:
    """Tell whether somebody has waited so many days or more."""
    return (now or timezone.now()) - as_moment(since) >= timedelta(days=days)
