"""Needs, suggestions with reasons, introductions and collaborations."""
