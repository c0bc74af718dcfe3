"""Cut a profile text into sentences, in any language, with their places in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(
    r"[.!?…;·]+[\"'»”’)\]]*[^\S\n]+"  # European and Greek ends, before a space
    r"|[。！？]+"  # full-width ends need no space
    r"|\s*[\r\n]+\s*"
    r"|\s+[•▪●–—]\s+"
)
# A full stop is none after a letter or two, a number, an abbreviation with an inner stop, or one of a few common ones.
_NO_END = re.compile(
    r"(?:^|[\s(])(?:\w{1,2}|\d+|\w+\.\w+|nos?|abb|art|max|min|bzw|cca|etc|gmb|inc|ltd|tel|tzn|tzw|usw|www|approx)\.$",
    re.IGNORECASE,
)
_EDGES = " \t\r\n\u00a0\u200b•▪●*-–—"
_LEAST = 12  # characters; a shorter piece joins the next on its line

Span = tuple[int, int]


@dataclass(frozen=True)
class Sentence:
    """A piece of a text: `text == whole[start:end]`."""

    text: str
    start: int
    end: int


def sentences(text: str, *, max_sentences: int = 12, max_chars: int = 400) -> list[Sentence]:
    """Return the first sentences of a text in order, none blank, none longer than `max_chars`, none overlapping.

    Longer ones are cut between words where there is a space. If there are more than `max_sentences`, neighbours are
    joined as far as `max_chars` allows before the rest is left out.

    Args:
        text: any text in any language.
        max_sentences: >= 1.
        max_chars: >= 20.
    """
    if max_sentences < 1 or max_chars < 20:
        raise ValueError("max_sentences must be at least 1, max_chars at least 20")
    # Enough for every sentence that may be returned; a paste of megabytes must not cost minutes.
    limit = min(len(text), 4 * max_sentences * max_chars)
    spans = [part for span in _ended(text, limit) for part in _cut(text, span, max_chars)]
    spans = _joined(text, spans, max_chars, short_only=True)
    if len(spans) > max_sentences:
        spans = _joined(text, spans, max_chars, short_only=False)
    return [Sentence(text[start:end], start, end) for start, end in spans[:max_sentences]]


def _ended(text: str, limit: int) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text, 0, limit):
        mark = match.group()
        is_stop = mark.startswith(".") and not mark.startswith("..")
        before, after = text[max(start, match.start() - 12) : match.start() + 1], text[match.end() : match.end() + 1]
        if is_stop and (after.islower() or _NO_END.search(before)):
            continue
        end = match.start() + len(mark.rstrip())
        yield from _trimmed(text, start, end if mark[0] in ".!?…;·。！？" else match.start())
        start = match.end()
    yield from _trimmed(text, start, limit)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and (text[start] in _EDGES or text[start].isspace()):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if any(each.isalnum() for each in text[start:end]):
        yield start, end


def _cut(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    start, end = span
    while end - start > max_chars:
        space = text.rfind(" ", start + max_chars // 2, start + max_chars + 1)
        stop = space if space > 0 else start + max_chars
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _joined(text: str, spans: list[Span], max_chars: int, *, short_only: bool) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined:
            before = joined[-1]
            fits = end - before[0] <= max_chars
            is_short = before[1] - before[0] < _LEAST and "\n" not in text[before[1] : start]
            if fits and (is_short or not short_only):
                joined[-1] = (before[0], end)
                continue
        joined.append((start, end))
    return joined
