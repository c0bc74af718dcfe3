"""Code lists for tests: the shipped tables, all of them (under a second) or only those that a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from hanse.taxonomy.services import SHIPPED, LoadResult, load_tables

SMALL = (
    "countries",
    "technology",
    "ket2018",
    "ket2009",
    "i40",
    "ecosystem",
    "emerging_industry",
    "s3",
    "service_stage",
    "trl",
    "eu_programme",
    "cluster_label",
    "escp",
    "language",
    "technology_mapping",
)


def load_taxonomy(*, only: tuple[str, ...] | None = None) -> list[LoadResult]:
    """Load the shipped tables into the test database, whatever an operator's folder holds.

    Args:
        only: names of tables; `SMALL` leaves out NUTS and NACE and takes a tenth of a second.
    """
    return load_tables(folders=[SHIPPED], only=only)


@contextmanager
def taxonomy_loaded(django_db_blocker: Any, *, only: tuple[str, ...] | None = None) -> Iterator[None]:
    """Have the tables loaded once for many tests and gone afterwards; for a fixture of module scope.

        @pytest.fixture(scope="module")
        def taxonomy(django_db_setup, django_db_blocker):
            with taxonomy_loaded(django_db_blocker):
                yield

    Each test then uses `taxonomy` and `db`, and its own changes are rolled back as always.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_taxonomy(only=only)
        yield
        transaction.set_rollback(True)
