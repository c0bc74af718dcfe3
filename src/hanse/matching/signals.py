"""What the matching tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction with `introduction` and the `move` just made.
introduction_moved = Signal()
