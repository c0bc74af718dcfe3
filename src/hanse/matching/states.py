"""The whole life of a need and of an introduction on one screen."""

from hanse.rules.lifecycle import Lifecycle, Move

NEED = Lifecycle(
    Move("close", {"open"}, "closed", permission="matching.change_need"),
    Move("reopen", {"closed"}, "open", permission="matching.change_need"),
)

INTRODUCTION = Lifecycle(
    Move("accept", {"waiting", "asked"}, "accepted", permission="matching.answer_introduction"),
    Move("decline", {"waiting", "asked"}, "declined", permission="matching.answer_introduction"),
    Move("question", {"waiting"}, "asked", permission="matching.answer_introduction"),
    Move("reply", {"asked"}, "waiting", permission="matching.follow_introduction"),
    Move("withdraw", {"waiting", "asked"}, "withdrawn", permission="matching.follow_introduction"),
)
