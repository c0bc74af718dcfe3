"""Pages: one's own account, sign-in links, and the people list of the secretariat."""
