"""Mail, the in-site inbox, reminders and digests."""
