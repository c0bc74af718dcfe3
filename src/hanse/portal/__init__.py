"""Pages that join several apps: the public home, a person's own page, search."""
