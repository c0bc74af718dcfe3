"""Template tags of the matching."""
