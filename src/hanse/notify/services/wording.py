"""Mail templates: `templates/<app>/mail/<code>.txt`, the subject on the first line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class Wording:
    """A mail in one language."""

    subject: str
    body: str


def worded(template: str, context: Mapping[str, Any], language: str) -> Wording:
    """Render a mail in a language.

    Args:
        template: "app/code" for `templates/app/mail/code.txt`.
        context: what the template names; `site_url` is added. Nothing is escaped, for a mail is plain text.
    Raises:
        TemplateDoesNotExist: the calling app ships no such mail.
        ValueError: the template has no subject on its first line.
    """
    app, _, code = template.partition("/")
    found = cast(Template, get_template(f"{app}/mail/{code}.txt").template)  # type: ignore[attr-defined]
    with translation.override(language):
        text = found.render(Context({"site_url": settings.BASE_URL, **context}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    # A line break in a subject would begin another header.
    subject = " ".join(subject.split())[:SUBJECT_LENGTH]
    if not subject:
        raise ValueError(f"{template}: the first line of a mail is its subject")
    return Wording(subject.replace("\x00", ""), body.strip().replace("\x00", "") + "\n")
