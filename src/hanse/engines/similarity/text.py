"""Text in, word stems out: the one analysis that every lexical index of the engine shares."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import Stemmer

MAX_CHARS = 50_000
MAX_WORD = 40

# ISO 639-1 -> Snowball algorithm; Croatian shares the Serbian one, which reads the Latin alphabet too
STEMMERS = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hr": "serbian",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
}
# Without an algorithm (bg, lv, mt, sk, sl) words are cut: most inflection stands at the end of the word.
CUT_AT = 6

_WORD = re.compile(r"[^\W_]+")
_HAS_LETTER = re.compile(r"[^\W\d_]")


class Word(NamedTuple):
    """One word of a text: what the index compares, and what people read."""

    stem: str
    surface: str


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no topic; empty where the language has no list.

    Args:
        language: ISO 639-1, any case.
    """
    return _stop_word_lists().get(language.lower(), frozenset())


@cache
def _stop_word_lists() -> dict[str, frozenset[str]]:
    raw = json.loads(files(__package__).joinpath("stopwords.json").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in raw.items()}


def words(text: str, language: str = "en") -> list[Word]:
    """Split a text into stemmed words without stop words, in reading order.

    Never fails: emoji and punctuation give nothing, unknown alphabets stay as they are, and text
    behind the first 50,000 characters is not read.

    Args:
        text: any string.
        language: ISO 639-1 code of the text; without a stemmer words are cut to six letters.

    >>> [word.stem for word in words("We need aluminium die-castings!")]
    ['aluminium', 'die', 'cast']
    """
    stops = stop_words(language)
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()
    surfaces = [
        token[:MAX_WORD]
        for token in _WORD.findall(plain)
        if len(token) > 1 and token not in stops and _HAS_LETTER.search(token)
    ]
    return [Word(stem, surface) for stem, surface in zip(_stems(surfaces, language), surfaces, strict=True)]


def terms(stems: Iterable[str]) -> list[str]:
    """Return the stems followed by their neighbouring pairs (joined by one space).

    >>> terms(["die", "cast"])
    ['die', 'cast', 'die cast']
    """
    singles = list(stems)
    return singles + [f"{left} {right}" for left, right in pairwise(singles)]


def _stems(surfaces: list[str], language: str) -> list[str]:
    algorithm = STEMMERS.get(language.lower())
    if algorithm is None:
        return [surface[:CUT_AT] for surface in surfaces]
    # a new stemmer per call: one instance keeps a cache and is not safe between threads
    return list(Stemmer.Stemmer(algorithm).stemWords(surfaces))
