"""The command line: the same deeds as the library, for those who work in a terminal."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from social_balance.language.tables import DEFAULT, languages

if TYPE_CHECKING:
    from social_balance.language.words import Lang

_LANG = click.option(
    "--lang", type=click.Choice(languages()), default=DEFAULT, help="Language of the messages."
)


def _told_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Show faults as text, not as a traceback, and end with status 1."""

    @functools.wraps(command)
    def run(*args: Any, lang: str, **kwargs: Any) -> None:
        from social_balance.language.faults import SocialBalanceError

        try:
            command(*args, lang=lang, **kwargs)
        except SocialBalanceError as error:
            click.echo(error.text(lang), err=True)
            sys.exit(1)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="social-balance")
def main() -> None:
    """Follow social balance between the housing areas of a municipality."""


@main.command()
@click.argument("config", required=False, type=click.Path())
@click.option(
    "--out", default="aarsstatus", show_default=True, type=click.Path(), help="Folder for the report."
)
@click.option("--formats", default=None, help="Comma-separated; left out: every format there is.")
@click.option("--quiet", is_flag=True, help="No progress.")
@_LANG
@_told_plainly
def aarsstatus(config: str | None, out: str, formats: str | None, quiet: bool, lang: str) -> None:
    """Make the Årsstatus from CONFIG (left out: the invented sample municipality)."""
    import social_balance as sb
    from social_balance.files.resources import packaged
    from social_balance.language.words import phrase
    from social_balance.report.write import FORMATS
    from social_balance.yearly.aarsstatus import STEPS
    from social_balance.yearly.configuration import read_configuration

    def say(step: str) -> None:
        if not quiet:
            words = phrase("steps", step, lang)
            click.echo(f"{words:>38}  {_bar(STEPS.index(step), len(STEPS) + 1)}", err=True)

    configuration = read_configuration(config or packaged("data_samples") / "aarsstatus.toml")
    status = sb.aarsstatus(configuration, progress=say)
    public = sb.release(status, floor=configuration.main.floor)
    if not quiet:
        click.echo(f"{phrase('steps', 'report', lang):>38}  {_bar(len(STEPS), len(STEPS) + 1)}", err=True)
    chosen = FORMATS if formats is None else tuple(name.strip() for name in formats.split(","))
    made = sb.write_report(public, out, formats=chosen)
    click.echo(str(made))


@main.command()
@click.argument("folder", required=False, type=click.Path())
@_LANG
@_told_plainly
def check(folder: str | None, lang: str) -> None:
    """Check the definitions in FOLDER and run their worked cases (left out: the package's own)."""
    import social_balance as sb
    from social_balance.files.resources import packaged
    from social_balance.language.words import phrase

    issues = sb.check_indicators(folder or packaged("indices"))
    for issue in issues:
        click.echo(issue.text(lang))
    if issues:
        sys.exit(1)
    click.echo(phrase("cli", "no_faults", lang))


@main.command()
@click.argument("indicator")
@click.option("--definitions", type=click.Path(), default=None, help="Folder of definitions.")
@click.option("--register", type=click.Path(), default=None, help="Parquet file; left out: the sample's.")
@click.option("--engine", type=click.Choice(["duckdb", "polars", "spark"]), default="duckdb")
@_LANG
@_told_plainly
def explain(indicator: str, definitions: str | None, register: str | None, engine: Any, lang: str) -> None:
    """Say in words what INDICATOR counts, from which year and by which rule, and show the engine's plan."""
    import social_balance as sb
    from social_balance.files.resources import packaged
    from social_balance.registers.plans import plan, register_on

    themes = sb.read_indicators(definitions or packaged("indices"))
    found = themes.indicator(indicator.casefold().translate(_ASCII))
    click.echo(sb.explain(found, lang=lang))
    if found.source == "register":
        source = register_on(register or packaged("data_samples") / "register.parquet", engine)
        click.echo(plan(found, source, lang=lang), nl=False)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--out", default=None, type=click.Path(), help="TOML file to write; left out: it is printed.")
@_LANG
@_told_plainly
def codebook(file: str, out: str | None, lang: str) -> None:
    """Make a first codebook from the SPSS or Stata file FILE, to look through and edit."""
    import social_balance as sb
    from social_balance.language.words import phrase

    book = sb.Codebook.from_sav(file)
    if out is None:
        click.echo(book.to_toml(), nl=False)
        return
    written = sb.write_codebook(book, out)
    click.echo(f"{phrase('cli', 'codebook_written', lang)} {written}")


@main.command()
@click.argument("config", required=False, type=click.Path())
@click.option("--power", default=0.8, show_default=True, help="How often a true change is to be found, 0–1.")
@click.option("--wanted", type=float, default=None, help="Change wanted, in points; left out: the margin.")
@click.option("--respondents", type=int, default=None, help="Answers in each area; left out: as last time.")
@click.option("--rest", type=int, default=None, help="Answers in the rest; left out: as last time.")
@click.option("--deff", type=float, default=None, help="Design effect; left out, with --sd: measured.")
@click.option("--sd", type=float, default=None, help="Standard deviation between persons, in points.")
@click.option("--overlap", type=float, default=None, help="Share of the persons asked again, 0–1.")
@click.option("--correlation", default=0.5, show_default=True, help="Between a person's two answers.")
@click.option("--response", default=1.0, show_default=True, help="Share of those asked who answer.")
@click.option("--adjust", type=click.Choice(["none", "holm", "bh"]), default="none", show_default=True,
              help="Correction for reading many cells.")  # fmt: skip
@click.option("--sentences", is_flag=True, help="Sentences, with what would help, in place of the table.")
@_LANG
@_told_plainly
def plan(config: str | None, lang: Lang, sentences: bool, **options: Any) -> None:
    """Say what the next survey of CONFIG can detect (left out: the invented sample municipality)."""
    import social_balance as sb
    from social_balance.language.texts import say

    given = {name: value for name, value in options.items() if value is not None}
    made = sb.plan_next_survey(config, **given)
    mark = [say("invented", lang)] if made.invented else []
    click.echo("\n\n".join([*mark, *made.sentences(lang)]) if sentences else made.table(lang))


@main.command()
def schema() -> None:
    """Print the JSON Schema of a definition file, for editors."""
    import json

    import social_balance as sb

    click.echo(json.dumps(sb.json_schema(), ensure_ascii=False, indent=2))


@main.command()
@click.argument("folder", type=click.Path())
@_LANG
@_told_plainly
def init(folder: str, lang: str) -> None:
    """Start a municipality of your own in FOLDER: configuration, codebooks, definitions, invented data."""
    import shutil
    from pathlib import Path

    from social_balance.files.resources import packaged
    from social_balance.language.faults import InputError, Issue
    from social_balance.language.words import phrase
    from social_balance.yearly.configuration import read_configuration

    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InputError(Issue("CFG012", file=folder))
    place.mkdir(parents=True, exist_ok=True)
    configuration = read_configuration(packaged("data_samples") / "aarsstatus.toml")
    for path in configuration.inputs():
        shutil.copy(path, place / path.name)
    shutil.copytree(packaged("indices"), place / "indices")
    main_file = place / "aarsstatus.toml"
    text = main_file.read_text(encoding="utf-8")
    main_file.write_text(text.replace("[aarsstatus]", _OWN_DEFINITIONS, 1), encoding="utf-8")
    click.echo(f"{phrase('cli', 'municipality_begun', lang)} social-balance aarsstatus {main_file}")


_OWN_DEFINITIONS = (
    '[aarsstatus]\ndefinitions    = "indices"      # egne definitioner, begyndt som en kopi af pakkens'
)
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _bar(done: int, of: int) -> str:
    return f"[{'#' * done}{'.' * (of - done)}]"
