"""What several apps contribute to without knowing each other: lower code reads, each adds its part when it starts.

    # directory/apps.py
    def ready(self) -> None:
        registries.account_closing.add("directory", AccountClosing(obstacles=..., close=...))

Each registry below says what its entries are called with. Entries keep the order in which they were added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

Entry = TypeVar("Entry")


class AlreadyRegistered(ValueError):
    """Two parts of the product claim the same key."""


class NotRegistered(LookupError):
    """Nobody registered this key; the message names the keys there are."""


class Registry(Generic[Entry]):
    """Entries by key. The same entry twice is harmless, another one under a used key is an error.

    >>> doors: Registry[str] = Registry("doors")
    >>> doors.add("front", "oak")
    'oak'
    >>> doors.add("front", "steel")
    Traceback (most recent call last):
    ...
    hanse.core.registries.AlreadyRegistered: doors: 'front' is registered already
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, key: str, entry: Entry) -> Entry:
        """Register an entry and return it.

        Raises:
            AlreadyRegistered: another entry holds the key.
        """
        if key in self._entries and self._entries[key] != entry:
            raise AlreadyRegistered(f"{self.name}: '{key}' is registered already")
        self._entries[key] = entry
        return entry

    def register(self, key: str) -> Callable[[Entry], Entry]:
        """Return a decorator that registers a function under a key."""
        return lambda entry: self.add(key, entry)

    def remove(self, key: str) -> None:
        """Take an entry out; for tests and for apps that replace another's part.

        Raises:
            NotRegistered: nobody holds the key.
        """
        self[key]
        del self._entries[key]

    def __getitem__(self, key: str) -> Entry:
        try:
            return self._entries[key]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "none"
            raise NotRegistered(f"{self.name}: nobody registered '{key}' (known: {known})") from None

    def get(self, key: str) -> Entry | None:
        """Return an entry, None where nobody registered the key."""
        return self._entries.get(key)

    def items(self) -> tuple[tuple[str, Entry], ...]:
        """Return keys and entries in the order of registration."""
        return tuple(self._entries.items())

    def values(self) -> tuple[Entry, ...]:
        """Return the entries in the order of registration."""
        return tuple(self._entries.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class SearchResult:
    """One hit of the global search: what to show, where it leads, how well it fits (0-1)."""

    title: str
    url: str
    kind: str
    text: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class PersonalData:
    """What an app knows of a person: `export` returns plain values for a JSON file, `erase` anonymises or deletes them.

    `export(person)` -> mapping of a heading to plain values; `erase(person, at)` runs in the transaction that closes
    the account.
    """

    title: str
    export: Callable[[Any], Mapping[str, Any]]
    erase: Callable[[Any, datetime], None]


@dataclass(frozen=True)
class Obstacle:
    """Why an account cannot be closed yet, and the page where one clears it."""

    message: str
    url: str = ""


def _no_obstacles(person: Any) -> Iterable[Obstacle]:
    return ()


def _nothing(person: Any, actor: Any, at: datetime) -> None:
    return None


@dataclass(frozen=True)
class AccountClosing:
    """An upper app's part in closing an account: what stands in the way, and what ends with it, in one transaction."""

    obstacles: Callable[[Any], Iterable[Obstacle]] = field(default=_no_obstacles)
    close: Callable[[Any, Any, datetime], None] = field(default=_nothing)


@dataclass(frozen=True)
class Panel:
    """A part of somebody else's page: a template, its context, and its place (low numbers stand first)."""

    template: str
    context: Mapping[str, Any]
    order: int = 100


@dataclass(frozen=True)
class Label:
    """How a record is called on a page, and where it leads; an empty address where it has no page."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration; stands on the sign-in page when HANSE_DEMO is 1."""

    name: str
    role: str | Promise
    address: str
    password: str


# search(user, text, limit) -> hits that this user may see.
search_results: Registry[Callable[[Any, str, int], Iterable[SearchResult]]] = Registry("search results")
personal_data: Registry[PersonalData] = Registry("personal data")
account_closing: Registry[AccountClosing] = Registry("account closing")
# panel(request, record) -> a panel or None; the key is "page:name", e.g. "directory.organisation:matches".
page_panels: Registry[Callable[[Any, Any], Panel | None]] = Registry("page panels")
# facts(request) -> names for the header of every page, e.g. {"unread": 3}; at most one query each.
header_facts: Registry[Callable[[Any], Mapping[str, Any]]] = Registry("header facts")
# fact(record, at) -> a value that eligibility rules may ask for, by key.
facts: Registry[Callable[[Any, datetime], Any]] = Registry("facts")
# veto(user, record) -> True hides the record from the user.
vetoes: Registry[Callable[[Any, Any], bool]] = Registry("vetoes")
# what the matching index holds; the matching app says what an entry is.
matchable_kinds: Registry[Any] = Registry("matchable kinds")
# wanted(**data) -> False when a mail that was planned earlier need not go out any more.
wanted_checks: Registry[Callable[..., bool]] = Registry("wanted checks")
demo_accounts: Registry[DemoAccount] = Registry("demo accounts")
# labels(public ids) -> label of each record that still exists; the key is the model's label, e.g. "accounts.person".
record_labels: Registry[Callable[[Iterable[str]], Mapping[str, Label]]] = Registry("record labels")


def panels_for(page: str, request: Any, record: Any) -> list[Panel]:
    """Return the panels that other apps add to a page, in their order."""
    found = (build(request, record) for key, build in page_panels.items() if key.partition(":")[0] == page)
    return sorted((panel for panel in found if panel is not None), key=lambda panel: panel.order)


def labels_of(kind: str, public_ids: Iterable[str]) -> Mapping[str, Label]:
    """Return labels of records of one kind; ids that nobody knows (any more) are absent."""
    wanted = {public_id for public_id in public_ids if public_id}
    labels = record_labels.get(kind)
    return labels(wanted) if labels and wanted else {}
