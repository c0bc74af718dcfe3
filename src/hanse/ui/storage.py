"""Addresses of static files: with the hash in the name after `collectstatic`, with the hash as a query before it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


@cache
def content_version(name: str) -> str:
    """Return the first characters of a source file's SHA-256, '' where no app has the file."""
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10] if path else ""


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Serve hashed and compressed files where they were collected; a checkout or a test works without that step.

    Browsers keep static files for a year, so an address must change with the content either way.
    """

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file; never raises for one that was not collected."""
        if name and self.hash_key(self.clean_name(name)) not in self.hashed_files:
            plain = StaticFilesStorage.url(self, name)
            # Style sheets name fonts without a query; a preload must name the same address.
            version = "" if name.endswith(".woff2") else content_version(name)
            return f"{plain}?v={version}" if version else plain
        return super().url(name, force)
