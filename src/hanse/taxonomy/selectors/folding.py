"""Text as search compares it: without case and accents, so that `Łódź`, `lodz` and `LODZ` are one."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "þ": "th", "ð": "d"})
MAX_QUERY = 200
MAX_WORDS = 12


def fold(text: str) -> str:
    """Return text in lower case, without accents, with single spaces.

    >>> fold("Łódzkie  GÓRY, Straße")
    'lodzkie gory, strasse'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.translate(_LETTERS).split())


def query_words(text: str) -> list[str]:
    """Return the folded words of a reader's query: all of them must be found. Length and number are bounded.

    >>> query_words("\\x00 Casting  of metals ")
    ['casting', 'of', 'metals']
    """
    return fold(text[:MAX_QUERY].replace("\x00", " ")).split()[:MAX_WORDS]
