"""The facet index of the directory: files beside the database, published by generation, exact while rows change.

`current()` is what a page asks; `rebuild()` and `refresh()` are what commands, jobs and imports call.
"""

from hanse.directory.index.generations import Busy, Status, rebuild, refresh, refresh_when_due, status
from hanse.directory.index.reading import Current, current

__all__ = ["Busy", "Current", "Status", "current", "rebuild", "refresh", "refresh_when_due", "status"]
