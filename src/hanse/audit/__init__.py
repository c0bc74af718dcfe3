"""The append-only, hash-chained log of what was done, by whom and when."""
