"""Names of one thing in many languages, as a page lists them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf.locale import LANG_INFO


def names_by_language(names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return names with the language's name in itself, in the order of the language codes."""
    return [
        {"lang": lang, "language": LANG_INFO.get(lang, {}).get("name_local", lang).capitalize(), "name": name}
        for lang, name in sorted(names.items())
    ]
