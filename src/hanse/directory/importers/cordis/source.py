"""CORDIS as a source: what stands below every profile and project that came from it."""

from hanse.directory.services.imports import SourceFacts

CORDIS = SourceFacts(
    code="cordis",
    name="CORDIS, EU research results",
    url="https://cordis.europa.eu",
    licence="Reuse with attribution, Commission Decision 2011/833/EU",
    attribution="© European Union, CORDIS",
)
