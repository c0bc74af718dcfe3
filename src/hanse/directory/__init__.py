"""Organisations, their people, offers, references, labels, and the ties between them."""
