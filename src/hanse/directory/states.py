"""The whole life of an organisation's entry, of a mandate and of a claim, on one screen."""

from hanse.rules.lifecycle import Lifecycle, Move

ORGANISATION = Lifecycle(
    Move("hide", {"listed"}, "hidden", permission="directory.hide_organisation"),
    Move("list", {"hidden", "closed"}, "listed", permission="directory.hide_organisation"),
    Move("merge", {"listed", "hidden"}, "merged", permission="directory.merge_organisations"),
    Move("unmerge", {"merged"}, "listed", permission="directory.merge_organisations"),
    Move("close", {"listed", "hidden"}, "closed", permission="directory.close_organisation"),
)

MANDATE = Lifecycle(
    Move("accept", {"requested"}, "active", permission="directory.give_mandate"),
    Move("decline", {"requested"}, "declined", permission="directory.give_mandate"),
    Move("end", {"requested", "active"}, "ended", permission="directory.end_mandate"),
)

CLAIM = Lifecycle(
    Move("accept", {"open"}, "accepted", permission="directory.decide_claim"),
    Move("refuse", {"open"}, "refused", permission="directory.decide_claim"),
    Move("withdraw", {"open"}, "withdrawn", permission="directory.claim_organisation"),
)
