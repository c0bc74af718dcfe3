"""Ask the directory random questions and note how long each answer takes."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hanse.directory import index, services
from hanse.directory.models import Organisation
from hanse.directory.selectors.facets import FACETS
from hanse.directory.selectors.filters import SORTS, Filters, read_filters
from hanse.directory.selectors.listing import listing

SEED = 7
WORDS = ("manufacturing", "energy", "robotics", "food", "data", "materials", "water", "health", "services", "transport")


def random_filters(count: int) -> list[Filters]:
    """Return searches as people make them: none to five filters, some with keywords, any order, deep pages too.

    A value is drawn with the square root of its count: frequent ones, which cost most, often, and rare ones too.
    """
    random = np.random.default_rng(SEED)
    current = index.current()
    if current is None:
        raise RuntimeError("the index is not built")
    answer = current.view.answer(Filters().query)
    counts = {facet.name: answer.counts(facet.name) for facet in FACETS}
    values = {name: sorted(value for value in found if found[value]) for name, found in counts.items()}
    odds = {name: np.sqrt([counts[name][value] for value in own]) for name, own in values.items()}
    names = [name for name in values if values[name]]
    found = []
    for _ in range(count):
        query = QueryDict(mutable=True)
        for name in random.choice(names, int(random.integers(0, 6)), replace=False).tolist():
            count = int(random.integers(1, min(3, len(values[name])) + 1))
            drawn = random.choice(values[name], count, replace=False, p=odds[name] / odds[name].sum())
            query.setlist(name, drawn.tolist())
        if random.random() < 0.35:
            words = random.choice(WORDS, int(random.integers(1, 3)), replace=False).tolist()
            words[-1] = words[-1][: int(random.integers(1, 8))]
            query["q"] = " ".join(words)
        query["sort"] = str(random.choice([*SORTS, "name", "name"]))
        query["page"] = str(int(random.choice([1, 1, 1, 2, 50, 30_000])))
        found.append(read_filters(query))
    return found


def selector_times(searches: list[Filters]) -> dict[str, Any]:
    """Return milliseconds a search through the selector: index state, list page, every facet count, chips."""

    def ask(filters: Filters) -> int:
        current = index.current()
        return listing(current.view, filters).total if current else -1

    ask(searches[0])
    times, totals = zip(*(_timed(partial(ask, one)) for one in searches), strict=True)
    return {
        **percentiles(times),
        "queries": len(times),
        "median_found": int(np.median(totals)),
        "found_nothing": totals.count(0),
    }


def view_times(searches: list[Filters], url_name: str) -> dict[str, Any]:
    """Return milliseconds, bytes and SQL queries of whole pages through Django, templates included."""
    client = Client(SERVER_NAME="localhost")
    path = reverse(url_name)
    client.get(path)
    times, sizes, queries = [], [], []
    for one in searches:
        with CaptureQueriesContext(connection) as captured:
            elapsed, response = _timed(partial(client.get, one.address(path, with_page=True)))
        if response.status_code != 200:
            raise RuntimeError(f"{one.address(path)}: {response.status_code}")
        times.append(elapsed)
        sizes.append(len(response.content))
        queries.append(len(captured))
    return {
        **percentiles(times),
        "queries": len(times),
        "kb": round(float(np.median(sizes)) / 1000, 1),
        "sql": max(queries),
    }


def change_times(count: int) -> dict[str, Any]:
    """Return what a change costs: the first page after it, and taking it into the index."""
    ids = list(Organisation.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    Organisation.objects.filter(pk__in=ids).update(city="Synthetic Town")
    services.touch(ids)
    first, _ = _timed(index.current)
    again, _ = _timed(index.current)
    taken_in, _ = _timed(index.refresh)
    return {
        "rows": count,
        "first_view_ms": round(first, 1),
        "next_view_ms": round(again, 1),
        "refresh_s": round(taken_in / 1000, 2),
    }


def percentiles(times: Any) -> dict[str, float]:
    """Return median, 95th percentile and the longest, in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1), "max_ms": round(float(max(times)), 1)}


def peak_mb() -> int:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    value = function()
    return (time.perf_counter() - start) * 1000, value
