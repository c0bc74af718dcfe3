"""Pure engines: arrays in, answers out; no Django, no clock, no database."""
