"""`hanse match` and `hanse matching`: ask the engine, keep its index, install its model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from hanse.core.commandline import CommandTree, errors, fail, output, print_json, progress
from hanse.core.errors import DomainError
from hanse.engines.candidates import Criterion, CriterionInvalid
from hanse.engines.languages import BY_CODE, detect
from hanse.matching import index
from hanse.matching.forms import FINDABLE_KINDS
from hanse.taxonomy import selectors as taxonomy

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output.")]


def register(tree: CommandTree) -> None:
    """Add the commands."""
    tree.root.command("match")(match)
    group = tree.group("matching", "The index and the language model behind `hanse match`.")
    group.command("index")(build_index)
    group.command("embed")(embed)
    group.command("model")(install_model)
    group.command("export-vectors")(export_vectors)


def match(
    text: Annotated[str, typer.Argument(help="The need, in any EU language.")],
    country: Annotated[
        list[str] | None, typer.Option(help="Only in this country (EU or ISO code); may be repeated.")
    ] = None,
    abroad_of: Annotated[str, typer.Option(help="Only outside this country.")] = "",
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind, for example technology_centre; may be repeated.")
    ] = None,
    technology: Annotated[
        list[str] | None, typer.Option(help="Prefer this technology field, by code or name; may be repeated.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the text (ISO 639-1); recognised when left out.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 10,
    as_json: Json = False,
) -> None:
    """Find organisations that fit a need, with reasons whose points add up to the score."""
    try:
        criteria = [*_places(country or [], abroad_of), *_kinds(kind or []), *_technologies(technology or [])]
        if language and language not in BY_CODE:
            fail(
                f"'{language}' is not a language we know.",
                next_step=f"Use one of {', '.join(sorted(BY_CODE))}.",
                code=2,
            )
        answer = index.suggest(text, language=language or detect(text).language or "en", criteria=criteria, limit=limit)
    except CriterionInvalid as error:
        fail(str(error), code=2)
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    if as_json:
        print_json(index.match_json(answer))
        return
    _print(answer)


def _places(countries: list[str], abroad_of: str) -> list[Criterion]:
    codes = [_country(code) for code in countries]
    return [
        *([Criterion("country", "|".join(codes), is_must=True)] if codes else []),
        *([Criterion("abroad", _country(abroad_of), is_must=True)] if abroad_of else []),
    ]


def _country(code: str) -> str:
    found = taxonomy.country_for(code)
    if found is None:
        raise CriterionInvalid(f"'{code}' is no country code; use two letters such as PL or EL")
    return found.pk


def _kinds(kinds: list[str]) -> list[Criterion]:
    known = dict(FINDABLE_KINDS)
    for kind in kinds:
        if kind not in known:
            raise CriterionInvalid(f"'{kind}' is no kind; known are {', '.join(known)}")
    return [Criterion("kind", "|".join(kinds), is_must=True)] if kinds else []


def _technologies(names: list[str]) -> list[Criterion]:
    found = []
    for name in names:
        hits = list(taxonomy.terms("technology", search=name)[:1])
        if not hits:
            raise CriterionInvalid(f"'{name}' is no technology field; `hanse taxonomy list technology` lists them")
        found.append(hits[0].pk)
    return [Criterion("technology", "|".join(found))] if found else []


def _print(answer: index.Suggestions) -> None:
    if answer.semantic_reason:
        errors.print(
            f"[yellow]Compared by words only ({answer.semantic_reason}); "
            "`hanse matching model` installs the language model.[/]"
        )
    if answer.stale:
        errors.print(
            f"[yellow]{answer.stale} recent changes are not in the index yet; `hanse matching index` brings them in.[/]"
        )
    if not answer.items:
        errors.print("Nothing matches.")
        for dropped in answer.dropped:
            errors.print(f"  without “{escape(dropped.words)}”: {dropped.only_this} more")
        for item in answer.closest:
            errors.print(f"  closest: {escape(item.organisation.name)} ({item.organisation.country_id}), {item.shown}")
        return
    table = Table("#", "Organisation", "Country", "Score", "Reasons", show_lines=True)
    for item in answer.items:
        reasons = "\n".join(f"{reason.shown:+} {reason.label}" for reason in item.reasons)
        table.add_row(
            str(item.rank),
            escape(item.organisation.name),
            item.organisation.country_id or "",
            str(item.shown),
            escape(reasons),
        )
    output.print(table)


def build_index(as_json: Json = False) -> None:
    """Build the index anew from the database and publish it."""
    with progress() as bar:
        task = bar.add_task("Building the index", total=100)
        generation = index.rebuild(progress=lambda step, part: bar.update(task, description=step, completed=100 * part))
    loaded = index.current()
    facts = {
        "generation": generation,
        "organisations": len(loaded.catalogue),
        "projects": len(loaded.texts.project_ids),
        "not_embedded": index.missing_count(),
    }
    if as_json:
        print_json(facts)
    else:
        output.print(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))


def embed(
    limit_s: Annotated[float | None, typer.Option(help="Stop after so many seconds; run again to go on.")] = None,
    as_json: Json = False,
) -> None:
    """Compare by meaning: embed what is not embedded yet. May be stopped and run again at any time."""
    state = index.semantic_state()
    if not state.is_on:
        fail(f"The language model is not here ({state.reason}).", next_step="Run `hanse matching model` first.")
    with progress() as bar:
        task = bar.add_task("Embedding sentences", total=index.missing_count())
        done, is_complete = index.embed_missing(limit_s=limit_s, progress=lambda n: bar.update(task, completed=n))
    index.rebuild()
    if as_json:
        print_json({"embedded": done, "complete": is_complete})
    else:
        output.print(f"{done} sentences embedded{'' if is_complete else '; run again to go on'}.")


def install_model() -> None:
    """Make the language model from the installed package, once; nothing is downloaded."""
    with progress() as bar:
        task = bar.add_task("Preparing the language model", total=None)
        try:
            index.install_model(
                lambda step, done, total: bar.update(task, description=step, completed=done, total=total)
            )
        except RuntimeError as error:
            fail(str(error), next_step="Install the optional part: `pip install hanse[semantic]`.")
    output.print("The language model is ready.")


def export_vectors(file: Annotated[Path, typer.Argument(help="The .npz file to write.")]) -> None:
    """Write the vectors of synthetic and demo organisations to a file that another site can take in."""
    output.print(f"{index.export_vectors(file)} vectors written.")
