"""One year's status: the estimates behind it, and the flat tables that figures and reports are made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Redrawn
from social_balance.definitions.catalogue import Indicator, Themes
from social_balance.estimates.rows import THIN_BASE
from social_balance.estimates.scores import index_indicators, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.tables import languages
from social_balance.language.words import Lang, phrase
from social_balance.showing.view import ResultView, Shown
from social_balance.verdicts.ambition import Ambition, ambition
from social_balance.verdicts.claims import by_language
from social_balance.verdicts.comparability import comparability_fault, look_up_scores
from social_balance.verdicts.indexes import Comparison, ThemeIndex, decompose
from social_balance.verdicts.strategy_indicator import strategy_rows
from social_balance.yearly.described_areas import BlockFigures
from social_balance.yearly.disclosure_settings import DEFAULT_DISCLOSURE, DisclosureSettings
from social_balance.yearly.neighbours import NOTHING, Neighbours
from social_balance.yearly.provenance import NOTHING_TOLD, Provenance


@dataclass(frozen=True)
class AskedAgain:
    """How many of a wave's respondents had answered in the wave before."""

    since: int
    until: int
    persons: int | None  # None: too few to be told
    respondents: int


@dataclass(frozen=True)
class CalibratedWeights:
    """What the weights of a wave were calibrated to, and by whom."""

    year: int
    method: str
    margins: tuple[str, ...]
    source: str
    by_the_job: bool


@dataclass(frozen=True)
class Meta:
    """What a reader has to know about a status besides its figures."""

    municipality: str
    title: str
    since: int
    until: int
    years: tuple[int, ...]
    language: str
    invented: bool
    areas: tuple[tuple[str, str], ...]
    rest: str
    whole: str
    reference: str
    margin: float
    level: float
    alpha: float
    adjust: str
    register_model: str
    floor: int | None
    sources: tuple[str, ...]
    released: bool
    manifest: Mapping[str, Any] = field(hash=False)
    versions: Mapping[str, str] = field(hash=False)
    published: datetime.date | None = None
    provenance: Provenance = NOTHING_TOLD
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    target: int | None = None  # the year in which the gaps are to be closed
    robustness: bool = False  # whether other choices of index are tried
    proofread: Literal["refuse", "warn"] = "refuse"  # what a paper that contradicts itself leads to
    ambition: str = ""  # in the council's own words
    decided: str = ""  # by whom and when
    drawn: int | None = None  # the year whose areas are used in all years
    redrawn: tuple[Redrawn, ...] = ()  # the areas of which the years cannot be compared
    asked_again: tuple[AskedAgain, ...] = ()
    calibrated: tuple[CalibratedWeights, ...] = ()


@dataclass(frozen=True)
class Tables:
    """The flat tables of a status.

    Parameters
    ----------
    meta : Meta
    themes : DataFrame, one row per theme
    indicators : DataFrame, one row per (indicator, area, year)
    index : DataFrame, one row per (theme, area, year)
        On the indicators that can be compared over the two years.
    ambition : DataFrame, one row per (theme, area)
    developments : DataFrame, one row per (theme, area), the rest and the whole among them
    parts : DataFrame, one row per (theme, area, indicator)
    pairs : DataFrame, one row per (theme, area, pair of consecutive waves)
    overall : dict
    strategy : DataFrame, one row per year
        The strategy's own indicator "bydele i social balance", as `strategy_rows` has it.
    neighbours : Neighbours
        Targets, complaints and the ministry's lists, where the configuration asks for them.
    series, pace, robustness : DataFrame
        As `outlook_tables` makes them of what is released; empty before.
    """

    meta: Meta
    themes: pd.DataFrame
    indicators: pd.DataFrame
    index: pd.DataFrame
    ambition: pd.DataFrame
    developments: pd.DataFrame
    parts: pd.DataFrame
    pairs: pd.DataFrame
    overall: Mapping[str, Any]
    strategy: pd.DataFrame = field(default_factory=pd.DataFrame)
    neighbours: Neighbours = NOTHING
    divisions: tuple[DivisionTables, ...] = ()
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    pace: pd.DataFrame = field(default_factory=pd.DataFrame)
    robustness: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class DivisionTables:
    """The tables of a further division of the municipality, and which indicators it does not have."""

    id: str
    name: str
    tables: Tables
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class DividedStatus:
    """The status of a further division of the municipality, and which indicators it does not have."""

    id: str
    name: str
    status: Status
    left_out: tuple[str, ...] = ()

    def tables(self) -> DivisionTables:
        """Return its flat tables, not released."""
        return DivisionTables(self.id, self.name, self.status.tables(), self.left_out)


@dataclass(frozen=True, repr=False)
class Status(Shown):
    """Everything one configuration gives, before it is decided what may be published.

    Parameters
    ----------
    meta : Meta
    themes : Themes
    areas : Areas
    estimates : Estimates
        Every indicator by area and year.
    index : ThemeIndex
    ambition : Ambition
    disclosure : DisclosureSettings
        What the configuration says of what may be published.
    neighbours : Neighbours
        Targets, complaints and the ministry's lists, where the configuration asks for them.
    divisions : tuple of DivisionTables
        The same tables of the further divisions of the municipality.
    divisions : tuple of DividedStatus
        The same of the further divisions of the municipality.
    blocks : BlockFigures, optional
        What the divisions cut each other into.
    """

    meta: Meta
    themes: Themes
    areas: Areas
    estimates: Estimates
    index: ThemeIndex
    ambition: Ambition
    disclosure: DisclosureSettings = DEFAULT_DISCLOSURE
    neighbours: Neighbours = NOTHING
    divisions: tuple[DividedStatus, ...] = ()
    blocks: BlockFigures | None = None

    def tables(self) -> Tables:
        """Return the flat tables, not released: figures drawn from them are marked."""
        return self._built_tables

    @cached_property
    def _built_tables(self) -> Tables:
        return Tables(
            meta=self.meta,
            themes=_theme_table(self.themes, self.meta.margin),
            indicators=_indicator_table(self),
            index=_index_table(self),
            ambition=_ambition_table(self.ambition, self),
            developments=_development_table(self.ambition),
            parts=_part_table(self),
            pairs=_pair_table(self),
            overall=_overall_claim(self.ambition),
            strategy=strategy_rows(self.ambition, level=self.meta.level),
            neighbours=self.neighbours,
            divisions=tuple(each.tables() for each in self.divisions),
        )

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.yearly.views import tables_view

        return tables_view(self.tables(), lang)


def _theme_table(themes: Themes, margin: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"theme": t.id, **_titles(t.title), "order": t.order,
             "effect_goal": t.effect_goal, "margin": margin if t.margin is None else t.margin,
             **_notes(t.note or {})}
            for t in themes
        ]
    )  # fmt: skip


def _titles(title: Mapping[str, str]) -> dict[str, str]:
    """Return a title as columns, one a language that it is given in."""
    return {f"title_{lang}": text for lang, text in title.items() if text}


def _notes(note: Mapping[str, str]) -> dict[str, str]:
    """Return a note as columns; those of Danish and English are there also when it is not."""
    return by_language("note", {"da": "", "en": ""} | {lang: text for lang, text in note.items() if text})


def _indicator_table(status: Status) -> pd.DataFrame:
    meta = status.meta
    table = status.estimates.frame(level=meta.level).assign(positive=status.estimates.rows["positive"])
    table = table[table.index.get_level_values("year").isin((meta.since, meta.until))].reset_index()
    table = table.rename(columns={"measure": "indicator", "method": "model"})
    about = {i.id: _indicator_facts(i, theme.id, status) for theme in status.themes for i in theme.indicators}
    table = table[table["indicator"].isin(list(about))]
    facts = pd.DataFrame([about[i] for i in table["indicator"]], index=table.index)
    table = _with_redrawn(pd.concat([table, facts], axis=1), status)
    table = _with_year_of_figure(table)
    table["model"] = table["model"].replace({"taylor": "survey", "replicates": "survey"})
    table = _with_index(table, status)
    table["thin"] = _is_thin(table)
    table["hidden"] = False
    # As the themes and their files are in order, not as sources happen to be read.
    order = {name: number for number, name in enumerate(about)}
    table["_order"] = table["indicator"].map(order)
    return table.sort_values(["_order"], kind="stable", ignore_index=True).drop(columns="_order")


def _with_year_of_figure(table: pd.DataFrame) -> pd.DataFrame:
    """Add the year a figure is from: a register says it; surveys and counts have their own."""
    as_of = pd.Series(np.nan, index=table.index)
    if "as_of" in table:
        as_of = table["as_of"]
    return table.assign(as_of=as_of.mask(as_of.isna() & (table["status"] == "ok"), table["year"]))


def _with_index(table: pd.DataFrame, status: Status) -> pd.DataFrame:
    """Add the score of each figure, and whether it counts in the index that its area is compared on."""
    score = status.index.scores.rows["value"].to_dict()
    kept = {
        (theme.id, area): _comparison_of(status, theme.id, area).weights
        for theme in status.themes
        for area in status.index.area_names()
    }
    labels = table[["indicator", "area", "year", "theme"]].itertuples(index=False, name=None)
    rows = [(score.get((i, area, year), np.nan), i in kept[theme, area]) for i, area, year, theme in labels]
    return table.assign(score=[value for value, _ in rows], in_index=[counts for _, counts in rows])


def _is_thin(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    # A register counts everybody, however few they are: only what was asked can rest on too few answers.
    asked = table["source"].to_numpy() != "register"
    return np.asarray(asked & (table["effective_base"].to_numpy(dtype=float) < THIN_BASE))


def _indicator_facts(indicator: Indicator, theme: str, status: Status) -> dict[str, Any]:
    years = status.meta.since, status.meta.until
    comparable, reason = indicator.comparable(*years)
    if comparable:
        places = [(area, year) for area in status.index.area_names() for year in years]
        fault = comparability_fault(indicator, places, look_up_scores(status.estimates, None))
        comparable = fault is None
        reason = reason if fault is None else fault.message()
    return {
        "theme": theme, **_titles(indicator.title),
        "source": indicator.source, "direction": indicator.direction, "reference": indicator.reference,
        "weight": indicator.weight, "comparable": comparable, "reason": reason, "ours": indicator.ours,
        "level": indicator.level,
    }  # fmt: skip


def _with_redrawn(table: pd.DataFrame, status: Status) -> pd.DataFrame:
    """Mark the rows of an area that is another one in the last year than in the first."""
    window = {i.id: i.window for i in status.themes.indicators}
    # A figure over several years begins before the first year that is compared.
    redrawn = [
        status.areas.redrawn(area, status.meta.since - window[indicator] + 1, status.meta.until)
        for indicator, area in zip(table["indicator"], table["area"], strict=True)
    ]
    moved = np.array([each is not None for each in redrawn]) & table["comparable"].to_numpy(dtype=bool)
    why = ["" if each is None else each.issue().message() for each in redrawn]
    return table.assign(comparable=table["comparable"] & ~moved, reason=np.where(moved, why, table["reason"]))


def _comparison_of(status: Status, theme: str, area: str) -> Comparison:
    """The indicators that an area's index is compared on: with its reference, as in the ambition."""
    bases = status.ambition.bases
    return bases.rows.get((theme, area)) or bases.alone[theme, area]


def _index_table(status: Status) -> pd.DataFrame:
    """Index of both years on the indicators that can be compared: two levels differ by the development."""
    labels: list[tuple[str, str, int]] = []
    weights: list[dict[tuple[str, str, int], float]] = []
    facts: list[dict[str, Any]] = []
    # Both years on the same indicators: two levels on different ones do not differ by the development.
    for theme in status.themes:
        for area in status.index.area_names():
            compared = _comparison_of(status, theme.id, area)
            for year in (status.meta.since, status.meta.until):
                labels.append((theme.id, area, year))
                weights.append({(k, area, year): w for k, w in compared.weights.items()})
                facts.append({"weight_present": compared.share, "n_indicators": len(compared.weights),
                              "n_counting": len(index_indicators(theme))})  # fmt: skip
    names = ["theme", "area", "year"]
    levels = status.index.scores.linear_map(
        weight_matrix(status.index.scores, weights),
        pd.MultiIndex.from_tuples(labels, names=names),
        unit="point",
    )
    table = levels.frame(level=status.meta.level)[["value", "se", "low", "high", "status"]].reset_index()
    return pd.concat([table, pd.DataFrame(facts)], axis=1).assign(hidden=False)


def _ambition_table(amb: Ambition, status: Status) -> pd.DataFrame:
    meta = status.meta
    table = amb.frame(level=meta.level).reset_index()
    states = amb.states(level=meta.level)
    whole = states[states.index.get_level_values("area") == meta.whole].droplevel("area")
    for column in ("value", "se", "low", "high", "state"):
        name = {"value": "whole_development", "state": "whole_own"}.get(column, f"whole_development_{column}")
        table[name] = table["theme"].map(whole[column])
    table["certain"] = _kinds_of_certainty(table, amb, status)
    table = _with_bases(table.rename(columns={"direction": "word"}), amb)
    return table.assign(since=amb.since, until=amb.until, hidden=False)


def _kinds_of_certainty(table: pd.DataFrame, amb: Ambition, status: Status) -> list[str]:
    """Return how sure the indicators of each row are: their model, or "mixed" where there are several."""
    labels = status.estimates.rows.index.get_level_values(0)
    model = dict(zip(labels, status.estimates.rows["method"], strict=True))
    # However its chance is taken into account, a register's figure is as sure as the others of registers.
    as_told = {
        "taylor": "survey", "replicates": "survey", "corrected": "superpopulation",
        "threshold": "superpopulation",
    }  # fmt: skip
    bases = {**amb.bases.rows, **amb.bases.alone}
    kinds = []
    for cell in zip(table["theme"], table["area"], strict=True):
        found = {as_told.get(model[name], str(model[name])) for name in bases[cell].weights}
        # A row that rests on nothing has no kind of certainty either.
        kinds.append("mixed" if len(found) > 1 else next(iter(found), ""))
    return kinds


def _with_bases(table: pd.DataFrame, amb: Ambition) -> pd.DataFrame:
    """Tell in plain texts what every row rests on, and why an indicator is left out."""
    bases = {**amb.bases.rows, **amb.bases.alone}
    cells = list(zip(table["theme"], table["area"], strict=True))
    why = [
        by_language("why", {lang: bases[cell].reasons_in_words(lang) for lang in languages()})
        for cell in cells
    ]
    texts = {name: table[name].map(", ".join) for name in ("rests_on", "left_out")}
    return pd.concat(
        [table.assign(**texts).drop(columns="left_out_why"), pd.DataFrame(why, index=table.index)], axis=1
    )


def _development_table(amb: Ambition) -> pd.DataFrame:
    table = amb.states().drop(columns="margin").reset_index()
    table = table.rename(columns={"value": "development", "direction": "direction_word"})
    table = _with_bases(table, amb)
    return table.assign(since=amb.since, until=amb.until, hidden=False)


def _part_table(status: Status) -> pd.DataFrame:
    meta = status.meta
    reference = status.ambition.reference
    contributions = decompose(status.index, since=meta.since, until=meta.until, reference=reference)
    table = contributions.frame(level=meta.level)[["value", "se", "low", "high"]].reset_index()
    table = table.rename(columns={"value": "contribution"})
    value = status.estimates.rows["value"].to_dict()
    for name, year in (("since_value", meta.since), ("until_value", meta.until)):
        table[name] = [
            value[i, area, year] for i, area in zip(table["indicator"], table["area"], strict=True)
        ]
    # Contributions are of both years at once, so the values of each are put beside them.
    title = {i.id: i.title for i in status.themes.indicators}
    titles = pd.DataFrame([_titles(title[i]) for i in table["indicator"]], index=table.index)
    return pd.concat([table, titles], axis=1).assign(hidden=False)


def _pair_table(status: Status) -> pd.DataFrame:
    """The narrowing between every pair of consecutive waves: the ambition's "løbende"."""
    meta = status.meta
    main = status.ambition
    columns = ["theme", "area", "since", "until", "narrowing", "narrowing_low", "narrowing_high", "gap_state"]
    tables = []
    for since, until in pairwise(meta.years):
        amb = main
        # Where there are two waves, the pair is the comparison that has been made already.
        if (since, until) != (meta.since, meta.until):
            amb = ambition(
                status.index, since=since, until=until, reference=main.reference, margin=main.margins,
                adjust=main.adjust, alpha=main.alpha,
            )  # fmt: skip
        tables.append(_ambition_table(amb, status)[columns])
    return pd.concat(tables, ignore_index=True).assign(hidden=False)


def _overall_claim(amb: Ambition) -> dict[str, Any]:
    return {
        **by_language("claim", {lang: phrase("claims", "all", lang) for lang in languages()}),
        **amb.overall().counts(),
    }
