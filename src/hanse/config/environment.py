"""Every environment variable that Hanse reads, in one map; `docs/reference/settings.md` is generated from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Variable:
    """One setting: its environment name, its default as written there, and what it is for."""

    name: str
    default: str
    purpose: str
    is_secret: bool = False

    @property
    def text(self) -> str:
        """The value as given, or the default."""
        return os.environ.get(self.name, self.default)


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("HANSE_DATA_DIR", "var", "folder of the database, the indexes, mail in files, and uploads"),
        Variable(
            "HANSE_DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: SQLite in the data folder"
        ),
        Variable(
            "HANSE_SECRET_KEY", "", "signs sessions and links; empty: made once and kept in the data folder", True
        ),
        Variable("HANSE_DEBUG", "0", "1 shows tracebacks; never in production"),
        Variable("HANSE_DEMO", "0", "1 shows the demo notice and the demo accounts on the sign-in page"),
        Variable(
            "HANSE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "comma-separated host names that this site answers to"
        ),
        Variable(
            "HANSE_BASE_URL", "http://127.0.0.1:8000", "address of the site as readers see it, for links in mails"
        ),
        Variable("HANSE_HTTPS", "0", "1 when readers reach the site by https: secure cookies and HSTS"),
        Variable("HANSE_TRUSTED_PROXIES", "0", "number of proxies in front that set X-Forwarded-For"),
        Variable(
            "HANSE_EMAIL_URL", "file:", "file: (data folder), console:, or smtp://user:password@host:port?tls=1", True
        ),
        Variable("HANSE_EMAIL_FROM", "Hanse <no-reply@localhost>", "sender of every mail"),
        Variable("HANSE_MODEL_DIR", "", "folder of the embedding model; empty: model/ in the data folder"),
        Variable(
            "HANSE_NUTS_DIR", "", "folder with NUTS polygons that the operator may use (licence); empty: symbols only"
        ),
        Variable("HANSE_LOG_JSON", "0", "1 writes one JSON object a log line"),
        Variable("HANSE_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
        Variable("HANSE_WORKER_THREADS", "1", "threads that run jobs beside the web process of `hanse serve`; 0: none"),
    )
}


def text(name: str) -> str:
    """Return a setting as text."""
    return VARIABLES[name].text


def flag(name: str) -> bool:
    """Return a setting as yes or no; 1, true, yes and on mean yes."""
    return text(name).strip().lower() in {"1", "true", "yes", "on"}


def number(name: str) -> int:
    """Return a setting as a whole number."""
    return int(text(name))


def names(name: str) -> list[str]:
    """Return a comma-separated setting as a list without empty parts."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's description of the database: SQLite in `data_dir` unless `url` names a PostgreSQL server."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "hanse.sqlite3",
            "OPTIONS": {
                # A deferred transaction that starts with a read cannot wait for the write lock: it fails at once.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"HANSE_DATABASE_URL: '{parts.scheme}' is not supported; use postgresql://user:password@host:port/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {**dict(parse_qsl(parts.query)), "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


def email(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's e-mail settings for `HANSE_EMAIL_URL`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
        }
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "smtp":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or 25,
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("tls") == "1",
            "EMAIL_TIMEOUT": 20,
        }
    raise ValueError(f"HANSE_EMAIL_URL: '{parts.scheme}:' is not known; use file:, console: or smtp://host:port")
