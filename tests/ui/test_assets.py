"""Vendored files are what they say; colours can be read; static files have an address without being collected."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from hanse.ui import icons
from hanse.ui.storage import StaticStorage

STATIC = Path(icons.__file__).parent / "static" / "ui"
VENDOR = STATIC / "vendor"
THEME = (STATIC / "theme.css").read_text(encoding="utf-8")
LISTED = dict(
    re.findall(r"^\| `([^`]+)` .*\| `([0-9a-f]{64})` \|$", (VENDOR / "VENDORED.md").read_text(encoding="utf-8"), re.M)
)


def test_every_vendored_file_is_listed():
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert files - {"VENDORED.md"} == set(LISTED)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_the_hash_of_a_vendored_file_agrees(name: str):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]


def variables(start: str) -> dict[str, str]:
    block = THEME[THEME.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


LIGHT = variables(':root, [data-theme="light"] {')
DARK = variables('[data-theme="dark"] {')
AS_DEVICE = variables(':root:not([data-theme="light"]) {')
TEXT_ON_GROUND = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "teal", "teal-deep", "signal", "good")
        for ground in ("paper", "sand")
    ),
    *(("ink", ground) for ground in ("teal-wash", "good-wash", "signal-wash", "gold-wash", "mark")),
    ("ink-2", "gold-wash"),
    ("ink-2", "sea"),
    ("teal-deep", "teal-wash"),
    ("teal", "signal-wash"),
    ("signal", "signal-wash"),
    ("good", "good-wash"),
    ("on-teal", "teal"),
    ("on-teal", "teal-deep"),
]
EDGES = [("control", "paper"), ("focus", "paper"), ("focus", "sand"), ("teal", "teal-wash"), ("signal", "signal-wash")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(theme: dict[str, str], ink: str, ground: str):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_can_be_seen(theme: dict[str, str], edge: str, ground: str):
    assert contrast(theme[edge], theme[ground]) >= 3


def test_the_chosen_and_the_device_dark_theme_are_the_same():
    assert DARK == AS_DEVICE
    assert set(DARK) == set(LIGHT)


def test_style_sheets_take_every_colour_from_the_theme():
    for sheet in ("layout.css", "components.css"):
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", (STATIC / sheet).read_text(encoding="utf-8")) == []


def test_every_variable_in_a_style_sheet_is_defined():
    sheets = "".join(
        (STATIC / sheet).read_text(encoding="utf-8")
        for sheet in ("theme.css", "layout.css", "components.css", "print.css")
    )
    used = {name for name in re.findall(r"var\(--([\w-]+)", sheets) if not name.startswith("bs-")}
    defined = set(re.findall(r"--([\w-]+):", sheets))
    assert used - defined == set()


def test_every_icon_in_a_template_is_in_the_sprite():
    package = Path(icons.__file__).parents[1]
    used = {
        name
        for path in package.rglob("templates/**/*.html")
        for name in re.findall(r"""\{% icon "([\w-]+)"|\bicon="([\w-]+)\"""", path.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert used - icons.icon_names() == set()
    assert len(used) > 15


def test_an_unknown_icon_is_refused():
    with pytest.raises(icons.UnknownIcon, match="no icon 'unicorn'"):
        icons.icon_svg("unicorn")


def test_a_static_file_that_was_not_collected_has_an_address_that_changes_with_its_content(tmp_path: Path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    version = hashlib.sha256((STATIC / "theme.css").read_bytes()).hexdigest()[:10]
    assert storage.url("ui/theme.css") == f"/static/ui/theme.css?v={version}"
    assert (
        storage.url("ui/vendor/fonts/inter-latin-wght-normal.woff2")
        == "/static/ui/vendor/fonts/inter-latin-wght-normal.woff2"
    )
    assert storage.url("ui/nothing.css") == "/static/ui/nothing.css"


def test_a_collected_static_file_has_its_hash_in_its_name(tmp_path: Path):
    (tmp_path / "staticfiles.json").write_text(
        '{"version": "1.1", "hash": "x", "paths": {"ui/theme.css": "ui/theme.123abc.css"}}', encoding="utf-8"
    )
    assert StaticStorage(location=tmp_path, base_url="/static/").url("ui/theme.css") == "/static/ui/theme.123abc.css"
