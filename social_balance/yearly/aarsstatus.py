"""The main job: a configuration in, a status out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from social_balance.definitions.catalogue import Themes, read_indicators
from social_balance.deliveries.codebook.files import read_codebook
from social_balance.estimates.combining import combine
from social_balance.estimates.values import Estimates
from social_balance.files.digests import digest_of_input
from social_balance.language.faults import DefinitionError, Faults, Issue
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import theme_index
from social_balance.yearly.configuration import Configuration, read_configuration
from social_balance.yearly.described_areas import names_of, redrawn_areas
from social_balance.yearly.divided import with_divisions
from social_balance.yearly.job_settings import Survey
from social_balance.yearly.neighbours import NOTHING, Neighbours, read_neighbours
from social_balance.yearly.provenance import all_sources, describe_provenance
from social_balance.yearly.register_settings import open_register, table_digest
from social_balance.yearly.sources import estimate_counts, estimate_registers
from social_balance.yearly.status import AskedAgain, CalibratedWeights, Meta, Status
from social_balance.yearly.waves import StackedWaves, estimate_waves, measured_themes, stack_waves

Progress = Callable[[str], None]
STEPS = ("definitions", "surveys", "register", "counts", "index", "tables")


def aarsstatus(config: str | Path | Configuration, *, progress: Progress | None = None) -> Status:
    """Make the status of one year from a configuration: estimates, indexes, ambition and verdicts.

    Parameters
    ----------
    config : path or Configuration
        The configuration, such as ``data_samples/aarsstatus.toml``.
    progress : callable, optional
        Called with the name of each step (one of `STEPS`) before it begins.

    Returns
    -------
    Status
        Not released: hand it to `release` before anything is written.

    Raises
    ------
    DefinitionError
        Faults in the configuration, the definitions or a codebook.
    InputError
        Faults in the data; all faults of all surveys at once.
    """
    configuration = config
    if not isinstance(configuration, Configuration):
        configuration = read_configuration(configuration)
    say = progress or (lambda step: None)
    say("definitions")
    known = read_indicators(configuration.definitions_folder())
    themes = measured_themes(configuration, _choose_themes(known, configuration), known=known)
    sources = _estimate_all_sources(configuration, themes, known, say)
    say("index")
    main = configuration.main
    index = theme_index(sources.estimates, themes, areas=configuration.areas)
    amb = ambition(
        index, since=configuration.since, until=configuration.until, reference=main.reference,
        margin=main.margin, adjust=main.adjust, alpha=main.alpha,
    )  # fmt: skip
    asked_again = sources.waves.asked_again if sources.waves else ()
    meta = _describe_run(configuration, themes, amb.reference, asked_again)
    status = Status(
        meta, themes, configuration.areas, sources.estimates, index, amb,
        disclosure=configuration.disclosure, neighbours=sources.neighbours,
    )  # fmt: skip
    status = with_divisions(status, configuration, sources.waves, known)
    say("tables")
    # Made once here, so that a fault in them is told before anything is written.
    status.tables()
    return status


@dataclass(frozen=True)
class _Sources:
    """What the sources gave: the figures, the waves as they were read, and the neighbouring papers."""

    estimates: Estimates
    waves: StackedWaves | None
    neighbours: Neighbours


def _estimate_all_sources(
    configuration: Configuration, themes: Themes, known: Themes, say: Progress
) -> _Sources:
    """Estimate from every source that some indicator needs, with the faults of all of them at once."""
    needed = {indicator.source for indicator in themes.indicators}
    estimates: list[Estimates | None] = []
    waves: StackedWaves | None = None
    faults = Faults()
    # A fault in the register is told beside those of the survey.
    say("surveys")
    if configuration.surveys and "survey" in needed:
        with faults.catch():
            waves = stack_waves(configuration, themes)
            estimates.append(estimate_waves(waves, themes, configuration.areas))
    say("register")
    if (configuration.register or configuration.tables) and "register" in needed:
        with faults.catch():
            estimates.append(estimate_registers(configuration, themes, known=known))
    say("counts")
    if configuration.counts is not None and "count" in needed:
        with faults.catch():
            estimates.append(estimate_counts(configuration, themes))
    neighbours = NOTHING
    with faults.catch():
        neighbours = read_neighbours(configuration.neighbours, configuration.path_of)
    faults.raise_if_any()
    usable = [each for each in estimates if each is not None]
    if not usable:
        raise DefinitionError(
            Issue("CFG013", file=configuration.file.name, values={"needed": sorted(needed)})
        )
    return _Sources(combine(*usable), waves, neighbours)


def _choose_themes(themes: Themes, configuration: Configuration) -> Themes:
    """Keep the themes that the configuration names, in their own order."""
    wanted = configuration.main.themes
    if wanted is None:
        return themes
    # To look a theme up raises, with what may have been meant.
    for name in wanted:
        themes[name]
    return Themes(tuple(theme for theme in themes if theme.id in wanted))


def _describe_run(
    configuration: Configuration, themes: Themes, reference: str, asked_again: tuple[AskedAgain, ...]
) -> Meta:
    main = configuration.main
    areas = configuration.areas
    versions = {name: version(name) for name in ("social-balance", "numpy", "pandas", "scipy")}
    definitions = configuration.definitions_folder()
    return Meta(
        municipality=main.municipality, title=main.title, since=configuration.since,
        until=configuration.until, years=main.years, language=main.language, invented=main.invented,
        areas=names_of(areas), rest=areas.rest.name, whole=areas.whole.name, reference=reference,
        margin=main.margin, level=main.level, alpha=main.alpha, adjust=main.adjust,
        register_model=main.register_model, floor=None, released=False,
        sources=main.sources or all_sources(configuration),
        published=main.published, provenance=describe_provenance(configuration),
        translations=configuration.translations, target=main.target, robustness=main.robustness,
        proofread=main.proofread,
        ambition=main.ambition, decided=main.decided, drawn=areas.drawn,
        redrawn=redrawn_areas(areas, themes, since=configuration.since, until=configuration.until),
        asked_again=asked_again,
        calibrated=tuple(_calibrations(configuration)),
        versions=versions,
        manifest={
            # By path: two files of one name in two folders are two inputs.
            "inputs": _input_digests(configuration),
            "definitions": {
                path.relative_to(definitions).as_posix(): digest_of_input(path)
                for path in sorted(definitions.rglob("*.toml"))
            },
            "versions": versions | {"python": platform.python_version()},
        },
    )  # fmt: skip


def _input_digests(configuration: Configuration) -> dict[str, str]:
    """Return a digest of every input, by path: two files of one name in two folders are two inputs."""
    digests = {
        _path_from(configuration.folder, path): digest_of_input(path) for path in configuration.input_files()
    }
    source = configuration.register
    if source is not None and not source.named_files():
        digests[source.name] = table_digest(open_register(source, configuration.file))
    return digests


def _calibrations(configuration: Configuration) -> Iterator[CalibratedWeights]:
    for survey in sorted(configuration.surveys, key=lambda survey: survey.year):
        asked = survey.calibration
        if asked is not None:
            words = _column_words(configuration, survey)
            margins = tuple(" × ".join(words.get(name, name) for name in margin) for margin in asked.crossed)
            by_the_job = not asked.done
            yield CalibratedWeights(survey.year, asked.method, margins, asked.source or "", by_the_job)


def _column_words(configuration: Configuration, survey: Survey) -> dict[str, str]:
    """Return what the codebook of a wave calls its columns, as it can stand inside a sentence."""
    if survey.codebook is None:
        return {}
    columns = read_codebook(configuration.path_of(survey.codebook)).columns
    return {each.name: each.label[:1].lower() + each.label[1:] for each in columns if each.label}


def _path_from(folder: Path, file: Path) -> str:
    """Return a file as the configuration names it."""
    if file.is_relative_to(folder):
        return file.relative_to(folder).as_posix()
    return file.as_posix()
