"""Pages of the matching; one file a subject."""
