"""Matching by meaning, with the real language model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from factories.organisations import make_organisation
from factories.taxonomy import load_taxonomy
from matching.conftest import World

from hanse.directory.importers.demo import load_demo
from hanse.matching import index
from hanse.matching.models import TextVector

NEEDS = {
    "en": "we need to reduce the energy use of our aluminium die casting",
    "pl": "musimy zmniejszyć zużycie energii w naszej odlewni ciśnieniowej aluminium",
    "de": "wir müssen den Energieverbrauch unseres Aluminium-Druckgusses senken",
    "fi": "meidän on vähennettävä alumiinin painevalun energiankulutusta",
}


@pytest.fixture
def embedded(world: World, settings, model_folder: Path) -> World:
    settings.MODEL_DIR = model_folder
    make_organisation("Bakery Institute", about="Research on sourdough, baking ovens and the shelf life of bread.")
    done, is_complete = index.embed_missing()
    assert is_complete and done == TextVector.objects.count() > 0
    index.rebuild()
    return world


def test_the_same_need_in_four_languages_finds_the_same_centre(embedded: World) -> None:
    best = {language: index.suggest(text, language=language).items[0] for language, text in NEEDS.items()}
    furnace_people = {"Heat Works Lab", "Young Furnace Centre", "Synthetic Castings"}
    assert {language: item.organisation.name in furnace_people for language, item in best.items()} == dict.fromkeys(
        NEEDS, True
    )


def test_the_nearest_sentence_is_quoted_and_points_add_up(embedded: World) -> None:
    for item in index.suggest(NEEDS["pl"], language="pl").items:
        assert sum(reason.points for reason in item.reasons) == pytest.approx(item.score, abs=1e-9)
    reason = next(r for r in index.suggest(NEEDS["fi"], language="fi").items[0].reasons if r.kind == "semantic")
    assert reason.label.startswith("close in meaning: “")


def test_embedding_again_does_nothing(embedded: World) -> None:
    assert index.embed_missing() == (0, True)
    assert index.missing_count() == 0


def test_vectors_travel_in_a_file(embedded: World, tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    count = index.export_vectors(file)
    before = dict(TextVector.objects.values_list("pk", "vector"))
    TextVector.objects.all().delete()
    assert index.import_vectors(file) == count == len(before)
    assert {key: bytes(vector) for key, vector in TextVector.objects.values_list("pk", "vector")} == {
        key: bytes(vector) for key, vector in before.items()
    }
    assert np.load(file)["levels"].shape == (count, 384)


def test_a_stopped_run_goes_on_where_it_was(world: World, settings, model_folder: Path, monkeypatch) -> None:
    settings.MODEL_DIR = model_folder
    monkeypatch.setattr("hanse.matching.index.embed.BATCH", 2)
    first, is_complete = index.embed_missing(limit_s=0)
    assert (first, is_complete) == (2, False)
    second, is_complete = index.embed_missing()
    assert is_complete and TextVector.objects.count() == first + second


def test_shipped_vectors_cover_every_sentence_of_the_demo(db, settings, model_folder: Path) -> None:
    settings.MODEL_DIR = model_folder
    load_taxonomy()
    load_demo(at=timezone.now())
    assert index.import_demo_vectors() > 1_000
    assert index.missing_count() == 0
