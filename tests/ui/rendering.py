"""Renders a template as a page would."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def rendered(source: str, path: str = "/", **context: Any) -> str:
    """Return a template with components as HTML, white space squeezed."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    template = engines["django"].engine.from_string(CottonCompiler().process("{% load ui %}" + source))
    return " ".join(template.render(RequestContext(request, context)).split())
