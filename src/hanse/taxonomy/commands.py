"""`hanse taxonomy`: load the code lists, refresh them from a download, see what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as TextTable

from hanse.core.commandline import CommandTree, errors, fail, output, print_json
from hanse.core.errors import DomainError
from hanse.taxonomy import importers, selectors, services

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]
ToFolder = Annotated[Path | None, typer.Option("--to", help="Folder for the tables; default: the operator's own.")]
Shipped = Annotated[bool, typer.Option("--shipped", help="Write into the package itself: for developers.")]


def register(tree: CommandTree) -> None:
    """Add `hanse taxonomy ...` to the tree."""
    group = tree.group("taxonomy", "Code lists: countries, regions, sectors, technologies.")
    group.command("load")(load)
    group.command("list")(list_lists)
    group.command("polygons")(polygons)
    tree_of_refresh = typer.Typer(no_args_is_help=True, help="Make tables from a download and load them.")
    tree_of_refresh.command("nuts")(refresh_nuts)
    tree_of_refresh.command("nace")(refresh_nace)
    group.add_typer(tree_of_refresh, name="refresh")


def load(
    only: Annotated[list[str] | None, typer.Option("--only", help="Name of a table; may be given again.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Load unchanged tables as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the tables into the database; what has not changed is skipped."""
    try:
        results = services.load_tables(only=only or None, force=force)
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    _print_results(results, as_json)


def refresh_nuts(
    csv: Annotated[Path, typer.Argument(help="CSV of NUTS codes with names and label points.")],
    to: ToFolder = None,
    shipped: Shipped = False,
    as_json: AsJson = False,
) -> None:
    """Make the tables `nuts` and `nuts_mapping` from a download and load them."""
    folder = _folder(to, shipped)
    try:
        written = importers.refresh_nuts(csv_path=csv, folder=folder)
        results = _load_from(folder, ["nuts", "nuts_mapping"])
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    _print_written(written)
    _print_results(results, as_json)


def refresh_nace(
    rev2: Annotated[Path, typer.Argument(help="CSV of NACE Rev. 2 with titles by language; .gz is read too.")],
    rev21: Annotated[Path, typer.Argument(help="CSV of NACE Rev. 2.1 in English.")],
    to: ToFolder = None,
    shipped: Shipped = False,
    as_json: AsJson = False,
) -> None:
    """Make the tables `nace2`, `nace21` and `nace_mapping` from two downloads and load them."""
    folder = _folder(to, shipped)
    try:
        written = importers.refresh_nace(rev2=rev2, rev21=rev21, folder=folder)
        results = _load_from(folder, ["nace2", "nace21", "nace_mapping"])
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    _print_written(written)
    _print_results(results, as_json)


def list_lists(as_json: AsJson = False) -> None:
    """Show every code list with its size, version and source."""
    found = selectors.code_lists()
    if as_json:
        print_json([{**vars(code_list), "title": str(code_list.title)} for code_list in found])
        return
    table = TextTable("list", "entries", "version", "source")
    for code_list in found:
        table.add_row(code_list.key, str(code_list.count), code_list.version, code_list.source)
    output.print(table)


def polygons(as_json: AsJson = False) -> None:
    """Say which NUTS polygons the operator has put into HANSE_NUTS_DIR; without them maps show symbols."""
    found = selectors.polygon_files()
    if as_json:
        print_json([polygon_file.as_dict() for polygon_file in found])
    elif not found:
        output.print("No NUTS polygons: HANSE_NUTS_DIR names no folder with nuts2024_1.topo.json and the like.")
        output.print("Maps show country shapes and symbols at the regions' label points.")
    else:
        table = TextTable("file", "version", "level", "regions", "problem")
        for item in found:
            table.add_row(item.path.name, item.version, str(item.level), str(item.region_count), item.problem)
        output.print(table)
        output.print(
            "Geometry (c) EuroGeographics for the administrative boundaries: non-commercial use, with this notice."
        )
    if any(item.problem for item in found):
        fail("A file of the data pack cannot be read.", next_step="Load it again, or take it out of HANSE_NUTS_DIR.")


def _folder(to: Path | None, shipped: bool) -> Path:
    return services.SHIPPED if shipped else to or services.operator_folder()


def _load_from(folder: Path, only: list[str]) -> list[services.LoadResult]:
    return services.load_tables(folders=[folder, services.operator_folder(), services.SHIPPED], only=only)


def _print_written(paths: list[Path]) -> None:
    for path in paths:
        errors.print(f"Written: {path} ({path.stat().st_size:,} bytes)", highlight=False)


def _print_results(results: list[services.LoadResult], as_json: bool) -> None:
    if as_json:
        print_json([result.as_dict() for result in results])
        return
    table = TextTable("table", "rows", "version", "")
    for result in results:
        table.add_row(
            result.name, str(result.row_count), result.version, "loaded" if result.is_changed else "unchanged"
        )
    output.print(table)
