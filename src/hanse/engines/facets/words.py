"""Words of a text as the index compares them: no accents, no case, no punctuation."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart into a base letter and a mark.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
MAX_WORD = 40  # characters; a longer run is no word that anybody types


def fold(text: str) -> str:
    """Return the text in lower case without marks on its letters.

    >>> fold("Łódź Größe ΔΊΚΤΥΟ")
    'lodz grosse δικτυο'
    """
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).translate(PLAIN)


def words_of(text: str) -> list[str]:
    """Return the folded words in their order, repeats included.

    >>> words_of("Café-Lab 4.0")
    ['cafe', 'lab', '4', '0']
    """
    return [word[:MAX_WORD] for word in WORD.findall(fold(text))]


def sort_key(name: str) -> str:
    """Return what a name is ordered by: its folded words, so that quotes and accents do not decide.

    >>> sort_key("«Åbo» Akademi")
    'abo akademi'
    """
    return " ".join(words_of(name)) or fold(name)
