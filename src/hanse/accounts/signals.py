"""What upper apps may react to."""

from django.dispatch import Signal

# person, at: somebody has a verified address and can sign in for the first time.
person_joined = Signal()
# kept, gone, at: sent before `gone` is deleted, when what pointed at it points at `kept` already.
person_merged = Signal()
# person, at: name, language or telephone changed.
person_changed = Signal()
