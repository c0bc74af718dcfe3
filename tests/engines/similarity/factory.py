"""A small world of organisations and projects that the tests share."""

from __future__ import annotations

from hanse.engines.similarity import MatchIndex, Participation, Profile, Project, build_index

PROJECTS = (
    Project(
        "p1",
        "Aluminium die casting with less energy in the melting furnace",
        participations=(Participation("foundry", True), Participation("university"), Participation("outside")),
    ),
    Project(
        "p2",
        "Energy recovery from furnaces of the metal casting industry",
        participations=(Participation("university", True), Participation("foundry")),
    ),
    Project("p3", "Photonics sensors for quality control in laser welding", participations=(Participation("laser"),)),
    Project("p4", "Textile fibres from recycled cotton", participations=(Participation("textile", True),)),
    Project("p5", "Casting simulation software for aluminium parts", participations=(Participation("university"),)),
)
PROFILES = (
    Profile("foundry", "Foundry institute: casting, moulds, furnaces", kind="centre"),
    Profile("laser", "Laser and photonics centre", kind="centre"),
    Profile("newcomer", "We advise on aluminium and furnaces", kind="centre"),
    Profile("polish", "Odlewnictwo aluminium, piece i energia", "pl", kind="centre"),
    Profile("silent", "", kind="centre"),
    Profile("textile", "Cotton, wool and recycled fibres", kind="university"),
    Profile("university", "Technical university with many departments", kind="university"),
)
DIE_CASTING = "We need to reduce the energy use of our aluminium die casting"


def small_index() -> MatchIndex:
    """Return the index of PROFILES and PROJECTS."""
    return build_index(PROFILES, PROJECTS)
