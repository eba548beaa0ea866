"""What a survey of a given size can detect, and how many answers a wanted change or narrowing takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast, get_args

import numpy as np
import pandas as pd

from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults
from social_balance.language.texts import Lang, in_language, say
from social_balance.planning.checks import (
    INDEX,
    check_assumptions,
    check_sizes,
    outside_limits,
    read_areas,
    read_overlap,
    read_sd_and_deff,
    read_wanted,
    too_low,
)
from social_balance.planning.power import CORRECTIONS, Correction, level_of
from social_balance.planning.precision import CHANCE, ROUNDING, AreaSize, Assumptions, Claim, View
from social_balance.planning.spreads import REST, Spread, Spreads, measure_spreads
from social_balance.planning.texts import panel_note, plan_sentence, plan_table
from social_balance.showing.view import ResultView, Shown, reading_language
from social_balance.verdicts.indexes import ThemeIndex

PANEL = 0.7  # share of the smaller wave that answers again, where nobody says otherwise
# The panel first: nothing else makes a change so much more certain for the same number of answers.
WAYS = ("planned", "panel", "everyone", "rest_doubled", "pooled")


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """A survey before fieldwork: what it can detect in every theme and area.

    Parameters
    ----------
    areas : mapping of name to AreaSize
        The areas that are followed.
    rest : AreaSize
        The rest of the municipality, which a narrowing is held against.
    spreads : mapping of (theme, area) to Spread
        How far the answers spread, design effect included.
    assumed : mapping of (theme, area) to (sd, deff)
        What D was made of; empty when it was measured.
    wanted : mapping of theme to float
        The change and narrowing to be found, in points.
    terms : Assumptions
        Power, level, overlap and all else that is taken for granted.
    names : mapping of str to str
        What "rest" is called.
    titles : mapping of theme to titles by language
    invented : bool
        Whether it rests on invented data, which is then said wherever it is shown.
    """

    areas: Mapping[str, AreaSize]
    rest: AreaSize
    spreads: Mapping[tuple[str, str], Spread]
    assumed: Mapping[tuple[str, str], tuple[float, float]]
    wanted: Mapping[str, float]
    terms: Assumptions
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    invented: bool = False

    def frame(self) -> pd.DataFrame:
        """Return what can be detected, and what it would take.

        Returns
        -------
        DataFrame, one row per (theme, area)
            respondents, earlier, population, response_share, most (answers when everyone is asked),
            rest_respondents, sd, deff (NaN when measured), spread; se_change, se_narrowing (points);
            detectable_change, detectable_narrowing (points); wanted; power_change, power_narrowing (of the
            wanted one with the answers planned);
            needed_change, needed_narrowing (answers in the area, NaN when even everyone is not enough);
            least_change, least_narrowing (detectable when everyone answers); change_status and
            narrowing_status: "enough", "more", "everyone_is_not_enough".
        """
        pairs = [(theme, area) for theme in self.wanted for area in self.areas]
        rows = [self._plan_row(theme, area) for theme, area in pairs]
        return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(pairs, names=["theme", "area"]))

    def alternatives(self, *, pooled: int = 2, panel: float = PANEL) -> pd.DataFrame:
        """Return what else could be done, with what it would detect.

        Parameters
        ----------
        pooled : int
            Waves whose mean is taken, before and after, with the answers planned in each of them.
        panel : float
            Share of the smaller wave that is asked again and answers again, here and in the rest.

        Returns
        -------
        DataFrame, one row per (theme, area, way)
            Ways: "planned"; "panel" (with the correlation of the plan); "everyone" (all in the area answer);
            "rest_doubled"; "pooled" (independent waves). Columns se_change, se_narrowing,
            detectable_change, detectable_narrowing, needed_change, needed_narrowing, change_status,
            narrowing_status.
        """
        faults = Faults()
        faults.add(outside_limits("panel", panel, 0, 1, closed=True))
        if pooled < 1:
            faults.add(too_low("pooled", pooled))
        faults.raise_if_any()
        columns = [
            f"{what}_{claim}" for what in ("se", "detectable", "needed") for claim in ("change", "narrowing")
        ]
        columns += ["change_status", "narrowing_status"]
        frames = [self._planned_otherwise(way, pooled, panel).frame()[columns] for way in WAYS]
        table = pd.concat(frames, keys=WAYS, names=["way"]).reorder_levels(["theme", "area", "way"])
        return table.loc[[(*pair, way) for pair in frames[0].index for way in WAYS]]

    def sentences(self, lang: Lang = "da", *, panel: float = PANEL) -> list[str]:
        """Return a sentence or more for each theme and area, in the order of `frame`.

        Parameters
        ----------
        lang : {"da", "en"}
            Language.
        panel : float
            Share asked again, for what a panel would help.
        """
        alternatives = self.alternatives(panel=panel)
        ways = alternatives["detectable_narrowing"].unstack("way")
        ways["panel_change"] = alternatives["detectable_change"].xs("panel", level="way")
        ways["panel_gain"] = self._panel_gain(alternatives)
        rest = self.names.get(REST, say("plan_rest", lang))
        made = []
        for row in self.frame().reset_index().to_dict("records"):
            other = ways.loc[(row["theme"], row["area"])].to_dict() | {"again": panel}
            theme = self.title(row["theme"], lang)
            made.append(plan_sentence(row, other, self.terms, theme=theme, rest=rest, lang=lang))
        return made

    def table(self, lang: Lang = "da") -> str:
        """Return the plan as text that fits a terminal."""
        titles = {theme: self.title(theme, lang) for theme in self.wanted}
        rest = self.names.get(REST, say("plan_rest", lang))
        gains = self._panel_gain(self.alternatives(panel=PANEL))
        panel = panel_note(gains, again=PANEL, terms=self.terms, lang=lang)
        table = plan_table(self.frame(), titles=titles, terms=self.terms, rest=rest, lang=lang)
        said = [panel, table]
        if self.invented:
            said = [say("invented", lang), *said]
        return "\n\n".join(filter(None, said))

    @staticmethod
    def _panel_gain(alternatives: pd.DataFrame) -> pd.Series[Any]:
        """How much smaller, as a share, the standard error of a change is when the same persons are asked."""
        errors = alternatives["se_change"].unstack("way")
        # Where everyone answers anyway there is no error to make smaller.
        return 1 - errors["panel"] / errors["planned"].where(errors["planned"] > 0)

    def title(self, theme: str, lang: Lang = "da") -> str:
        """Return what a theme is called."""
        if theme in self.titles:
            return in_language(self.titles[theme], lang)
        # Where no theme was named there is one, and the user has not called it anything.
        if theme == INDEX:
            return say("plan_index", lang)
        return theme

    def claim(self, theme: str, area: str, what: Literal["change", "narrowing"] = "narrowing") -> Claim:
        """Return what is to be found in one area on one theme, to vary the number of answers.

        Examples
        --------
        >>> plan = plan_survey(areas={"Vest": (None, 300), "rest": (None, 1500)}, sd=20, deff=1.5)
        >>> plan.claim("index", "Vest").detectable([300, 600]).round(2).tolist()
        [6.14, 4.69]
        """
        spread = self.spreads[theme, area]
        from_rest = spread.rest_in_narrowing if what == "narrowing" else spread.rest_in_change
        own = Claim(self.terms, area, self.areas[area], spread.own)
        # An area's own change has nothing of the rest in it, unless the rest is asked about the area.
        if not from_rest:
            return own
        return replace(own, reference=(REST, self.rest, from_rest))

    def _plan_row(self, theme: str, name: str) -> dict[str, Any]:
        area = self.areas[name]
        wanted = self.wanted[theme]
        sd, deff = self.assumed.get((theme, name), (np.nan, np.nan))
        row: dict[str, Any] = {
            "respondents": area.respondents,
            "earlier": np.nan if area.earlier is None else area.earlier,
            "population": area.population,
            "response_share": area.respondents / area.population or np.nan,  # 0: nobody knows of how many
            "most": self.terms.answers_of_everyone(area),
            "rest_respondents": self.rest.respondents,
            "sd": sd,
            "deff": deff,
            "spread": self.spreads[theme, name].own,
            "wanted": wanted,
        }
        for what in ("change", "narrowing"):
            claim = self.claim(theme, name, cast("Any", what))
            needed = claim.needed(wanted)
            row[f"se_{what}"] = float(np.sqrt(claim.variance(np.array(area.respondents, dtype=float))))
            row[f"detectable_{what}"] = float(claim.detectable(area.respondents))
            row[f"power_{what}"] = claim.power(wanted)
            row[f"needed_{what}"] = needed
            row[f"least_{what}"] = float(claim.detectable(row["most"]))
            row[f"{what}_status"] = "more"
            if row[f"detectable_{what}"] <= wanted * (1 + ROUNDING):
                row[f"{what}_status"] = "enough"
            elif np.isnan(needed):
                row[f"{what}_status"] = "everyone_is_not_enough"
        return row

    def _planned_otherwise(self, way: str, pooled: int, panel: float) -> Plan:
        """Return the same plan, another way."""
        if way == "everyone":
            everyone = {name: self.terms.answers_of_everyone(area) for name, area in self.areas.items()}
            areas = {name: replace(area, respondents=everyone[name]) for name, area in self.areas.items()}
            return replace(self, areas=areas)
        if way == "rest_doubled":
            most = self.terms.answers_of_everyone(self.rest)
            return replace(self, rest=replace(self.rest, respondents=min(2 * self.rest.respondents, most)))
        names = (*self.areas, REST)
        # Waves that are pooled were drawn apart, so a panel among them is given up.
        if way == "pooled":
            apart = dict.fromkeys(names, CHANCE)
            return replace(self, terms=replace(self.terms, waves=pooled * self.terms.waves, overlap=apart))
        if way == "panel":
            again: dict[str, float | str] = dict.fromkeys(names, panel)
            return replace(self, terms=replace(self.terms, overlap=again, waves=1))
        return self

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.planning.views import plan_view

        return plan_view(self, reading_language(lang))


def plan_survey(
    areas: Mapping[str, Any],
    *,
    deff: float | Mapping[str, float] = 1.0,
    power: float = 0.8,
    sd: float | Mapping[str, float] = 20.0,
    like: Estimates | None = None,
    wanted: float | Mapping[str, float] = 2.0,
    alpha: float = 0.05,
    adjust: Correction = "none",
    tests: int | None = None,
    changing: float = 0.5,
    overlap: float | str | Mapping[str, float | str] = CHANCE,
    correlation: float = 0.5,
    waves: int = 1,
    response: float = 1.0,
    unit_size: float | None = None,
    view: View = "descriptive",
    names: Mapping[str, str] | None = None,
) -> Plan:
    """Work out which changes and narrowings a survey can detect, and how many answers wanted ones take.

    Parameters
    ----------
    areas : mapping of name to (population, respondents) or (population, respondents, earlier)
        Adults, and answers in each of the two waves; with `earlier`, that many in the wave which is already
        there and `respondents` in the coming one. A mapping with those keys will do. "rest" is the rest of
        the municipality. Population None: so many that it makes no difference how many answer.
    deff : float or mapping of area to float
        Design effect, against a simple random sample without replacement (Kish's; `deff_srswor`).
    power : float
        How often a true change is to be found.
    sd : float or mapping of theme to float
        Standard deviation between persons, in points. A mapping names the themes of the plan.
    like : Estimates or ThemeIndex, optional
        An earlier survey by area and year, made in the same view: its standard errors give the spread and
        the design effect together, and `sd` and `deff` are not used. Themes that no survey measures fall out.
    wanted : float or mapping of theme to float
        The change and the narrowing to be found, in points.
    alpha : float
        Level of the tests, two-sided as in `ambition`.
    adjust : {"none", "holm", "bh"}
        Correction for reading many cells, see `social_balance.planning.power.level_of`.
    tests : int, optional
        Cells in the family; left out, themes times areas.
    changing : float
        Share of the cells with a true change, for "bh".
    overlap : float, "chance", or mapping of area to either
        Share of the smaller wave that is in the other wave too; "chance": independent draws.
    correlation : float
        Between the two waves' answers of the same person (of the same unit where households are drawn). It
        matters where persons are asked again. The default is an assumption: measure your own.
    waves : int
        Waves whose mean is taken, before and after; independent draws.
    response : float
        Share of those asked who answer: what "asking everyone" gives.
    unit_size : float, optional
        Answers per sampling unit, for the degrees of freedom of a t test: 1 where persons are drawn. Left
        out: the normal distribution of the textbooks, which says a little too much below a hundred units.
    view : {"descriptive", "superpopulation"}
        What is claimed. "descriptive": what the residents of the two years would have answered, so that
        everyone's answers leave nothing to doubt; this is what `ambition` tests when the design knows the
        population. "superpopulation": what made them answer so, which is uncertain even when all answer.
    names : mapping of name to str, optional
        What the areas are called in `like`, and what "rest" is called in sentences.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        Every fault at once: an area without its numbers, more answers than adults, a probability outside
        its limits, an area or a theme that is not in the plan.

    Notes
    -----
    The change of an area has the variance in `social_balance.planning.precision.Assumptions.variance`, the
    narrowing
    the sum of the area's and the rest's, since different people are asked. What is detectable is λ standard
    errors, λ from the noncentral t, see `social_balance.planning.power.detectable`. The
    null hypotheses are those of
    `ambition`: the change is zero; the narrowing is zero. [Cochran 1977; Kish 1965; Lohr 2010; Cohen 1988]

    Examples
    --------
    >>> plan = plan_survey(areas={"Vest": (1900, 300), "rest": (46000, 1500)}, deff=1.5)
    >>> plan.frame()[["detectable_change", "detectable_narrowing"]].round(1).values.tolist()
    [[5.1, 5.7]]
    >>> print(plan.sentences("en")[0].split(". ")[2])
    Even if all 1,900 adults in Vest answer, a narrowing of 2 points cannot be shown with that power: ...
    """
    faults = Faults()
    sizes = read_areas(areas, faults)
    known = [str(name) for name in areas]
    check_assumptions(
        faults,
        shares={"power": power, "alpha": alpha, "response": response, "changing": changing},
        correlation=correlation, counts={"waves": waves, "tests": tests, "unit_size": unit_size},
        choices={"adjust": (adjust, CORRECTIONS), "view": (view, get_args(View))},
    )  # fmt: skip
    overlaps = read_overlap(overlap, known, waves, faults)
    check_sizes(sizes, response, unit_size, faults)
    assumed = read_sd_and_deff(sd, deff, known, faults) if like is None else {}
    faults.raise_if_any()
    spreads = _spreads_of(assumed, like, sizes, names or {}, view)
    themes = list(dict.fromkeys(theme for theme, _ in spreads))
    aims = read_wanted(wanted, themes, faults)
    faults.raise_if_any()
    comparisons = tests or len(themes) * (len(areas) - 1)
    level = level_of(alpha, adjust, tests=comparisons, power=power, share_true_changes=changing)
    terms = Assumptions(power, level, view, overlaps, correlation, waves, response, unit_size)
    # The rest is what the areas are held against, and gets no row of its own.
    rest = sizes.pop(REST)
    return Plan(sizes, rest, spreads, assumed, aims, terms, dict(names or {}), _theme_titles(like))


def _theme_titles(like: Estimates | ThemeIndex | None) -> dict[str, Any]:
    return {theme.id: theme.title for theme in like.themes} if isinstance(like, ThemeIndex) else {}


def _spreads_of(
    assumed: Mapping[tuple[str, str], tuple[float, float]],
    like: Estimates | None,
    sizes: Mapping[str, AreaSize],
    names: Mapping[str, str],
    view: View,
) -> Spreads:
    """Return the spreads that were measured in an earlier survey, or those that were assumed."""
    if like is not None:
        return measure_spreads(like, sizes, _area_labels(like, sizes, names), view)
    # deff is of a variance, so of the standard deviation it is the root.
    spread = {key: sd * float(np.sqrt(deff)) for key, (sd, deff) in assumed.items()}
    return {(t, a): Spread(own, 0.0, spread[t, REST]) for (t, a), own in spread.items() if a != REST}


def _area_labels(like: Estimates, areas: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """What each area is called in the earlier survey."""
    known = set(like.labels.get_level_values("area"))
    labels = {name: name for name in areas}
    # A plan says "rest" where an index has the id that its areas give the rest.
    if REST not in known and isinstance(like, ThemeIndex):
        labels[REST] = like.role(REST)
    return labels | {name: label for name, label in names.items() if name in labels}
