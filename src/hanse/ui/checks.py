"""Checks of all templates, run by a test: components get the props they declare, and nothing needs a laxer CSP.

A component declares every prop in `<c-vars>`: without a value it is required (`<c-vars title />`, or `:items` for one
that takes a Python value), with one it is optional (`kind="quiet"`, `:items="[]"`). A prop may come as a named slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django_cotton.compiler_regex import CottonCompiler, Tag

import hanse

PACKAGE = Path(hanse.__file__).parent
FOLDER = "components"
PASSED_ON = ("hx-", "data-", "aria-")
RESERVED = {"only", "attrs", "is"}
COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}", re.DOTALL)
DEFINITION = re.compile(r"(:?[\w-]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\S+))?")
INLINE = (
    (re.compile(r"<[^>]*\sstyle\s*="), "style attribute"),
    (re.compile(r"<[^>]*\son\w+\s*=", re.IGNORECASE), "event handler attribute"),
    (re.compile(r"<style[\s>]"), "style element"),
    (re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script>)"), "inline script"),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript address"),
)
_COMPILER = CottonCompiler()


@dataclass(frozen=True)
class Component:
    """A component as it declares itself."""

    name: str
    purpose: str
    required: frozenset[str]
    optional: frozenset[str]
    passes_extra: bool
    has_vars: bool

    @property
    def props(self) -> frozenset[str]:
        """All declared props."""
        return self.required | self.optional


@dataclass(frozen=True)
class Usage:
    """A component as a template uses it."""

    name: str
    passed: frozenset[str]
    line: int


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def without_logic(source: str) -> str:
    """Return a template with comments, tags and variables blanked out, line by line where it was."""
    return _COMPILER.ignore_pattern.sub(lambda match: "_" + "\n" * match.group().count("\n"), source)


def prop_name(attribute: str) -> str:
    """Return the prop that an attribute sets: `:page-size` and `page_size` are one."""
    return attribute.lstrip(":").replace("-", "_")


def declared(name: str, source: str) -> Component:
    """Return what a component's source declares."""
    match = _COMPILER.c_vars_pattern.search(without_logic(source))
    required: set[str] = set()
    optional: set[str] = set()
    for definition in DEFINITION.finditer(match.group(1).rstrip("/") if match else ""):
        (optional if "=" in definition.group() else required).add(prop_name(definition.group(1)))
    comment = COMMENT.search(source)
    purpose = " ".join(comment.group(1).split()) if comment else ""
    return Component(
        name, purpose, frozenset(required), frozenset(optional), "{% extra attrs %}" in source, match is not None
    )


def usages(source: str) -> list[Usage]:
    """Return every use of a component in a template, with attributes and named slots."""
    text = without_logic(source)
    found: list[tuple[str, set[str], int]] = []
    open_ones: list[set[str]] = []
    for match in Tag.tag_pattern.finditer(text):
        tag = Tag(match)
        name = tag.tag_name.removeprefix("c-")
        if name == "vars":
            continue
        if name == "slot":
            slot = re.search(r"name=[\"'](.*?)[\"']", tag.attrs)
            if slot and open_ones:
                open_ones[-1].add(prop_name(slot.group(1)))
            continue
        if tag.is_closing:
            if open_ones:
                open_ones.pop()
            continue
        passed = {attribute.group(1) for attribute in Tag.attr_pattern.finditer(tag.attrs)}
        own = {each if each.lstrip(":").startswith(PASSED_ON) else prop_name(each) for each in passed}
        found.append((name, own, text.count("\n", 0, match.start()) + 1))
        if not tag.is_self_closing:
            open_ones.append(own)
    return [Usage(name, frozenset(passed), line) for name, passed, line in found]


def template_files(root: Path = PACKAGE) -> list[Path]:
    """Return the templates of all apps below a folder."""
    return sorted(path for path in root.rglob("templates/**/*") if path.suffix in {".html", ".svg", ".txt"})


def components(files: Iterable[Path]) -> dict[str, Component]:
    """Return the components among template files by the name of their tag: `match_card.html` is `match-card`."""
    found = {}
    for path in files:
        if FOLDER in path.parts and path.suffix == ".html":
            inner = path.parts[len(path.parts) - path.parts[::-1].index(FOLDER) :]
            name = ".".join(inner).removesuffix(".html").replace("_", "-")
            found[name] = declared(name, path.read_text(encoding="utf-8"))
    return found


def usage_problems(usage: Usage, known: dict[str, Component]) -> list[str]:
    """Return what is wrong with one use of a component, in words."""
    component = known.get(usage.name)
    if component is None:
        return [f"there is no component <c-{usage.name}>"]
    extra = {name for name in usage.passed if name.lstrip(":").startswith(PASSED_ON)}
    unknown = usage.passed - extra - component.props - RESERVED
    messages = [f"<c-{usage.name}> does not declare '{name}'" for name in sorted(unknown)]
    if extra and not component.passes_extra:
        messages += [f"<c-{usage.name}> does not pass on '{name}'" for name in sorted(extra)]
    messages += [f"<c-{usage.name}> needs '{name}'" for name in sorted(component.required - usage.passed)]
    return messages


def component_problems(files: Iterable[Path]) -> list[Problem]:
    """Return every wrong use of a component in template files, and every component that declares nothing."""
    listed = list(files)
    known = components(listed)
    problems = [
        Problem(f"{FOLDER}/{component.name}", 1, message)
        for component in known.values()
        for message, is_wrong in (
            ("no <c-vars>", not component.has_vars),
            ("no purpose in its first comment", not component.purpose),
        )
        if is_wrong
    ]
    for path in listed:
        for usage in usages(path.read_text(encoding="utf-8")):
            problems += [Problem(path.name, usage.line, message) for message in usage_problems(usage, known)]
    return problems


def inline_code(source: str) -> list[tuple[int, str]]:
    """Return line and kind of everything that a strict content security policy would block."""
    text = without_logic(source)
    return [
        (text.count("\n", 0, match.start()) + 1, kind) for pattern, kind in INLINE for match in pattern.finditer(text)
    ]


def inline_problems(files: Iterable[Path]) -> list[Problem]:
    """Return every style attribute, handler and inline script in template files."""
    return [
        Problem(path.name, line, kind) for path in files for line, kind in inline_code(path.read_text(encoding="utf-8"))
    ]
