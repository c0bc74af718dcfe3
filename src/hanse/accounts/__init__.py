"""People with or without a login, platform roles, consent, sign-in."""
