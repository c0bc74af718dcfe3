"""Writing: telling a person, mailing an address, sending what is due, and what staff and readers do with the lists."""

from hanse.notify.services.outbox import cancel, cancel_planned, forget_person, resend
from hanse.notify.services.reading import mark_all_read, mark_read, mark_unread
from hanse.notify.services.sending import send_due
from hanse.notify.services.telling import Recipient, mail, notify, queue_rendered

__all__ = [
    "Recipient",
    "cancel",
    "cancel_planned",
    "forget_person",
    "mail",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "notify",
    "queue_rendered",
    "resend",
    "send_due",
]
