"""The command line: the same deeds as the library, for those who work in a terminal."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from social_balance.language.reader import terminal_language
from social_balance.language.tables import languages
from social_balance.terminal.teaching import TeachingGroup

if TYPE_CHECKING:
    from social_balance.language.words import Lang
    from social_balance.yearly.checking import Remark

# Before the others, so that a help asked for behind it is in that language.
_LANG = click.option(
    "--lang", type=click.Choice(languages()), default=terminal_language, is_eager=True,
    help="Language of the messages.",
)  # fmt: skip


def _show_faults_as_text(command: Callable[..., None]) -> Callable[..., None]:
    """Show faults as text, not as a traceback, and end with status 1."""

    @functools.wraps(command)
    def run_command(*args: Any, lang: str, **kwargs: Any) -> None:
        from social_balance.language.faults import SocialBalanceError

        try:
            command(*args, lang=lang, **kwargs)
        except SocialBalanceError as error:
            click.echo(error.text(lang), err=True)
            sys.exit(1)

    return run_command


@click.group("main", cls=TeachingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="social-balance")
def main() -> None:
    """Follow social balance between the housing areas of a municipality."""


@main.command("aarsstatus")
@click.argument("config", required=False, type=click.Path())
@click.option(
    "--out", default="aarsstatus", show_default=True, type=click.Path(), help="Folder for the report."
)
@click.option("--formats", default=None, help="Comma-separated; left out: every format that is installed.")
@click.option("--papers", default=None, help="Comma-separated; left out: every paper there are figures for.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--progress", is_flag=True, help="Bars with the time left, also where nobody is looking.")
@_LANG
@_show_faults_as_text
def make_aarsstatus(
    config: str | None,
    out: str,
    formats: str | None,
    papers: str | None,
    quiet: bool,
    progress: bool,
    lang: str,
) -> None:
    """Make the Årsstatus from CONFIG (left out: the invented sample municipality)."""
    import social_balance as sb
    from social_balance.files.resources import packaged_folder
    from social_balance.report.second_process import second_process
    from social_balance.report.write import FormatsNotInstalled
    from social_balance.showing.progress import progress_on_screen
    from social_balance.yearly.aarsstatus import STEPS
    from social_balance.yearly.configuration import read_configuration

    steps = [*STEPS, "report"]

    def show_step(step: str) -> None:
        if not quiet:
            done = steps.index(step)
            bar = f"[{'#' * done}{'.' * (len(steps) - done)}]"
            click.echo(f"{_say(f'step {step}', lang):>38}  {bar}", err=True)

    configuration = read_configuration(config or packaged_folder("data_samples") / "aarsstatus.toml")
    shown = False if quiet else progress or None
    with second_process(), progress_on_screen(shown=shown, lang=lang):
        status = sb.aarsstatus(configuration, progress=show_step)
        public = sb.release(status)
        show_step("report")
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", FormatsNotInstalled)
            folder = sb.write_report(public, out, formats=_split_names(formats), papers=_split_names(papers))
    for warning in told:
        click.echo(str(warning.message), err=True)
    click.echo(str(folder))


@main.command("attack")
@click.argument("folder", type=click.Path())
@click.option("--csv", "as_csv", is_flag=True, help="Every hidden count as CSV, not only those at risk.")
@_LANG
@_show_faults_as_text
def attack_folder(folder: str, as_csv: bool, lang: str) -> None:
    """Say what an intruder can work out from a published FOLDER; ends with status 1 when it is anything."""
    import social_balance as sb

    found = sb.attack(folder)
    unsafe = found.unsafe()
    if as_csv:
        click.echo(found.frame().to_csv(index=False), nl=False)
    else:
        click.echo(_say("attacked", lang).format(hidden=len(found.frame()), unsafe=len(unsafe)))
        for row in unsafe.to_dict("records"):
            limits = f"{row['low']:g}–{row['high']:g}"
            click.echo(f"{row['indicator']}, {row['area']}, {row['year']}: {limits} ({row['relations']})")
    if len(unsafe):
        sys.exit(1)


@main.command("check")
@click.argument("path", required=False, type=click.Path())
@click.option("--strict", is_flag=True, help="End with status 3 when there are remarks.")
@_LANG
@_show_faults_as_text
def check_files(path: str | None, strict: bool, lang: str) -> None:
    """Look for faults in a folder of definitions, or in a configuration with all that it names."""
    from social_balance.files.resources import packaged_folder
    from social_balance.yearly.checking import check_path

    found = check_path(path or packaged_folder("indices"))
    for issue in found.faults:
        click.echo(issue.text(lang))
    for remark in found.remarks:
        click.echo(_remark_text(remark, lang))
    if found.faults:
        sys.exit(1)
    if found.remarks:
        key = "remark found" if len(found.remarks) == 1 else "remarks found"
        click.echo(_say(key, lang, count=len(found.remarks)))
        sys.exit(3 if strict else 0)
    click.echo(_say("no faults", lang))


@main.command("explain")
@click.argument("indicator")
@click.option(
    "--config", type=click.Path(), default=None, help="Configuration: its definitions and register."
)
@click.option("--definitions", type=click.Path(), default=None, help="Folder of definitions.")
@click.option(
    "--sql", is_flag=True, help="Show what the engine is asked to do for an indicator of a register."
)
@click.option("--register", type=click.Path(), default=None, help="Parquet file; shows what is asked of it.")
@click.option("--engine", type=click.Choice(["duckdb", "polars", "spark"]), default=None,
              help="The engine whose plan is shown; left out, with --sql: duckdb.")  # fmt: skip
@_LANG
@_show_faults_as_text
def explain_indicator(
    indicator: str,
    config: str | None,
    definitions: str | None,
    sql: bool,
    register: str | None,
    engine: Any,
    lang: str,
) -> None:
    """Say in words what INDICATOR counts, from which year and by which rule."""
    import social_balance as sb
    from social_balance.files.resources import packaged_folder
    from social_balance.registers.plans import describe_plan, register_on
    from social_balance.yearly.configuration import read_configuration
    from social_balance.yearly.register_settings import open_register

    configuration = read_configuration(config or packaged_folder("data_samples") / "aarsstatus.toml")
    themes = sb.read_indicators(definitions or configuration.definitions_folder())
    # People write the name with the letters of their keyboard; ids have none beyond ASCII.
    definition = themes.indicator(indicator.casefold().translate(_ASCII))
    click.echo(sb.explain(definition, lang=lang))
    if definition.source != "register" or not (sql or register or engine):
        return
    # The sample's register knows nothing of the columns of somebody else's definitions.
    source = configuration.register if config or not definitions else None
    file = register
    names: dict[str, Any] = {}
    opened = None
    if source is not None:
        file = register or (source.file and str(configuration.path_of(source.file)))
        names = {"person": source.person, "year": source.year, "area": source.area}
    if file is not None:
        opened = register_on(file, engine or "duckdb", **names)
    elif source is not None:
        opened = open_register(source, configuration.file)  # a table has the engine that holds it
    if opened is not None:
        click.echo(describe_plan(definition, opened, lang=lang), nl=False)


@main.command("codebook")
@click.argument("file", type=click.Path())
@click.option("--out", default=None, type=click.Path(), help="TOML file to write; left out: it is printed.")
@click.option("--sheet", default=None, help="Sheet of a workbook; left out: the only one with cells.")
@click.option("--encoding", default=None, help="Character set, where the file says it wrongly or not at all.")
@_LANG
@_show_faults_as_text
def make_codebook(file: str, out: str | None, sheet: str | None, encoding: str | None, lang: str) -> None:
    """Make a first codebook from FILE (SPSS, Stata, CSV, Excel, OpenDocument), to look through and edit."""
    import social_balance as sb

    book = sb.Codebook.from_sav(file, sheet=sheet, encoding=encoding)
    if out is None:
        click.echo(book.to_toml(), nl=False)
        return
    written = sb.write_codebook(book, out)
    click.echo(f"{_say('codebook written', lang)} {written}")


@main.command("plan")
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
@_show_faults_as_text
def plan_survey(config: str | None, lang: Lang, sentences: bool, **options: Any) -> None:
    """Say what the next survey of CONFIG can detect (left out: the invented sample municipality)."""
    import social_balance as sb
    from social_balance.language.texts import say

    given = {name: value for name, value in options.items() if value is not None}
    plan = sb.plan_next_survey(config, **given)
    if not sentences:
        click.echo(plan.table(lang))
        return
    paragraphs = plan.sentences(lang)
    if plan.invented:
        paragraphs = [say("invented", lang), *paragraphs]
    click.echo("\n\n".join(paragraphs))


@main.command("targets")
@click.argument("file", type=click.Path())
@click.option(
    "--out", default=None, type=click.Path(), help="Folder for the paper; left out: only the table."
)
@click.option("--formats", default=None, help="Comma-separated; left out: every format that is installed.")
@_LANG
@_show_faults_as_text
def follow_targets_of(file: str, out: str | None, formats: str | None, lang: str) -> None:
    """Follow the targets of FILE (such as maal.toml): judge each indicator, and write the paper."""
    import social_balance as sb
    from social_balance.disclosure.followed_figures import release_followed

    targets = sb.read_targets(file)
    # A terminal is read over shoulders and copied from: what is told there is what may be published.
    shown = release_followed(targets, targets.main.floor)
    table = shown.frame(lang)
    for row in table.reset_index().to_dict("records"):
        click.echo(f"{row['indicator']}: {_met_in_words(row['met'], lang)}. {row['text']}".rstrip())
    for remark in shown.remarks(lang).to_dict("records"):
        click.echo(f"! {remark['indicator']}: {remark['text']}")
    if out is not None:
        chosen = None if formats is None else [name.strip() for name in formats.split(",")]
        click.echo(str(sb.write_targets(targets, out, formats=chosen, lang=lang)))


@main.command("proofread")
@click.argument("file", type=click.Path())
@click.option("--date", default=None, help="The paper's own date, as 2024-05-14; left out: that of its head.")
@click.option("--written", type=click.Choice(languages()), default=None,
              help="Language of the paper; left out: guessed.")  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help="A table as CSV, one row a remark.")
@_LANG
@_show_faults_as_text
def proofread_file(file: str, date: str | None, written: str | None, as_csv: bool, lang: str) -> None:
    """Say where FILE (.docx, .html, .md, .txt, .pdf) contradicts its own figures; nothing is changed in it.

    \b
    social-balance proofread notat.docx
    social-balance proofread notat.pdf --date 2024-05-14 --csv > remarks.csv
    """  # noqa: D301 – the mark that keeps the lines apart is a backspace
    from pathlib import Path

    import social_balance as sb

    # A path, whatever it ends on: a text is not typed in here.
    remarks = sb.proofread(Path(file), written=written, date=date, lang=lang)
    if as_csv:
        click.echo(remarks.to_csv(index=False), nl=False)
        return
    for row in remarks.to_dict("records"):
        click.echo(_remark_line(row, lang))
        click.echo(f"    {row['text']}")
    key = {0: "proofread_none", 1: "proofread_one"}.get(len(remarks), "proofread_many")
    click.echo(_say(key, lang).format(count=len(remarks)))


@main.command("schema")
@click.argument("kind", required=False, default="definition",
                type=click.Choice(
                    ["definition", "theme", "configuration", "codebook", "targets"]
                ))  # fmt: skip
@_LANG
def print_schema(kind: str, lang: str) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    import json

    from social_balance.yearly.schemas import file_schema

    click.echo(json.dumps(file_schema(kind, lang), ensure_ascii=False, indent=2))


@main.command("doctor")
@_LANG
def examine(lang: str) -> None:
    """Say which versions, extras, fonts and engines there are, and how much memory."""
    from social_balance.terminal.doctor import examine_machine

    found = examine_machine(lang)
    click.echo("\n".join(found.lines))
    if not found.healthy:
        sys.exit(1)


@main.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@_LANG
def print_completion(shell: str, lang: str) -> None:
    """Print what the shell needs to complete commands and options with the tab key."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(main, {}, "social-balance", "_SOCIAL_BALANCE_COMPLETE").source())


@main.command("init")
@click.argument("folder", type=click.Path())
@click.option(
    "--example",
    default="gladsaxe",
    show_default=True,
    help="Which invented municipality: gladsaxe, aakoebing.",
)
@_LANG
@_show_faults_as_text
def start_own_municipality(folder: str, example: str, lang: str) -> None:
    """Start a municipality of your own in FOLDER: configuration, codebooks, definitions, invented data."""
    from social_balance.yearly.starting import start_municipality

    main_file = start_municipality(folder, example=example, lang=lang)
    click.echo(f"{_say('municipality started', lang)} social-balance aarsstatus {main_file}")


def _remark_line(row: Mapping[Any, Any], lang: str) -> str:
    """Return one remark of the proof-reader on a line: where, what, how certain, and what it should be."""
    from social_balance.language.words import phrase

    place = f"{row['file']}:{row['line']}"
    if isinstance(row["page"], int):  # of a format without pages it is missing
        place = f"{row['file']}, {phrase('places', 'page', lang)} {row['page']}"
    kind = phrase("proof_kinds", row["kind"], lang)
    certainty = phrase("certainties", row["certainty"], lang)
    return f"{place} {kind} ({certainty}) — {row['computed']}"


_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _split_names(names: str | None) -> list[str] | None:
    """Return the names between commas, or None where the option was left out."""
    return None if names is None else [name.strip() for name in names.split(",")]


def _met_in_words(met: str, lang: str) -> str:
    from social_balance.language.words import TARGET

    return TARGET[met].label(lang)


def _remark_text(remark: Remark, lang: str) -> str:
    from social_balance.language.words import phrase

    words = asdict(remark)
    words["part"] = phrase("drift_parts", remark.part, lang)
    words["drift"] = phrase("drifts", remark.drift, lang)
    return _say("remark drift", lang, **words)


def _say(key: str, lang: str, **values: object) -> str:
    from social_balance.language.words import phrase

    return phrase("command_line", key, lang, **values)
