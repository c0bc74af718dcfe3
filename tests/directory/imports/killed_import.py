"""Imports an archive slowly in a process of its own and tells each batch, so that a test can kill it between."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django


def main(path: str, database: str, pause_s: float) -> None:
    """Import with small batches; print a line for each, and the counts at the end."""
    from django.conf import settings

    settings.DATABASES["default"] |= json.loads(database)
    django.setup()
    from django.utils import timezone

    from hanse.directory.importers import Watcher, import_cordis, intake
    from hanse.directory.importers import cordis as cordis_package

    intake.BATCH = 10
    intake.Intake.feed.__kwdefaults__["size"] = 10
    cordis_package.PROJECTS_A_BATCH = 3

    class Slow(Watcher):
        def advance(self, count: int) -> None:
            sys.stdout.write("batch\n")
            sys.stdout.flush()
            time.sleep(pause_s)

    summary = import_cordis(Path(path), at=timezone.now(), watcher=Slow())
    sys.stdout.write(json.dumps({**summary.as_dict(), "refusals": []}, default=str) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
