"""Tags and filters of the look: `{% load ui %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.core.exceptions import DisallowedHost
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from hanse.ui import charts, fields, highlight, maps, words
from hanse.ui.icons import icon_svg

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a picture from the sprite; with a label it is read aloud, without one it is decoration."""
    return icon_svg(name, label)


@register.simple_tag
def extra(attrs: Mapping[str, Any]) -> SafeString:
    """Write the attributes that a component did not declare (hx-, data-, aria-), escaped as cotton's own are not."""
    undeclared = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    return format_html_join(
        "",
        ' {}="{}"',
        ((name, "" if value is True else value) for name, value in undeclared.items() if value not in (False, None)),
    )


@register.simple_tag(takes_context=True)
def active(context: Context, address: str, value: str = "page") -> SafeString:
    """Write aria-current where the page is at an address."""
    request = context.get("request")
    return (
        format_html(' aria-current="{}"', value) if request is not None and request.path == address else SafeString("")
    )


@register.simple_tag
def control(field: BoundField, help_text: object = "", counter: object = "") -> SafeString:
    """Draw the control of a form field with its class, and point from it to its help, errors and counter."""
    return fields.control(field, has_help=bool(help_text), has_counter=bool(counter))


@register.filter
def control_kind(field: BoundField) -> str:
    """Return 'one' (label above), 'check' (label beside) or 'group' (a fieldset of choices)."""
    return fields.kind(field)


@register.filter
def money(amount: object, currency: str = "EUR") -> str:
    """Write an amount with its currency."""
    return words.money_words(amount, currency)


@register.filter
def number(value: object, decimals: int | None = None) -> str:
    """Write a number with the locale's separators."""
    return words.number_words(value, decimals)


@register.filter
def relative(value: date | datetime | None) -> str:
    """Write how far a moment is away."""
    return words.relative_words(value) if value else ""


@register.filter
def waiting(value: date | datetime | None) -> str:
    """Write how long somebody has waited since a moment."""
    return words.waiting_words(value) if value else ""


@register.filter
def moment(value: datetime | None, zone: str = "") -> str:
    """Write date, time and zone."""
    return words.moment_words(value, zone) if value else ""


@register.filter
def iso(value: date | datetime | None) -> str:
    """Write a moment for machines."""
    return value.isoformat() if value else ""


@register.filter
def is_soon(value: date | datetime | None, days: int = 14) -> bool:
    """Tell whether a moment is near enough to warn."""
    return words.is_soon(value, int(days)) if value else False


@register.filter
def is_past(value: date | datetime | None) -> bool:
    """Tell whether a moment has passed."""
    return words.is_past(value) if value else False


@register.filter
def waited_longer(value: date | datetime | None, days: int) -> bool:
    """Tell whether somebody has waited more than so many days."""
    return words.has_waited(value, int(days)) if value else False


@register.filter
def highlighted(text: object, matched: Iterable[str] | str | None) -> SafeString:
    """Mark the words of an untrusted text that are forms of the given words."""
    wanted = matched.split() if isinstance(matched, str) else matched or ()
    return highlight.highlighted("" if text is None else str(text), wanted)


@register.filter
def marked_label(bar: charts.ReasonBar) -> SafeString:
    """Return the label of a reason with the matched words marked, in its quoted part where it has one."""
    before, quoted, after = bar.label.partition(bar.quoted) if bar.quoted else ("", bar.label, "")
    return format_html("{}{}{}", before, highlight.highlighted(quoted, bar.matched), after)


@register.filter
def written_points(bar: charts.ReasonBar) -> str:
    """Write the points of a reason; those that were rounded to add up keep their decimal."""
    return words.signed_words(bar.points) if bar.shown is None else words.signed_words(bar.shown, 1)


@register.filter
def initials(name: object) -> str:
    """Return up to two first letters of a name."""
    parts = [part for part in str(name or "").split() if part[0].isalpha()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


@register.filter
def text_id(value: object) -> str:
    """Return a value as it may stand in an id attribute."""
    return "".join(char if char.isalnum() else "-" for char in str(value))


@register.simple_tag
def reason_bars(reasons: Iterable[Any], scale: float | None = None) -> list[charts.ReasonBar]:
    """Return reasons with the widths of their bars."""
    return charts.reason_bars(reasons, float(scale) if scale else None)


@register.simple_tag
def bars(rows: Iterable[Any]) -> charts.BarChart:
    """Return the geometry of a chart of horizontal bars."""
    return charts.bar_chart(rows)


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """Return the address on this site from which the reader came, '' where it is unknown or somebody else's."""
    request = context.get("request")
    if request is None:
        return ""
    address = request.META.get("HTTP_REFERER", "")
    try:
        is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    except DisallowedHost:
        return ""
    parts = urlsplit(address)
    if not is_ours or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return f"{parts.path}?{parts.query}".rstrip("?")


@register.simple_tag
def percent(value: object, whole: object = 100) -> str:
    """Return a share as an SVG width such as '62.5%', between 0 and 100."""
    return charts.percent(value, whole)


@register.simple_tag
def drawn_map(
    points: Iterable[Any],
    focus: str = "",
    numbered: bool = False,
    shaded: Mapping[str, float] | None = None,
    wide: bool = False,
) -> maps.Drawing:
    """Return a map of Europe with its markers, ready to be written as SVG."""
    return maps.draw(points, focus=focus, numbered=numbered, shaded=shaded, wide=wide)


@register.simple_tag
def pages_offered(number: int, count: int, around: int = 1) -> list[int | None]:
    """Return the page numbers to offer, None for a gap."""
    shown = sorted({1, count, *range(max(1, number - around), min(count, number + around) + 1)})
    offered: list[int | None] = []
    for page in shown:
        if offered and page - (offered[-1] or 0) > 1:
            offered.append(None)
        offered.append(page)
    return offered


@register.simple_tag(takes_context=True)
def page_address(context: Context, key: str, page: int, step: int = 0) -> str:
    """Return the query of this page with another page number; everything else in the address stays."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[key] = str(int(page) + int(step))
    return "?" + query.urlencode()


@register.filter
def signed(points: float) -> str:
    """Write points with their sign and a true minus."""
    return words.signed_words(points)


@register.filter
def unlocal(value: object) -> str:
    """Write a number for an HTML attribute, whatever the locale."""
    return str(value)


@register.filter
def without_end(label: object) -> str:
    """Write a label without the mark at its end, so that a colon may follow."""
    return str(label).rstrip(".:?! ")
