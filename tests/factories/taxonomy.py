"""Code lists for tests: the shipped tables, all of them (about a second) or only those that a test needs."""

from __future__ import annotations

from hanse.taxonomy.services import SHIPPED, LoadResult, load_tables

SMALL = (
    "countries",
    "ket2018",
    "ket2009",
    "i40",
    "technology",
    "technology_mapping",
    "ecosystem",
    "emerging_industry",
    "s3",
    "service_stage",
    "trl",
    "eu_programme",
    "cluster_label",
    "escp",
    "language",
)


def load_taxonomy(*, only: tuple[str, ...] | None = None) -> list[LoadResult]:
    """Load the shipped tables into the test database, whatever an operator's folder holds.

    In a module that needs them for many tests, load once:

        @pytest.fixture(scope="session")
        def django_db_setup(django_db_setup, django_db_blocker): ...

    Args:
        only: names of tables; `SMALL` leaves out NUTS and NACE and takes a tenth of a second.
    """
    return load_tables(folders=[SHIPPED], only=only)
