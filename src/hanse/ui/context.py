"""What every page knows of the site: `site` in templates."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from hanse.ui import navigation

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """Return 'light' or 'dark' as the reader chose it, '' to follow the device."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


class Site:
    """The site as one page sees it; a part that a page does not show is never computed."""

    name = "Hanse"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.theme = chosen_theme(request)
        self.is_demo = bool(getattr(settings, "DEMO", False))

    @cached_property
    def sections(self) -> list[navigation.Link]:
        """The six links of the header."""
        return navigation.links(navigation.MAIN, self._request)

    @cached_property
    def current_section(self) -> navigation.Link | None:
        """The header's link to which this page belongs."""
        return next((link for link in self.sections if link.is_current), None)

    @cached_property
    def person_menu(self) -> list[navigation.Link]:
        """The links of the signed-in person, with counts."""
        return navigation.links(navigation.PERSON, self._request, with_counts=True)

    @cached_property
    def unread(self) -> int:
        """The sum of the counts in the person's menu."""
        return sum(link.count for link in self.person_menu)

    @cached_property
    def footer(self) -> list[dict[str, Any]]:
        """The columns of the footer that have at least one link."""
        columns = [
            {"title": section.title, "links": navigation.links(section.items, self._request)}
            for section in navigation.FOOTER
        ]
        return [column for column in columns if column["links"]]

    @cached_property
    def legal(self) -> list[navigation.Link]:
        """The last line of the footer."""
        return navigation.links(navigation.LEGAL, self._request)

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """The languages of the interface, each by its own name."""
        current = get_language()
        return [
            {"code": code, "name": get_language_info(code)["name_local"].capitalize(), "is_current": code == current}
            for code, _name in settings.LANGUAGES
        ]

    @cached_property
    def home(self) -> str:
        """The address of the home page."""
        return navigation.address("portal:home") or "/"

    @cached_property
    def sign_in(self) -> str:
        """The address of the sign-in page, which comes back to this page."""
        return navigation.address("account_login")

    @cached_property
    def sign_out(self) -> str:
        """The address that a form posts to in order to sign out."""
        return navigation.address("account_logout")

    @cached_property
    def search(self) -> str:
        """The address of the search over everything."""
        return navigation.address("portal:search")

    @cached_property
    def preferences(self) -> str:
        """The address that remembers theme and language."""
        return navigation.address("ui:preferences")


def site(request: HttpRequest) -> dict[str, Any]:
    """Put `site` into every template, and `frame`, the same, for the frame of the page.

    A view of another package may use the name `site` for its own, as allauth does; header and footer must not change.
    """
    here = Site(request)
    return {"site": here, "frame": here}
