"""Tables of the core; one file a subject (`sidecar` here, `jobs` beside it)."""

from hanse.core.models.sidecar import SidecarIndex, StaleEntry

__all__ = ["SidecarIndex", "StaleEntry"]
