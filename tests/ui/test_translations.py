"""The interface in other languages: complete, with the same placeholders, and compiled from what is written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.LOCALE_PATHS[0])
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+|\{\{.*?\}\}")


def entries(path: Path) -> list[tuple[list[str], list[str]]]:
    """Return (singular and plural, translations) of a .po file, the header left out."""
    found: list[tuple[list[str], list[str]]] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if match := re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "', line):
                name = match.group(1)
                line = line[len(name) + 1 :]
            if line.startswith('"') and name:
                fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if fields.get("msgid"):
            asked = [fields[key] for key in ("msgid", "msgid_plural") if key in fields]
            found.append((asked, [text for key, text in fields.items() if key.startswith("msgstr")]))
    return found


def test_each_language_of_the_site_has_a_translation() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    rows = entries(FOLDER / language / "LC_MESSAGES" / "django.po")
    assert len(rows) > 1_500
    assert [asked[0] for asked, answers in rows if not all(answers)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    wrong = []
    for asked, answers in entries(FOLDER / language / "LC_MESSAGES" / "django.po"):
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in asked]
        wrong += [asked[0] for answer in answers if sorted(PLACEHOLDER.findall(answer)) not in wanted]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_says_what_the_written_one_says(language: str) -> None:
    folder = FOLDER / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    rows = entries(folder / "django.po")
    assert [asked[0] for asked, answers in rows if len(asked) == 1 and compiled.gettext(asked[0]) != answers[0]] == []
