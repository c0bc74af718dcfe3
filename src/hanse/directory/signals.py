"""What the directory tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with `organisation_ids` (a list of row numbers): upper apps mark their
# indexes stale.
organisations_changed = Signal()
# Sent inside the transaction, with `project_ids`.
projects_changed = Signal()
# Sent inside the transaction, with `kept_id`, `merged_id`, `at`: upper apps point their rows at the kept organisation
# and return {"app.model:field": [row numbers]} of those that they moved; an undo sends `organisations_unmerged` with
# `kept_id`, `merged_id`, `at` and `moved`, what all of them returned, so that each can put its own rows back.
organisations_merged = Signal()
organisations_unmerged = Signal()
