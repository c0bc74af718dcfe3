"""Tables of the core; one file a subject."""

from hanse.core.models.jobs import JobTicket, ScheduleEntry
from hanse.core.models.sidecar import SidecarIndex, StaleEntry
from hanse.core.models.throttle import DaySalt, ThrottleCount

__all__ = ["DaySalt", "JobTicket", "ScheduleEntry", "SidecarIndex", "StaleEntry", "ThrottleCount"]
