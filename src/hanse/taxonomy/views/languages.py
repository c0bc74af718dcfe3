"""Names of one thing in many languages, as a page lists them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf.locale import LANG_INFO

# Languages of the EU that Django has no translations, and so no name, for.
_OWN_NAMES = {"mt": "malti"}


def names_by_language(names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return names with the language's name in itself, in the order of the language codes."""
    return [{"lang": lang, "language": own_name(lang), "name": name} for lang, name in sorted(names.items())]


def own_name(lang: str) -> str:
    """Return what a language calls itself, or its code where that is not known.

    >>> own_name("fi"), own_name("mt"), own_name("xx")
    ('Suomi', 'Malti', 'Xx')
    """
    return (_OWN_NAMES.get(lang) or LANG_INFO.get(lang, {}).get("name_local", lang)).capitalize()
