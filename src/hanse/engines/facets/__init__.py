"""Facet counts, keyword search, order and map cells over bitmaps: pure data structures, no framework, no database.

Begin with `view.View`: what a reader asks. `builder.SegmentBuilder` makes a segment, `storage` keeps it as files.
"""
