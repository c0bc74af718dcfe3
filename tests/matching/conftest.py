"""A small world for the matching: four centres, two firms, three past projects, an index of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from factories.organisations import make_organisation, make_project
from factories.people import make_person

from hanse.accounts.models import Person
from hanse.directory.models import Organisation
from hanse.matching import index, services
from hanse.matching.models import Need

FURNACES = "We cast aluminium parts and want to cut the energy use of our furnaces by a third."


@pytest.fixture(autouse=True)
def index_of_its_own(settings, tmp_path: Path) -> None:
    settings.INDEX_DIR = tmp_path / "index"
    settings.MODEL_DIR = tmp_path / "no-model"


@dataclass
class World:
    """Who is in it; `heat` fits furnaces best, `young` has no past projects."""

    heat: Organisation
    laser: Organisation
    young: Organisation
    greek: Organisation
    firm: Organisation
    sme_owner: Person
    centre_owner: Person
    outsider: Person
    manager: Person

    def state(self, text: str = FURNACES, **values: object) -> Need:
        """State a need as the firm's owner."""
        from django.utils import timezone

        return services.create_need(
            text=text, criteria=values.pop("criteria", ()), actor=self.sme_owner, at=timezone.now(), **values
        )


@pytest.fixture
def world(db) -> World:
    sme_owner, centre_owner = make_person(name="Synthetic Owner"), make_person(name="Synthetic Centre Head")
    heat = make_organisation(
        "Heat Works Lab",
        country="PL",
        owner=centre_owner,
        about="We cut the energy use of aluminium furnaces: burner control and waste heat recovery for casting plants.",
        terms=["technology:casting"],
        lon=20.6,
        lat=50.9,
        trl_from=4,
        trl_to=7,
    )
    laser = make_organisation(
        "Laser Lab",
        country="DE",
        about="Laser cleaning of moulds and surface treatment.",
        terms=["technology:photonics"],
    )
    young = make_organisation(
        "Young Furnace Centre", country="FI", about="Energy audits of melting furnaces for aluminium casting."
    )
    greek = make_organisation("Olive Institute", country="EL", about="Food safety for olive oil producers.")
    firm = make_organisation(
        "Synthetic Castings", kind="sme", country="PL", owner=sme_owner, about="Castings of aluminium."
    )
    make_project(heat, laser, title="Aluminium furnace recuperators that save energy")
    make_project(heat, title="Digital twins of melting furnaces in aluminium foundries")
    make_project(laser, greek, title="Laser marking of bottles")
    return World(
        heat, laser, young, greek, firm, sme_owner, centre_owner, make_person(), make_person(roles=["manager"])
    )


@pytest.fixture
def indexed(world: World) -> World:
    index.rebuild()
    return world
