"""Who sees the outbox, and whose inbox is whose."""

from __future__ import annotations

import rules

from hanse.core.access import platform_permission
from hanse.core.predicates import is_platform_manager

MANAGE_OUTBOX = platform_permission("notify.manage_outbox")
rules.add_perm(MANAGE_OUTBOX, is_platform_manager)
