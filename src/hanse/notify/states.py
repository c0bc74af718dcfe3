"""The life of a mail in the outbox."""

from __future__ import annotations

from hanse.rules.lifecycle import Lifecycle, Move

QUEUED, SENT, FAILED, CANCELLED = "queued", "sent", "failed", "cancelled"

LIFECYCLE = Lifecycle(
    Move("send", {QUEUED}, SENT, permission="notify.system"),
    Move("give_up", {QUEUED}, FAILED, permission="notify.system"),
    Move("cancel", {QUEUED, FAILED}, CANCELLED, permission="notify.manage_outbox"),
    Move("resend", {SENT, FAILED, CANCELLED}, QUEUED, permission="notify.manage_outbox"),
)
