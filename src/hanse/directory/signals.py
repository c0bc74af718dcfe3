"""What the directory tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with `organisation_ids` (a list of row numbers): upper apps mark their indexes stale.
organisations_changed = Signal()
# Sent inside the transaction, with `project_ids`.
projects_changed = Signal()
