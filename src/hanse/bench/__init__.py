"""Benchmarks, one file each; every one is a command that prints a table or one JSON object."""
