"""The index is never silently wrong: after changes, a killed build, a lost folder, or while another process builds."""

from __future__ import annotations

import fcntl
from datetime import date
from pathlib import Path

import pytest
from factories.organisations import make_organisation, make_term

from hanse.core import sidecar
from hanse.directory import index, services
from hanse.directory.index import generations, reading
from hanse.directory.models import Accreditation, Organisation
from hanse.directory.selectors.filters import Filters

pytestmark = pytest.mark.django_db


def _names(**chosen: tuple[str, ...]) -> list[str]:
    current = index.current()
    assert current is not None
    found = current.view.answer(Filters(chosen=chosen).query).ids("name").tolist()
    names = dict(Organisation.objects.values_list("pk", "name"))
    return [names[pk] for pk in found]


def _folders(index_dir: Path) -> set[str]:
    return {path.name for path in (index_dir / "facets").iterdir() if path.is_dir()}


def test_the_first_reader_of_a_small_site_builds_the_index(index_dir: Path) -> None:
    make_organisation("Beta Works")
    make_organisation("Alpha Lab")
    assert _names() == ["Alpha Lab", "Beta Works"]
    assert _folders(index_dir) == {index.status().generation}


def test_a_reader_sees_a_change_before_any_job_ran() -> None:
    changed, hidden = make_organisation("Beta Works"), make_organisation("Alpha Lab")
    generation = index.rebuild()
    Organisation.objects.filter(pk=changed.pk).update(kind="hub", name="Aaa Works")
    Organisation.objects.filter(pk=hidden.pk).update(state="hidden")
    new = make_organisation("Ccc Works", kind="hub")
    services.touch([changed.pk, hidden.pk, new.pk])

    assert _names() == ["Aaa Works", "Ccc Works"]
    assert _names(kind=("hub",)) == ["Aaa Works", "Ccc Works"]
    assert index.status().generation == generation


def test_a_refresh_takes_changes_in_and_leaves_nothing_stale() -> None:
    one = make_organisation("Beta Works")
    first = index.rebuild()
    Organisation.objects.filter(pk=one.pk).update(name="Gamma Works")
    services.touch([one.pk])
    second = index.refresh()

    assert second != first
    assert (index.status().stale, _names()) == (0, ["Gamma Works"])
    assert index.refresh() == second


def test_a_change_during_a_build_stays_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_organisation("Beta Works")
    services.touch([one.pk])
    write = generations.storage.write

    def change_then_write(*args: object) -> None:
        Organisation.objects.filter(pk=one.pk).update(name="Gamma Works")
        services.touch([one.pk])
        write(*args)

    monkeypatch.setattr(generations.storage, "write", change_then_write)
    index.rebuild()
    assert (index.status().stale, _names()) == (1, ["Gamma Works"])


def test_a_build_killed_before_its_publication_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, index_dir: Path
) -> None:
    one = make_organisation("Beta Works")
    first = index.rebuild()
    Organisation.objects.filter(pk=one.pk).update(name="Gamma Works")
    services.touch([one.pk])

    def die(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(sidecar, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            index.refresh()
    assert (index.status().generation, len(_folders(index_dir)), _names()) == (first, 2, ["Gamma Works"])

    last = index.refresh()
    assert (_folders(index_dir), _names()) == ({first, last}, ["Gamma Works"])


def test_a_reader_of_a_removed_generation_goes_on(index_dir: Path) -> None:
    one = make_organisation("Beta Works")
    index.rebuild()
    held = index.current()
    for name in ("Gamma Works", "Delta Works"):
        Organisation.objects.filter(pk=one.pk).update(name=name)
        services.touch([one.pk])
        index.refresh()
    assert held is not None
    assert held.generation not in _folders(index_dir)
    assert held.view.answer(Filters().query).total == 1


def test_a_lost_or_damaged_folder_is_built_anew(index_dir: Path) -> None:
    make_organisation("Beta Works")
    generation = index.rebuild()
    (index_dir / "facets" / generation / "ids.npy").unlink()
    reading._kept.clear()
    assert index.status().is_damaged
    assert _names() == ["Beta Works"]
    assert (index.status().is_damaged, index.status().generation != generation) == (False, True)


def test_a_large_site_without_an_index_is_not_built_by_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 1)
    make_organisation("Beta Works")
    assert index.current() is None


def test_many_changes_are_taken_in_first_unless_another_process_builds(
    monkeypatch: pytest.MonkeyPatch, index_dir: Path
) -> None:
    monkeypatch.setattr(reading, "OVERLAY_LIMIT", 2)
    generation = index.rebuild()
    new = [make_organisation(f"Works {number}").pk for number in range(3)]
    services.touch(new)
    with (index_dir / "facets" / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert (_names(), index.status().generation) == (["Works 0", "Works 1", "Works 2"], generation)
        with pytest.raises(generations.Busy):
            index.rebuild(wait_s=0)
    assert _names() == ["Works 0", "Works 1", "Works 2"]
    assert (index.status().generation != generation, index.status().stale) == (True, 0)


def test_a_label_begins_and_ends_without_anybody_touching_it(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = make_organisation("Beta Works")
    Accreditation.objects.create(
        organisation=organisation,
        label=make_term("cluster_label:gold"),
        title="Label",
        issuer="Synthetic issuer",
        valid_from=date(2026, 3, 2),
        valid_until=date(2026, 3, 3),
    )
    found = []
    for day in range(1, 6):
        for module in (generations, reading):
            monkeypatch.setattr(module, "today", lambda day=day: date(2026, 3, day))
        found.append(_names(label=("gold",)))
    assert found == [[], ["Beta Works"], ["Beta Works"], [], []]


def test_a_deleted_organisation_is_gone_at_once() -> None:
    one = make_organisation("Beta Works")
    index.rebuild()
    services.touch([one.pk])
    one.delete()
    assert _names() == []


def test_a_job_refreshes_a_small_index_at_once_and_a_large_one_when_it_is_worth_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = make_organisation("Beta Works")
    first = index.refresh_when_due()
    assert index.refresh_when_due() is None
    services.touch([one.pk])
    second = index.refresh_when_due()
    assert (second is not None, second != first, index.status().stale) == (True, True, 0)

    monkeypatch.setattr(generations, "LARGE", 1)
    monkeypatch.setattr(generations, "LARGE_CHANGES", 2)
    services.touch([one.pk])
    assert (index.refresh_when_due(), index.status().stale) == (None, 1)
    services.touch([one.pk, make_organisation("Gamma Works").pk])
    assert (index.refresh_when_due() is not None, index.status().stale) == (True, 0)
    services.touch([one.pk])
    monkeypatch.setattr(generations, "LARGE_AFTER_HOURS", 0)
    assert (index.refresh_when_due() is not None, index.status().stale) == (True, 0)


def test_a_job_leaves_the_index_to_another_builder(index_dir: Path) -> None:
    make_organisation("Beta Works")
    (index_dir / "facets").mkdir(parents=True)
    with (index_dir / "facets" / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert index.refresh_when_due() is None
