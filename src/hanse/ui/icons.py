"""The sprite of icons: which there are, and how one is written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "ui" / "vendor" / "icons.svg"


class UnknownIcon(ValueError):
    """The sprite has no such icon."""


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


def icon_svg(name: str, label: str = "") -> SafeString:
    """Return the SVG element of an icon.

    Raises:
        UnknownIcon: the sprite does not hold it.
    """
    if name not in icon_names():
        raise UnknownIcon(f"no icon '{name}' in {SPRITE.name}")
    address = static("ui/vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', address, name)
