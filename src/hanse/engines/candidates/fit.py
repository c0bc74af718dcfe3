"""Which candidates meet a criterion, which miss it, and of which nobody knows."""

from __future__ import annotations

import numpy as np

from hanse.engines.candidates.catalogue import NO_LEVEL, Catalogue
from hanse.engines.candidates.criteria import Criterion, circle, trl_range

MISSED, MET, UNKNOWN = 0, 1, -1  # as `hanse.engines.similarity` takes them
YES, SILENT, NO = 1.0, 0.0, -1.0  # while comparing alternatives: a yes beats silence, silence beats a no
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980
TERM_SCHEMES = {
    "technology": ("technology", "ket2009", "ket2018", "i40"),
    "sector": ("nace2", "nace21", "ecosystem"),
    "stage": ("service_stage",),
    "language": ("language",),
    "label": ("cluster_label",),
}


def fit(catalogue: Catalogue, criterion: Criterion) -> np.ndarray:
    """Return how each candidate meets a criterion, int8 (n,): MET 1, MISSED 0, UNKNOWN -1.

    A fact that a candidate does not state is UNKNOWN, never a miss: silence must not cost more than a plain no.
    """
    answer = _answer(catalogue, criterion)
    return np.where(answer > 0, MET, np.where(answer < 0, MISSED, UNKNOWN)).astype(np.int8)


def _answer(catalogue: Catalogue, criterion: Criterion) -> np.ndarray:
    if criterion.code == "distance":
        return _within(catalogue, *circle(criterion.value))
    if criterion.code == "trl":
        return _trl(catalogue, *trl_range(criterion.value))
    if criterion.code == "availability":
        return _availability(catalogue)
    best = np.full(len(catalogue), NO)
    for value in criterion.alternatives:
        best = np.maximum(best, _one(catalogue, criterion.code, value))
    return best


def _one(catalogue: Catalogue, code: str, value: str) -> np.ndarray:
    if code == "kind":
        return _coded(catalogue.kind, catalogue.kinds, value)
    if code in {"country", "abroad", "one_abroad"}:
        same = _coded(catalogue.country, catalogue.countries, value)
        return same if code == "country" else -same
    if code == "region":
        result = np.where(catalogue.carries_scheme.get("region", np.zeros(len(catalogue), bool)), NO, SILENT)
        # A candidate of another country misses the region even when its own region is not known.
        result[_coded(catalogue.country, catalogue.countries, value[:2]) == NO] = NO
        result[catalogue.rows_with(f"region:{value}")] = YES
        return result
    known = np.zeros(len(catalogue), bool)
    for scheme in TERM_SCHEMES[code]:
        known |= catalogue.carries_scheme.get(scheme, known)
    # Labels are exhaustive: who states none has none that is valid today.
    result = np.where(known | (code == "label"), NO, SILENT)
    result[catalogue.rows_with(value)] = YES
    return result


def _coded(column: np.ndarray, words: tuple[str, ...], value: str) -> np.ndarray:
    result = np.full(len(column), NO)
    if "" in words:
        result[column == words.index("")] = SILENT
    if value in words:
        result[column == words.index(value)] = YES
    return result


def _trl(catalogue: Catalogue, low: int, high: int) -> np.ndarray:
    stated = (catalogue.trl_from != NO_LEVEL) & (catalogue.trl_to != NO_LEVEL)
    touches = (catalogue.trl_from <= high) & (catalogue.trl_to >= low)
    return np.where(stated, np.where(touches, YES, NO), SILENT)


def _availability(catalogue: Catalogue) -> np.ndarray:
    points = {"open": YES, "waiting_list": NO, "closed": NO}
    table = np.array([points.get(word, SILENT) for word in catalogue.availabilities] or [SILENT])
    return table[catalogue.availability]


def _within(catalogue: Catalogue, lon: float, lat: float, km: float) -> np.ndarray:
    # Haversine, exact enough on a sphere for 'within 200 km'.
    there_lon, there_lat = np.radians(catalogue.lon.astype(float)), np.radians(catalogue.lat.astype(float))
    here_lon, here_lat = np.radians(lon), np.radians(lat)
    half = (
        np.sin((there_lat - here_lat) / 2) ** 2
        + np.cos(here_lat) * np.cos(there_lat) * np.sin((there_lon - here_lon) / 2) ** 2
    )
    with np.errstate(invalid="ignore"):
        distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        return np.where(np.isnan(distance), SILENT, np.where(distance <= km, YES, NO))
