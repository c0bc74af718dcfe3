"""Hanse: the open one-stop shop for programmes that help SMEs innovate."""
