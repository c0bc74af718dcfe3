"""Finds the terms that a table means: by id (`scheme:code`), by code, or by name in any language."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from hanse.directory.importers.values import BadValue
from hanse.taxonomy.models import Scheme
from hanse.taxonomy.selectors import fold
from hanse.taxonomy.selectors import terms as terms_of

# column -> the code lists in which its words are looked up, the first that knows one wins
SCHEMES: dict[str, tuple[str, ...]] = {
    "sectors": (Scheme.NACE21, Scheme.NACE2),
    "technologies": (Scheme.TECHNOLOGY, Scheme.KET2018, Scheme.KET2009, Scheme.I40),
    "ecosystems": (Scheme.ECOSYSTEM,),
    "emerging_industries": (Scheme.EMERGING_INDUSTRY,),
    "s3_priorities": (Scheme.S3,),
    "programmes": (Scheme.EU_PROGRAMME,),
    "languages": (Scheme.LANGUAGE,),
    "stages": (Scheme.SERVICE_STAGE,),
    "labels": (Scheme.CLUSTER_LABEL,),
}
_SECTION = re.compile(r"^[A-Z](?=\d\d)")
_LEVEL = re.compile(r"\s*=\s*([1-5])$")


class Vocabulary:
    """The terms of all code lists that a table may name, read when a column first asks."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, str]] = {}
        self._codes: dict[str, list[str]] = {}

    def _lookup(self, scheme: str) -> dict[str, str]:
        if scheme not in self._words:
            words: dict[str, str] = {}
            found = list(terms_of(scheme, with_inactive=True))
            for term in found:
                for name in (term.name, *term.names.values()):
                    words.setdefault(fold(name), term.pk)
            for term in found:  # a code is certain, a name may stand twice
                words[fold(term.code)] = term.pk
                words[fold(term.pk)] = term.pk
            self._words[scheme] = words
            self._codes[scheme] = [term.code for term in found]
        return self._words[scheme]

    def term(self, text: str, column: str) -> str:
        """Return the id of the term that a word of a column means.

        Raises:
            BadValue: no code list of the column has it; the message names what comes near.
        """
        wanted = text.strip()
        for scheme in SCHEMES[column]:
            words = self._lookup(scheme)
            for each in (wanted, _SECTION.sub("", wanted), wanted.replace(" ", "-").replace("_", "-")):
                if fold(each) in words:
                    return words[fold(each)]
        raise BadValue(
            _("%(column)s: '%(value)s' is in no code list.") % {"column": column, "value": wanted[:60]}
            + self._near(wanted, column)
        )

    def _near(self, wanted: str, column: str) -> str:
        codes = [code for scheme in SCHEMES[column] for code in self._codes[scheme]]
        close = difflib.get_close_matches(fold(wanted), codes, n=3, cutoff=0.5) or codes[:5]
        return " " + _("For example: %(codes)s.") % {"codes": ", ".join(close)}

    def terms(self, texts: Sequence[str], column: str) -> dict[str, int | None]:
        """Return term ids with the grade behind `=` (1 to 5) where one stands: `robotics=4`. Raises: BadValue."""
        found: dict[str, int | None] = {}
        for text in texts:
            match = _LEVEL.search(text)
            found[self.term(text[: match.start()] if match else text, column)] = int(match[1]) if match else None
        return found
