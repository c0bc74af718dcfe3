"""Forms of the directory; one file a subject."""
