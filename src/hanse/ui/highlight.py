"""Marks the words of a text that matched: without regard to accents, case and endings, and never trusting the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"[^\W_]+", re.UNICODE)
MIN_STEM = 4
LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def plain(word: str) -> str:
    """Return a word in lower case without accents.

    >>> plain("Öfen"), plain("Żeliwo"), plain("ŁÓDŹ")
    ('ofen', 'zeliwo', 'lodz')
    """
    parts = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS_WITHOUT_PARTS))
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(LETTERS_WITHOUT_PARTS)


def same_word(left: str, right: str) -> bool:
    """Tell whether two plain words are forms of one: they share all but a short ending.

    >>> same_word("furnace", "furnaces"), same_word("casting", "cast"), same_word("art", "article")
    (True, True, False)
    """
    if left == right:
        return True
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) < MIN_STEM or len(longer) - len(shorter) > 3:
        return False
    shared = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shared >= max(MIN_STEM, len(shorter) - 2)


def highlighted(text: str, words: Iterable[str]) -> SafeString:
    """Return the text escaped, with every word that is a form of one of `words` inside <mark>.

    A short word is marked only beside another marked one or where it is written as a sign (CNC, 3D): the 'die' of
    'die casting' means nothing in a German sentence.

    Args:
        text: untrusted text.
        words: words or phrases; a phrase counts by its words.
    """
    wanted = {plain(part) for word in words for part in WORD.findall(str(word))}
    found = list(WORD.finditer(text))
    fits = [any(same_word(bare, word) for word in wanted) for bare in (plain(match.group()) for match in found)]
    pieces, end = [], 0
    for place, match in enumerate(found):
        beside = fits[max(0, place - 1) : place] + fits[place + 1 : place + 2]
        if fits[place] and (_stands_alone(match.group()) or any(beside)):
            pieces += [escape(text[end : match.start()]), f"<mark>{escape(match.group())}</mark>"]
            end = match.end()
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above


def _stands_alone(word: str) -> bool:
    return len(word) >= MIN_STEM or not (word.isalpha() and word.islower())
