"""From a need to ranked organisations with reasons; see README.md of this folder."""

from hanse.engines.similarity.index import MatchIndex, Participation, Profile, Project, build_index
from hanse.engines.similarity.mix import Mix, shipped_mix
from hanse.engines.similarity.need import MET, MISSED, UNKNOWN, HardCriterion, Need, Semantic, SoftCriterion
from hanse.engines.similarity.ranking import rank
from hanse.engines.similarity.reasons import (
    Change,
    CriterionParameters,
    Exclusion,
    Match,
    PopularityParameters,
    ProjectShare,
    ProjectsParameters,
    Ranking,
    Reason,
    SentenceParameters,
    WordShare,
    WordsParameters,
    shown_points,
)
from hanse.engines.similarity.storage import IndexMissing, IndexOutdated, load_index, save_index

__all__ = [
    "MET",
    "MISSED",
    "UNKNOWN",
    "Change",
    "CriterionParameters",
    "Exclusion",
    "HardCriterion",
    "IndexMissing",
    "IndexOutdated",
    "Match",
    "MatchIndex",
    "Mix",
    "Need",
    "Participation",
    "PopularityParameters",
    "Profile",
    "Project",
    "ProjectShare",
    "ProjectsParameters",
    "Ranking",
    "Reason",
    "Semantic",
    "SentenceParameters",
    "SoftCriterion",
    "WordShare",
    "WordsParameters",
    "build_index",
    "load_index",
    "rank",
    "save_index",
    "shipped_mix",
    "shown_points",
]
