"""Reads of the directory, each with its access check; one file a subject."""
