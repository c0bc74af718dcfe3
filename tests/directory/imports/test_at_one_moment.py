"""Somebody works on an entry while an import writes it: on PostgreSQL with real threads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from factories.organisations import make_country
from factories.people import make_person

from hanse.directory import services
from hanse.directory.importers.organisations import import_organisations
from hanse.directory.models import Organisation
from hanse.directory.services.imports import organisations as importing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def table(folder: Path, about: str) -> Path:
    path = folder / "table.csv"
    path.write_text(f"key,name,kind,country,about\nk1,Synthetic Works,sme,PL,{about}\n", encoding="utf-8")
    return path


def test_what_is_done_to_an_entry_during_an_import_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: threads do not share a SQLite database in memory")
    make_country("PL")
    manager = make_person(roles=["manager"])
    import_organisations(table(tmp_path, "Old"), at=NOW)
    entry = Organisation.objects.get()

    def hide() -> None:
        services.hide_organisation(organisation=entry, actor=manager, at=NOW)
        connections.close_all()

    other, settle = Thread(target=hide), importing._Batch.settle

    def slowly(batch: Any, row: Any) -> tuple[str, str]:
        other.start()
        other.join(timeout=1)  # long enough to be done where nothing keeps it waiting
        return settle(batch, row)

    monkeypatch.setattr(importing._Batch, "settle", slowly)
    import_organisations(table(tmp_path, "New"), at=NOW)
    other.join()
    entry.refresh_from_db()
    assert (entry.about, entry.state) == ("New", "hidden")
