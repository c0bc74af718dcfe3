"""Writes of the directory; one file a subject."""

from hanse.directory.services.claims import (
    accept_claim,
    claim_organisation,
    refuse_claim,
    withdraw_claim,
)
from hanse.directory.services.cluster_memberships import confirm_cluster_membership, end_cluster_membership
from hanse.directory.services.duplicates import (
    dismiss_duplicate,
    find_duplicates,
    reopen_duplicate,
)
from hanse.directory.services.forgetting import forget_person
from hanse.directory.services.invitations import (
    accept_invitation,
    decline_invitation,
    hash_of,
    invite_person,
    resend_invitation,
    withdraw_invitation,
)
from hanse.directory.services.mandates import (
    accept_mandate,
    ask_mandate,
    decline_mandate,
    end_mandate,
    give_mandate,
)
from hanse.directory.services.merges import (
    merge_organisations,
    undo_merge,
)
from hanse.directory.services.offers import (
    add_accreditation,
    add_offer,
    delete_accreditation,
    delete_offer,
    set_target_countries,
    set_terms,
    update_accreditation,
    update_offer,
)
from hanse.directory.services.onboarding import (
    PlannedRow,
    plan_onboarding,
    start_onboarding,
)
from hanse.directory.services.onboarding_file import (
    MOST_BYTES,
    decoded,
    rows_of,
)
from hanse.directory.services.organisations import (
    close_organisation,
    create_organisation,
    derive_keys,
    hide_organisation,
    list_organisation,
    update_organisation,
)
from hanse.directory.services.people import (
    LastOwner,
    change_role,
    describe_membership,
    end_all_memberships,
    leave_organisation,
    organisations_owned_alone,
    remove_member,
)
from hanse.directory.services.references import (
    add_reference,
    delete_reference,
    update_reference,
)
from hanse.directory.services.stale_edits import (
    FieldChange,
    StaleEdit,
)
from hanse.directory.services.touch import (
    touch,
)
from hanse.directory.services.verification import (
    verify_organisation,
    withdraw_verification,
)

__all__ = [
    "MOST_BYTES",
    "FieldChange",
    "LastOwner",
    "PlannedRow",
    "StaleEdit",
    "accept_claim",
    "accept_invitation",
    "accept_mandate",
    "add_accreditation",
    "add_offer",
    "add_reference",
    "ask_mandate",
    "change_role",
    "claim_organisation",
    "close_organisation",
    "confirm_cluster_membership",
    "create_organisation",
    "decline_invitation",
    "decline_mandate",
    "decoded",
    "delete_accreditation",
    "delete_offer",
    "delete_reference",
    "derive_keys",
    "describe_membership",
    "dismiss_duplicate",
    "end_all_memberships",
    "end_cluster_membership",
    "end_mandate",
    "find_duplicates",
    "forget_person",
    "give_mandate",
    "hash_of",
    "hide_organisation",
    "invite_person",
    "leave_organisation",
    "list_organisation",
    "merge_organisations",
    "organisations_owned_alone",
    "plan_onboarding",
    "refuse_claim",
    "remove_member",
    "reopen_duplicate",
    "resend_invitation",
    "rows_of",
    "set_target_countries",
    "set_terms",
    "start_onboarding",
    "touch",
    "undo_merge",
    "update_accreditation",
    "update_offer",
    "update_organisation",
    "update_reference",
    "verify_organisation",
    "withdraw_claim",
    "withdraw_invitation",
    "withdraw_verification",
]
