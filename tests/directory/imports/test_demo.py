"""The demo data: loaded whole, again without a change, every made-up thing marked, accounts in the demo only."""

from __future__ import annotations

import csv
import json
import re

import pytest

from hanse.accounts.models import User
from hanse.directory import permissions
from hanse.directory.importers.demo import FOLDER, load_demo
from hanse.directory.models import ImportRefusal, Mandate, Organisation, Participation, Project

pytestmark = [pytest.mark.sql, pytest.mark.usefixtures("code_lists")]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_is_taken_and_nothing_is_refused(now):
    load_demo(at=now)
    assert list(ImportRefusal.objects.all()) == []
    assert Organisation.objects.filter(is_synthetic=False).count() == len(rows("institutions.csv")) == 65
    assert Organisation.objects.filter(is_synthetic=True).count() == len(rows("synthetic.csv")) == 313
    assert (Project.objects.count(), Project.objects.filter(is_synthetic=False).count()) == (144, 0)
    assert not Project.objects.filter(participations__isnull=True).exists()
    assert not Organisation.objects.filter(is_synthetic=True, region=None).exists()


def test_again_changes_nothing(now):
    load_demo(at=now)
    before = list(Organisation.objects.order_by("id").values_list("id", "revision"))
    load_demo(at=now)
    assert list(Organisation.objects.order_by("id").values_list("id", "revision")) == before


def test_every_made_up_organisation_is_marked_and_has_an_address_that_cannot_exist():
    for row in rows("synthetic.csv"):
        assert row["name"].endswith("[demo]"), row["key"]
        assert row["synthetic"] == "yes", row["key"]
        assert re.fullmatch(r"https://[a-z]+\.example\.org", row["website"]), row["key"]
    for line in (FOLDER / "projects.jsonl").read_text(encoding="utf-8").splitlines():
        assert json.loads(line)["acronym"].endswith("[demo]")


def test_texts_come_in_many_languages_and_none_is_left_half_made():
    texts = rows("synthetic.csv")
    assert len({row["language"] for row in texts}) == 15
    assert len({row["country"] for row in texts}) == 30
    assert [row["key"] for row in texts if "{" in row["about"] or len(row["about"]) < 80] == []


def test_each_institution_names_its_document_and_no_person():
    for row in rows("institutions.csv"):
        assert row["source"] == "smarty", row["key"]
        assert row["source_attribution"].startswith("Facts: SMARTY good practice guide"), row["key"]
        assert not re.search(r"\w@\w+\.\w", " ".join(row.values())), row["key"]


def test_casting_is_helped_in_many_languages():
    able = [
        row
        for row in rows("synthetic.csv")
        if "casting-forming" in row["technologies"] and row["kind"] == "technology_centre"
    ]
    assert {"en", "de", "fi", "pl"} <= {row["language"] for row in able}


def test_outside_the_demo_there_are_no_accounts(now, settings):
    settings.DEMO = False
    assert load_demo(at=now) == []
    assert not User.objects.exists()


def test_the_accounts_of_the_demo_can_do_what_they_stand_for(now, settings, client):
    settings.DEMO = True
    accounts = load_demo(at=now)
    assert [account.email for account in accounts] == [
        "firm@example.org",
        "centre@example.org",
        "cluster@example.org",
        "adviser@example.org",
        "manager@example.org",
    ]
    people = {account.email.split("@")[0]: User.objects.get(email=account.email).person for account in accounts}
    assert all(User.objects.get(email=account.email).check_password(account.password) for account in accounts)
    firm = people["firm"].memberships.get().organisation
    assert (firm.kind, firm.claimed_at) == ("sme", now)
    assert Mandate.objects.get().firm == firm
    assert permissions.acts_for(people["adviser"], firm, permissions.STATE_NEEDS)
    assert people["manager"].user.has_perm(permissions.IMPORT_ORGANISATIONS)
    centre = people["centre"].memberships.get().organisation
    assert centre.kind == "technology_centre"
    assert Participation.objects.filter(organisation=centre).exists()
    again = load_demo(at=now)
    assert (again, User.objects.count()) == (accounts, 5)
