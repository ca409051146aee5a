"""`broadsheet catalogue`: the starter packs of publishers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from broadsheet.catalogue.types import CataloguePublisher

catalogue = typer.Typer(help="Real publishers and their feeds, ready to install.", no_args_is_help=False)


def register(app: typer.Typer) -> None:
    app.add_typer(catalogue, name="catalogue")


@catalogue.callback(invoke_without_command=True)
def list_packs(context: typer.Context) -> None:
    """Lists the packs, with what is in them."""
    if context.invoked_subcommand:
        return
    from rich.console import Console
    from rich.table import Table

    from broadsheet.catalogue.packs import packs

    table = Table(box=None, pad_edge=False)
    table.add_column("pack", no_wrap=True)  # a name to be typed is never cut
    table.add_column("what")
    for heading in ("publishers", "countries", "languages", "feeds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for pack in packs():
        counts = (len(pack.publishers), len(pack.countries), len(pack.languages), pack.feeds)
        table.add_row(pack.name, pack.title, *(f"{count:,}" for count in counts))
    Console().print(table)
    typer.echo(
        "\nAlso language:CODE and country:CODE. “broadsheet catalogue install PACK” adds a pack's feeds;"
        " “broadsheet catalogue show” tells more."
    )


@catalogue.command()
def show(
    key: Annotated[str, typer.Argument(help="A publisher's key; without it, a list.")] = "",
    country: Annotated[str, typer.Option(help="Only of this country (ISO 3166-1, such as KE).")] = "",
    language: Annotated[str, typer.Option(help="Only feeds in this language (BCP 47, such as sw).")] = "",
) -> None:
    """Shows a publisher with its feeds, or lists publishers of a country or language."""
    from broadsheet.catalogue.packs import (
        COUNTRY_PREFIX,
        LANGUAGE_PREFIX,
        find_pack,
        find_publisher,
        load_packs,
    )

    if key:
        _print_publisher(find_publisher(key))
        return
    publishers = find_pack(COUNTRY_PREFIX + country).publishers if country else load_packs()
    if language:
        speaking = {publisher.key for publisher in find_pack(LANGUAGE_PREFIX + language).publishers}
        publishers = tuple(publisher for publisher in publishers if publisher.key in speaking)
    _print_list(publishers)


def _print_publisher(publisher: CataloguePublisher) -> None:
    from broadsheet.catalogue.checks import country_names, language_name

    english = f" ({publisher.name_en})" if publisher.name_en else ""
    typer.echo(f"{publisher.name}{english}")
    typer.echo(f"  {publisher.homepage}")
    typer.echo(f"  country    {country_names()[publisher.country]}")
    typer.echo(f"  languages  {', '.join(language_name(code) for code in publisher.languages)}")
    source = f" ({publisher.ownership_source})" if publisher.ownership_source else ""
    typer.echo(f"  ownership  {publisher.ownership}{source}")
    typer.echo(f"  domains    {', '.join(publisher.domains)}")
    typer.echo("  feeds")
    for feed in publisher.feeds:
        notes = ", ".join(note for note in (feed.category or "mixed", feed.language, feed.title) if note)
        typer.echo(f"    {feed.url}  ({notes})")


def _print_list(publishers: tuple[CataloguePublisher, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("key", no_wrap=True)
    for heading in ("name", "country", "languages", "ownership"):
        table.add_column(heading)
    table.add_column("feeds", justify="right")
    for publisher in publishers:
        table.add_row(
            publisher.key,
            publisher.name,
            publisher.country,
            " ".join(publisher.languages),
            publisher.ownership.value,
            str(len(publisher.feeds)),
        )
    Console().print(table)


@catalogue.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A pack file; without it, all that come along.")] = None,
) -> None:
    """Checks pack files after an edit: codes, categories, addresses, sources, duplicates, order."""
    from broadsheet.catalogue.packs import check_packs

    faults = check_packs(file)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(f"{len(faults)} to put right.", err=True)
        raise typer.Exit(1)
    typer.echo("Nothing to put right. Whether the addresses answer is not checked here.")


@catalogue.command()
def install(
    pack: Annotated[str, typer.Argument(help="Name of a pack, language:CODE or country:CODE.")],
) -> None:
    """Adds the publishers and feeds of a pack to this installation."""
    from broadsheet.catalogue.packs import find_pack

    chosen = find_pack(pack)  # before the database is touched: a wrong name says so at once

    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.cli._django import console
    from broadsheet.cli._inorder import progress_bar
    from broadsheet.store.catalogue import install_in_parts

    with progress_bar(console) as bar:
        task = bar.add_task("Installing", total=len(chosen.publishers))
        install_in_parts(chosen.publishers, lambda done, _: bar.update(task, completed=done))
    typer.echo(f"{chosen.title}: {len(chosen.publishers):,} publishers with {chosen.feeds:,} feeds.")
