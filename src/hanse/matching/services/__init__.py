"""Writes of the matching; one file a subject."""

from hanse.matching.services.collaborations import confirm_collaboration, record_collaboration
from hanse.matching.services.introductions import (
    accept_introduction,
    ask_introduction,
    ask_question,
    decline_introduction,
    remind_waiting,
    reply_to_question,
    withdraw_for_site,
    withdraw_introduction,
)
from hanse.matching.services.merging import follow_merge, follow_unmerge
from hanse.matching.services.needs import (
    change_need,
    close_need,
    create_need,
    delete_need,
    forget_person,
    purge_unsaved,
    reopen_need,
    save_need,
    toggle_shortlisted,
)

__all__ = [
    "accept_introduction",
    "ask_introduction",
    "ask_question",
    "change_need",
    "close_need",
    "confirm_collaboration",
    "create_need",
    "decline_introduction",
    "delete_need",
    "follow_merge",
    "follow_unmerge",
    "forget_person",
    "purge_unsaved",
    "record_collaboration",
    "remind_waiting",
    "reopen_need",
    "reply_to_question",
    "save_need",
    "toggle_shortlisted",
    "withdraw_for_site",
    "withdraw_introduction",
]
