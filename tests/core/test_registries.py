"""Registries refuse two owners of one key and name what they know."""

from __future__ import annotations

import pytest

from hanse.core.registries import (
    AlreadyRegistered,
    Label,
    NotRegistered,
    Panel,
    Registry,
    labels_of,
    page_panels,
    panels_for,
    record_labels,
)


def test_entries_come_in_the_order_of_registration() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.add("two", 2)
    registry.add("one", 1)
    assert registry.items() == (("two", 2), ("one", 1))
    assert registry.values() == (2, 1)
    assert (list(registry), len(registry), "one" in registry, registry.get("three")) == (["two", "one"], 2, True, None)


def test_second_entry_under_a_key_is_refused_but_the_same_again_is_harmless() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.add("one", 1)
    registry.add("one", 1)
    with pytest.raises(AlreadyRegistered, match="numbers: 'one' is registered already"):
        registry.add("one", 11)


def test_unknown_key_names_the_known_ones() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.add("one", 1)
    with pytest.raises(NotRegistered, match=r"nobody registered 'two' \(known: one\)"):
        registry["two"]
    registry.remove("one")
    with pytest.raises(NotRegistered, match=r"known: none"):
        registry.remove("one")


def test_register_decorates_a_function() -> None:
    registry: Registry[object] = Registry("functions")

    @registry.register("answer")
    def answer() -> int:
        return 42

    assert registry["answer"] is answer
    assert answer() == 42


def test_panels_of_a_page_stand_in_their_order_without_the_absent() -> None:
    page_panels.add("test.page:late", lambda request, record: Panel("late.html", {}, order=20))
    page_panels.add("test.page:early", lambda request, record: Panel("early.html", {"record": record}, order=10))
    page_panels.add("test.page:absent", lambda request, record: None)
    page_panels.add("test.other:other", lambda request, record: Panel("other.html", {}))
    try:
        assert [panel.template for panel in panels_for("test.page", None, 7)] == ["early.html", "late.html"]
    finally:
        for key in ("test.page:late", "test.page:early", "test.page:absent", "test.other:other"):
            page_panels.remove(key)


def test_labels_of_an_unknown_kind_or_of_nothing_are_empty() -> None:
    record_labels.add("test.thing", lambda ids: {public_id: Label(public_id.lower()) for public_id in ids})
    try:
        assert labels_of("test.thing", ["A", ""]) == {"A": Label("a")}
        assert labels_of("test.thing", [""]) == {}
        assert labels_of("test.nothing", ["A"]) == {}
    finally:
        record_labels.remove("test.thing")
