"""Where header, person's menu and footer lead, as data; an address that does not exist yet stays hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Count = Callable[[HttpRequest], int]


@dataclass(frozen=True)
class Item:
    """One link: its words, the name of its address, the namespaces that count as being there, who sees it."""

    label: Text
    url_name: str
    namespaces: tuple[str, ...] = ()
    permission: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Link:
    """An item as it stands on one page."""

    label: Text
    href: str
    is_current: bool
    icon: str = ""
    count: int = 0


@dataclass(frozen=True)
class Section:
    """One column of the footer."""

    title: Text
    items: tuple[Item, ...]


MAIN = (
    Item(_("Find"), "matching:new_need", ("matching", "directory")),
    Item(_("Funding"), "portal:funding", ("calls", "applications")),
    Item(_("Check"), "portal:check", ("assessments",)),
    Item(_("Events"), "portal:events", ("events",)),
    Item(_("Practices"), "portal:practices", ("practices",)),
    Item(_("Results"), "portal:results", ("impact",)),
)
PERSON: list[Item] = [
    Item(_("My page"), "portal:me", icon="person"),
    Item(_("Inbox"), "notify:inbox", icon="inbox"),
    Item(_("Account"), "accounts:settings", icon="gear"),
]
FOOTER = (
    Section(
        _("Services"),
        (
            Item(_("Find a technology centre"), "matching:new_need"),
            Item(_("Find funding"), "portal:funding"),
            Item(_("Check your maturity"), "portal:check"),
            Item(_("Directory"), "directory:list"),
        ),
    ),
    Section(_("Stories"), (Item(_("Good practices"), "portal:practices"), Item(_("Results"), "portal:results"))),
    Section(
        _("Find out"),
        (
            Item(_("How matching works"), "portal:how_matching_works"),
            Item(_("About Hanse"), "portal:about"),
            Item(_("Reference lists"), "taxonomy:index"),
        ),
    ),
    Section(_("News and events"), (Item(_("Events"), "portal:events"), Item(_("News"), "portal:news"))),
)
LEGAL = (
    Item(_("Open data"), "portal:open_data"),
    Item(_("Terms of use"), "portal:terms"),
    Item(_("Privacy"), "portal:privacy"),
    Item(_("Accessibility"), "portal:accessibility"),
    Item(_("Design"), "ui:design"),
)
_COUNTS: dict[str, Count] = {}


def address(url_name: str) -> str:
    """Return the path of a named address, or '' where no installed app has it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def add_to_person_menu(item: Item) -> None:
    """Add a link to the menu of the signed-in person; an app calls this once, when it is ready.

    What everybody has stands above what needs a permission.
    """
    if item in PERSON:
        return
    staff = [place for place, held in enumerate(PERSON) if held.permission]
    PERSON.insert(staff[0] if staff and not item.permission else len(PERSON), item)


def register_count(url_name: str, count: Count) -> None:
    """Show a number beside a link, such as unread messages; `count` takes the request of a signed-in person."""
    _COUNTS[url_name] = count


def count_for(url_name: str, request: HttpRequest) -> int:
    """Return the number that belongs beside a link, 0 where none is registered."""
    return _COUNTS[url_name](request) if url_name in _COUNTS else 0


def is_current(item: Item, href: str, request: HttpRequest) -> bool:
    """Tell whether the page belongs to a link: the same address, one below it, or one of its namespaces."""
    match = getattr(request, "resolver_match", None)
    if match is not None and set(match.namespaces) & set(item.namespaces):
        return True
    return href != "/" and request.path.startswith(href)


def links(items: tuple[Item, ...] | list[Item], request: HttpRequest, *, with_counts: bool = False) -> list[Link]:
    """Return the items that exist and that the reader may open, as links of this page."""
    user = getattr(request, "user", None)
    shown = []
    for item in items:
        href = address(item.url_name)
        if not href or (item.permission and not (user is not None and user.has_perm(item.permission))):
            continue
        count = count_for(item.url_name, request) if with_counts else 0
        shown.append(Link(item.label, href, is_current(item, href, request), item.icon, count))
    return shown
