"""Who reads the log."""

from __future__ import annotations

import rules

from hanse.core.access import platform_permission
from hanse.core.predicates import is_platform_manager

VIEW_LOG = platform_permission("audit.view_log")
rules.add_perm(VIEW_LOG, is_platform_manager)
