"""The menu of the signed-in person."""

from __future__ import annotations

from hanse.ui import navigation


def test_ones_own_pages_stand_above_those_of_the_secretariat(monkeypatch):
    monkeypatch.setattr(navigation, "PERSON", [navigation.Item("Inbox", "a"), navigation.Item("Staff", "b", (), "x.y")])
    for item in (
        navigation.Item("More staff", "c", (), "x.z"),
        navigation.Item("Needs", "d"),
        navigation.Item("Inbox", "a"),
    ):
        navigation.add_to_person_menu(item)
    assert [item.label for item in navigation.PERSON] == ["Inbox", "Needs", "Staff", "More staff"]
