"""Terms of the code lists: search, the tree, and what a term corresponds to elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from hanse.core.errors import NotFound
from hanse.taxonomy.models import Scheme, Term, TermMapping
from hanse.taxonomy.selectors.folding import query_words

MAX_DEPTH = 12  # deeper than any list; ends a walk through a broken tree


def _sayable(code: str) -> str:
    # PostgreSQL refuses a NUL byte in any text, even in a search for it; no code has this character.
    return code.replace("\x00", "\ufffd")


def scheme_or_404(scheme: str) -> Scheme:
    """Return the scheme of that name.

    Raises:
        NotFound: there is none.
    """
    try:
        return Scheme(scheme)
    except ValueError:
        raise NotFound from None


def terms(
    scheme: str,
    *,
    parent: str | None = None,
    level: int | None = None,
    search: str = "",
    with_inactive: bool = False,
) -> QuerySet[Term]:
    """Return the terms of a list in its own order.

    Args:
        scheme: a value of `Scheme`.
        parent: a code: only the terms right below it; an empty text: only those at the top; None: all.
        level: 1 at the top; None: all.
        search: words of a name in any language, or a code; all must be found.
        with_inactive: also those that a newer table no longer has.
    """
    found = Term.objects.filter(scheme=scheme).defer("search_text")
    if not with_inactive:
        found = found.filter(is_active=True)
    if parent is not None:
        parent_id = f"{scheme}:{_sayable(parent)}"
        found = found.filter(parent_id=parent_id) if parent else found.filter(parent__isnull=True)
    if level is not None:
        found = found.filter(level=level)
    for word in query_words(search):
        found = found.filter(search_text__contains=word)
    # EuroSciVoc grows import by import; its descriptions are the paths, whose order is that of the tree.
    return found.order_by("description") if scheme == Scheme.EUROSCIVOC else found


def terms_everywhere(search: str) -> QuerySet[Term]:
    """Return the terms in use, of all lists, that have all the words of a search; the tops of the lists first."""
    found = Term.objects.filter(is_active=True).defer("search_text").order_by("level", "scheme", "order")
    for word in query_words(search):
        found = found.filter(search_text__contains=word)
    return found


def term_for(scheme: str, code: str) -> Term | None:
    """Return a term by its list and code, also one no longer in use; None when there is none. One query."""
    return Term.objects.filter(scheme=scheme, code=_sayable(code)).first()


def term_or_404(scheme: str, code: str) -> Term:
    """Return a term by its list and code.

    Raises:
        NotFound: there is none.
    """
    found = Term.objects.filter(scheme=scheme, code=_sayable(code)).first()
    if found is None:
        raise NotFound
    return found


def terms_by_id(ids: Iterable[str]) -> dict[str, Term]:
    """Return the known ones of these `scheme:code` ids. One query."""
    return Term.objects.defer("search_text").in_bulk([_sayable(term_id) for term_id in ids])


def children(term: Term) -> QuerySet[Term]:
    """Return the terms right below, in the list's order."""
    return terms(term.scheme, parent=term.code)


def ancestors(term: Term) -> Sequence[Term]:
    """Return the terms above, the top first. One query for each level above."""
    found: list[Term] = []
    parent_id = term.parent_id
    while parent_id and len(found) < MAX_DEPTH:
        parent = Term.objects.defer("search_text").get(id=parent_id)
        found.append(parent)
        parent_id = parent.parent_id
    return found[::-1]


def with_descendants(ids: Iterable[str]) -> set[str]:
    """Return these ids and those of all terms below them: who filters by a section means its classes too.

    One query for each level below.
    """
    found = set(ids)
    level = found
    for _depth in range(MAX_DEPTH):
        level = set(Term.objects.filter(parent_id__in=level).values_list("id", flat=True)) - found
        if not level:
            break
        found |= level
    return found


def mappings_of(term: Term) -> Sequence[TermMapping]:
    """Return what this term corresponds to in other lists."""
    return list(TermMapping.objects.filter(source=term).select_related("target"))


def mapped_to(term: Term) -> Sequence[TermMapping]:
    """Return the mappings of other terms that lead to this one."""
    return list(TermMapping.objects.filter(target=term).select_related("source"))


def term_counts() -> dict[str, int]:
    """Return how many terms in use each list has. One query."""
    counted = Term.objects.filter(is_active=True).order_by().values_list("scheme").annotate(count=Count("id"))
    return dict(counted)


def levels_of(scheme: str) -> list[int]:
    """Return the levels that a list has, for its filter. One query."""
    found = Term.objects.filter(scheme=scheme, is_active=True).order_by("level").values_list("level", flat=True)
    return list(found.distinct())
