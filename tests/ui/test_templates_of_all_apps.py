"""Every template of every app uses components as they are declared and holds no code that the CSP would block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hanse.ui import checks

FILES = checks.template_files()
COMPONENTS = checks.components(FILES)
README = checks.PACKAGE / "ui" / "README.md"


def test_every_use_of_a_component_passes_what_it_declares():
    assert [str(problem) for problem in checks.component_problems(FILES)] == []


def test_no_template_holds_styles_handlers_or_scripts():
    assert [str(problem) for problem in checks.inline_problems(FILES)] == []


def test_no_python_prop_goes_through_a_filter():
    # `:value="count|default:0"` renders nothing: a filter belongs into `value="{{ count|default:0 }}"`.
    filtered = re.compile(r"<c-[^>]*\s:[\w-]+=\"[^\"{]*\|")
    assert [path.name for path in FILES if filtered.search(path.read_text(encoding="utf-8"))] == []


def test_there_are_components_and_templates_to_check():
    assert len(COMPONENTS) > 40
    assert len(FILES) > len(COMPONENTS)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_the_readme_lists_the_component_with_every_prop(name: str):
    text = README.read_text(encoding="utf-8")
    start = text.index(f"### {name}\n")
    section = text[start : text.find("\n### ", start)] if "\n### " in text[start:] else text[start:]
    component = COMPONENTS[name]
    stated = section.split("Props: ")[1].split(".\n")[0]
    expected = ", ".join([f"**{prop}**" for prop in sorted(component.required)] + sorted(component.optional)) or "none"
    assert stated == expected
    assert component.purpose in section


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_the_catalogue_shows_the_component(name: str):
    catalogue = (checks.PACKAGE / "ui" / "templates" / "ui" / "design.html").read_text(encoding="utf-8")
    shown = {usage.name for usage in checks.usages(catalogue)}
    inside = {
        usage.name
        for path in FILES
        if checks.FOLDER in path.parts and path.stem.replace("_", "-") in shown
        for usage in checks.usages(path.read_text(encoding="utf-8"))
    }
    assert name in shown | inside


def problems_of(source: str, tmp_path: Path) -> list[str]:
    folder = tmp_path / "templates" / "components"
    folder.mkdir(parents=True)
    (folder / "big_badge.html").write_text("{# A badge. #}<c-vars text :items tone='x' />{{ text }}", encoding="utf-8")
    (folder / "act.html").write_text("{% load ui %}{# Acts. #}<c-vars />{% extra attrs %}{{ slot }}", encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(source, encoding="utf-8")
    return [str(problem) for problem in checks.component_problems(checks.template_files(tmp_path))]


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ('<c-big-badge text="a" :items="b" />', []),
        ('<c-big-badge :items="b"><c-slot name="text">a</c-slot></c-big-badge>', []),
        ('<c-big-badge text="a" :items="b" tone="{% if x %}y{% endif %}" />', []),
        ('<c-act hx-get="/x" data-id="3">go</c-act>', []),
        ("{# <c-nothing /> #}{% comment %}<c-nothing />{% endcomment %}", []),
        ('<p>\n<c-big-badge text="a" />', ["page.html:2: <c-big-badge> needs 'items'"]),
        ('<c-big-badge text="a" :items="b" size="3" />', ["page.html:1: <c-big-badge> does not declare 'size'"]),
        ('<c-big-badge text="a" :items="b" hx-get="/" />', ["page.html:1: <c-big-badge> does not pass on 'hx-get'"]),
        ("<c-nothing />", ["page.html:1: there is no component <c-nothing>"]),
        (
            '<c-act><c-big-badge text="a" :items="b" /><c-slot name="extra">x</c-slot></c-act>',
            ["page.html:1: <c-act> does not declare 'extra'"],
        ),
    ],
)
def test_a_wrong_use_is_named_with_its_line(source: str, problems: list[str], tmp_path: Path):
    assert problems_of(source, tmp_path) == problems


def test_a_component_must_declare_itself(tmp_path: Path):
    folder = tmp_path / "templates" / "components"
    folder.mkdir(parents=True)
    (folder / "bare.html").write_text("<p></p>", encoding="utf-8")
    problems = [str(problem) for problem in checks.component_problems(checks.template_files(tmp_path))]
    assert problems == ["components/bare:1: no <c-vars>", "components/bare:1: no purpose in its first comment"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p class="a">style = good</p>', []),
        ('<script src="/a.js" defer></script>', []),
        ('<p style="color:red">', [(1, "style attribute")]),
        ('\n<a href="#" onclick="x()">', [(2, "event handler attribute")]),
        ("<style>p{}</style>", [(1, "style element")]),
        ("<script>alert(1)</script>", [(1, "inline script")]),
        ('<a href="javascript:void(0)">', [(1, "javascript address")]),
    ],
)
def test_inline_code_is_found(source: str, found: list[tuple[int, str]]):
    assert checks.inline_code(source) == found
