"""What keeps the code base one system: the import contracts, and four checks that import-linter cannot make."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

import hanse

PACKAGE = Path(hanse.__file__).parent
ROOT = PACKAGE.parents[1]
# What one app may import of another; everything else of it is private.
SHARED = {"models", "selectors", "services", "permissions", "states", "signals"}
# Below the apps: open to all.
GROUND = {"core", "ui", "engines", "rules", "config"}
LAYERS = [app.rpartition(".")[2] for app in settings.HANSE_APPS]


def modules() -> Iterator[Path]:
    """Yield every module of ours but the migrations."""
    yield from (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports anywhere, functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_import_contracts_hold() -> None:
    script = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]


def test_foreign_keys_point_down_the_layers() -> None:
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in LAYERS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field.related_model, "_meta", None) if field.is_relation and field.concrete else None
            if (
                target is not None
                and target.app_label in LAYERS
                and LAYERS.index(target.app_label) > LAYERS.index(model._meta.app_label)
            ):
                wrong.append(f"{model._meta.label}.{field.name} -> {target.label}")
    assert wrong == []


def test_apps_import_only_the_public_parts_of_each_other() -> None:
    wrong = []
    for path in modules():
        parts = path.relative_to(PACKAGE).parts
        if len(parts) == 1 or parts[0] in {"config", "bench"}:
            continue
        for name in imports_of(path):
            names = name.split(".")
            if (
                names[0] == "hanse"
                and len(names) > 2
                and names[1] not in GROUND | {parts[0]}
                and names[2] not in SHARED
            ):
                wrong.append(f"{path.relative_to(PACKAGE)}: {name}")
    assert wrong == []


def test_rules_import_the_standard_library_alone() -> None:
    allowed = set(sys.stdlib_module_names) | {"hanse"}
    wrong = [
        f"{path.name}: {name}"
        for path in (PACKAGE / "rules").rglob("*.py")
        for name in imports_of(path)
        if name.split(".")[0] not in allowed or (name.startswith("hanse.") and not name.startswith("hanse.rules"))
    ]
    assert wrong == []


def endpoints(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield (address, view) of the whole route map."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def declared(view: object) -> bool:
    """Tell whether a view, or every operation behind a ninja path, says who may open it."""
    if hasattr(view, "required_permission"):
        return True
    path_view = getattr(view, "__self__", None) or next(
        (
            cell.cell_contents
            for cell in getattr(view, "__closure__", None) or ()
            if hasattr(cell.cell_contents, "operations")
        ),
        None,
    )
    operations = getattr(path_view, "operations", [])
    return bool(operations) and all(hasattr(operation.view_func, "required_permission") for operation in operations)


def test_every_address_declares_its_permission() -> None:
    every = list(endpoints(get_resolver().url_patterns))
    assert len(every) > 60
    # The API's own description is public by nature and made by the library.
    undeclared = [
        address
        for address, view in every
        if not declared(view) and not address.startswith("api/v1/openapi") and address != "api/v1/"
    ]
    assert undeclared == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in modules()
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert long == {}


def test_no_package_is_imported_inside_a_function() -> None:
    hidden = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for child in ast.walk(node):
                    if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("hanse"):
                        hidden.append(f"{path.relative_to(PACKAGE)}:{child.lineno}")
    assert hidden == []


def test_no_drawer_for_odds_and_ends_exists() -> None:
    names = {"utils", "helpers", "common", "misc", "util"}
    assert [str(path) for path in PACKAGE.rglob("*") if path.stem in names] == []


@pytest.mark.parametrize("folder", ["rules", "engines"])
def test_public_functions_of_pure_packages_are_documented(folder: str) -> None:
    assert undocumented(PACKAGE / folder) == []


def test_public_functions_of_services_and_selectors_are_documented() -> None:
    folders = [path for name in ("services", "selectors") for path in PACKAGE.glob(f"*/{name}*")]
    assert [name for folder in folders for name in undocumented(folder)] == []


def undocumented(place: Path) -> list[str]:
    """Return public module-level functions and public classes without a docstring."""
    files = [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))
    kinds = ast.FunctionDef | ast.ClassDef
    return [
        f"{path.relative_to(PACKAGE)}:{node.name}"
        for path in files
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
