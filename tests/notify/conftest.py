"""Mails of an invented app, and a mail server that can be out of order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.template import engines
from django.template.loaders.locmem import Loader

MAILS = {
    "harbour/mail/answered.txt": (
        "{{ who }} has answered\nHello {{ person.name }},\n\nsee {{ link }} on {{ site_url }}\n"
    ),
    "harbour/mail/translated.txt": '{% translate "Enter a valid value." %}\nbody\n',
    "harbour/mail/untitled.txt": "   \n",
}


@pytest.fixture(autouse=True)
def mails() -> Iterator[None]:
    """Offer the templates above to the template engine."""
    engine = engines["django"].engine
    loader = Loader(engine, MAILS)
    engine.template_loaders.insert(0, loader)
    yield
    engine.template_loaders.remove(loader)


class Broken(EmailBackend):
    """A mail server that refuses addresses that begin with 'bad'."""

    def send_messages(self, messages: Any) -> int:
        """Refuse or keep."""
        if any(message.to[0].startswith("bad") for message in messages):
            raise ConnectionRefusedError("mail server is away\x00")
        return super().send_messages(messages)


@pytest.fixture
def broken_server(settings: Any) -> None:
    """Send through a server that refuses some addresses."""
    settings.EMAIL_BACKEND = f"{Broken.__module__}.Broken"
    import sys

    sys.modules.setdefault(Broken.__module__, sys.modules[__name__])
