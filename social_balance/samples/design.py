"""How a sample was drawn: weights, strata, sampling units and population, and the covariance they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.language.faults import Faults, Issue, Place, rows_issue, suggest
from social_balance.samples.auxiliary import Auxiliary, Calibration, bind_calibration
from social_balance.samples.code_sums import count_distinct, sum_by_code
from social_balance.samples.panel import Links, bounded_covariance, check_panel, link_units, persons_in_both
from social_balance.samples.replicates import Replicates

Names: TypeAlias = str | Sequence[str] | None
LonelyPsu: TypeAlias = Literal["error", "centre", "certainty", "average"]
Overlap: TypeAlias = Literal["deliberate", "chance"]
OVERLAPS: tuple[Overlap, ...] = ("deliberate", "chance")


@dataclass(frozen=True)
class Design:
    """How the respondents of a survey were drawn.

    Parameters
    ----------
    weights : str, optional
        Column of weights (inverse inclusion probability, possibly calibrated); left out: all 1.
    strata : str or list of str, optional
        Columns of strata; several are crossed.
    psu : str or list of str, optional
        Column of primary sampling units, counted anew in each stratum; a list names one column a stage.
        Left out: every row is its own unit.
    population : str or list of str, optional
        Column with the number of sampling units in the population of the stratum (one column a stage), for
        the finite-population correction; left out: drawn with replacement, or a large population.
    lonely_psu : {"error", "centre", "certainty", "average"}
        What a stratum with a single unit means: a fault; a deviation from the overall mean; a unit that was
        certain to be drawn and adds no variance; as much variance as the average of the other strata that
        the figure touches. A stratum that is drawn in full is always certain.
    calibrations : tuple of Calibration
        What `calibrate` did to the weights, for the variance; not written by hand.
    replicates : Replicates, optional
        Replicate weights of a delivery, or made ones (`rao_wu`, `jackknife`). The uncertainty then comes from
        them; strata and units count the degrees of freedom, and are what made ones are made of.
    person : str, optional
        Column that knows a person again from one wave to another. The strata must be crossed with the column
        ``year``. Left out: the waves are independent samples.
    overlap : {"deliberate", "chance"}
        What it means that persons are in two waves. "deliberate": given who is in both, the waves covary, as
        in `social_balance.samples.panel.link_units`; right as well when the waves were drawn independently.
        "chance": the waves were drawn independently, and over all draws their overlap adds nothing to any
        variance.

    Examples
    --------
    >>> Design(weights="w", strata=["area", "year"]).strata
    ('area', 'year')
    """

    weights: str | None = None
    strata: Names = None
    psu: Names = None
    population: Names = None
    lonely_psu: LonelyPsu = "error"
    calibrations: tuple[Calibration, ...] = ()
    replicates: Replicates | None = None
    person: str | None = None
    overlap: Overlap = "deliberate"

    def __post_init__(self) -> None:
        """Turn the lists of columns into tuples, so that a design can be compared and hashed."""
        for name in ("strata", "psu", "population"):
            object.__setattr__(self, name, _as_tuple(getattr(self, name)))

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the data that the design reads."""
        names = [self.weights, *_as_tuple(self.strata), *_as_tuple(self.psu), *_as_tuple(self.population)]
        names += [name for calibration in self.calibrations for name in calibration.columns()]
        if self.replicates is not None:
            names += self.replicates.columns
        if self.person is not None:
            names += (self.person, "year")
        return tuple(dict.fromkeys(name for name in names if name is not None))


@dataclass(frozen=True)
class Stage:
    """One stage of sampling, per row: the stratum, the unit, and the sampling fraction of the stratum."""

    stratum: Codes
    unit: Codes
    fraction: Floats


@dataclass(frozen=True)
class Sample:
    """A design bound to a table and found free of faults: weights and stages as arrays, one entry a row."""

    weights: Floats
    stages: tuple[Stage, ...]
    lonely_psu: LonelyPsu
    stratum_names: tuple[str, ...]
    auxiliaries: tuple[Auxiliary, ...] = ()
    links: tuple[Links, ...] = ()  # units in two waves, stage by stage; empty: the waves are independent
    waves: int = 1

    def covariance(self, z: Floats, *, touched: Mask | None = None) -> Floats:
        """Covariance of the totals of the linearised values `z`.

        Parameters
        ----------
        z : ndarray of float, shape (n, k)
            Linearised value of each row (weight included) on each of k estimates.
        touched : ndarray of bool, shape (n, k), optional
            Which rows each estimate rests on; left out: those with a linearised value.

        Returns
        -------
        ndarray of float, shape (k, k)

        Notes
        -----
        V = Σ_h (1−f_h)·n_h/(n_h−1)·Σ_c (z_hc−z̄_h)(z_hc−z̄_h)ᵀ over units c of strata h; later stages add
        the same within each unit, times the sampling fractions of the stages before. Of calibrated weights,
        z is first what the auxiliary variables leave unexplained, the last calibration first: each one starts
        from the weights of the one before.

        With ``lonely_psu="average"`` the sum of a figure is multiplied by (strata it rests on)/(those of them
        with more than one unit), and a covariance by the root of the product of the two figures' factors; a
        figure that touches lonely strata alone has NaN.

        Between waves that share persons, see `social_balance.samples.panel.link_units` and
        `social_balance.samples.panel.bounded_covariance`.
        [Binder 1983; Särndal, Swensson & Wretman 1992, result 4.3.1; Lumley 2010, ch. 2–3]
        """
        # The last calibration started from the weights of the one before, so it is undone first.
        for auxiliary_variables in reversed(self.auxiliaries):
            z = auxiliary_variables.residuals(z)
        covariance = np.zeros((z.shape[1], z.shape[1]))
        between = np.zeros_like(covariance)
        drawn = np.ones(len(z))
        for depth, stage in enumerate(self.stages):
            first, total = sum_by_code(stage.unit, z)
            stratum = stage.stratum[first]
            fraction = stage.fraction[first]
            n, mean = _mean_by(stratum, total)
            alone = n[stratum] == 1
            if self.lonely_psu == "centre":
                # z of a ratio sums to zero over the sample, so the overall mean of the units is zero.
                mean = np.where((n == 1)[:, None], 0.0, mean)
            if self.links:
                between += self.links[depth].covariance(total - mean[stratum])
            factor = (1 - fraction) * np.where(alone, 1.0, n[stratum] / np.maximum(n[stratum] - 1, 1))
            deviation = (total - mean[stratum]) * np.sqrt(factor * drawn[first])[:, None]
            if self.lonely_psu == "average" and (alone & (fraction < 1)).any():
                rests_on = total != 0
                if touched is not None:
                    rests_on = sum_by_code(stage.unit, touched.astype(float))[1] > 0
                deviation = deviation * np.sqrt(_lonely_psu_scale(stratum, rests_on, alone & (fraction < 1)))
            covariance += deviation.T @ deviation
            # A later stage adds within the units that were drawn, so it counts with the share they are.
            drawn = drawn * stage.fraction
        if not self.links:
            return covariance
        return bounded_covariance(covariance, between, waves=self.waves)

    def take(self, rows: Codes | slice) -> Sample:
        """Return the same sample for some of its rows, to look at domains; not a design of its own."""
        # Residuals and links are of the whole sample, and would be wrong of a part of it.
        stages = tuple(Stage(s.stratum[rows], s.unit[rows], s.fraction[rows]) for s in self.stages)
        return replace(self, weights=self.weights[rows], stages=stages, auxiliaries=(), links=())

    def degrees_of_freedom(self, domain: Codes, k: int) -> Floats:
        """Primary units minus strata among the rows of each of k domains (−1: in none), shape (k,)."""
        first = self.stages[0]
        inside = domain >= 0
        units = count_distinct(domain[inside], first.unit[inside], k)
        return units - count_distinct(domain[inside], first.stratum[inside], k)


def bind_design(design: Design | None, frame: pd.DataFrame) -> Sample:
    """Bind a design to a table, with every fault at once.

    Raises
    ------
    InputError
        Missing columns; missing or negative weights; missing strata, units or population; a population that
        varies within its stratum or is smaller than the sample; a stratum with one unit when `lonely_psu`
        is "error"; a table that is not the one that was calibrated; a person twice in a wave, or a stratum
        in several waves, when persons are known again.

    Examples
    --------
    >>> frame = pd.DataFrame({"w": [1.0, -2.0], "h": ["a", "a"]})
    >>> bind_design(Design(weights="w", strata="h"), frame)
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 1 fejl:
    kolonne 'w' — vægten er negativ (antal rækker: 1; første: 2). Ret vægtene, eller tag rækkerne ud.
    """
    design = design or Design()
    _check_columns(design, frame)
    weights = _checked_weights(design, frame)
    faults = Faults()
    stratum, names = _cross_strata(frame, _as_tuple(design.strata))
    stages = _read_stages(design, frame, stratum, faults)
    if design.lonely_psu != "certainty":
        lonely = _lonely_strata(frame, stages, names, _as_tuple(design.psu))
        faults.add(_lonely_issues(design, lonely))
    panel_id = _panel_id(design)
    if panel_id:
        faults.add(check_panel(frame, panel_id, stratum, names))
    faults.raise_if_any()
    calibrations = tuple(bind_calibration(calibration, frame) for calibration in design.calibrations)
    sample = Sample(weights, stages, design.lonely_psu, names, calibrations)
    return _link_waves(sample, frame, panel_id) if panel_id else sample


def _check_columns(design: Design, frame: pd.DataFrame) -> None:
    """Refuse a design whose columns are not in the table, or whose parts do not go together."""
    faults = Faults()
    known = [str(name) for name in frame]
    # Replicates and persons have faults of their own, which say more than that a column is missing.
    for name in replace(design, replicates=None, person=None).columns():
        if name not in frame:
            faults.add(Issue("DSN001", place=f"'{name}'", values={"suggestion": suggest(name, known)}))
    faults.add(_person_issues(design, frame))
    faults.add(_replicate_issues(design, frame))
    faults.raise_if_any()


def _checked_weights(design: Design, frame: pd.DataFrame) -> Floats:
    """Return the weights, once no value that the design reads is missing and the calibrated table is here."""
    faults = Faults()
    weights = _read_weights(design, frame, faults)
    calibrated = [name for calibration in design.calibrations for name in calibration.columns()]
    names = [*_as_tuple(design.strata), *_as_tuple(design.psu), *_as_tuple(design.population), *calibrated]
    panel_id = _panel_id(design)
    names += [panel_id, "year"] if panel_id else []
    for name in dict.fromkeys(names):
        missing = frame[name].isna()
        if missing.any():
            faults.add(rows_issue("DSN004", name, missing))
    for calibration in design.calibrations:
        if not calibration.fits_table(frame):
            values = {"rows": calibration.rows, "found_rows": len(frame)}
            faults.add(Issue("CAL030", place=Place.column(calibration.weights), values=values))
    faults.raise_if_any()
    return weights


def _read_weights(design: Design, frame: pd.DataFrame, faults: Faults) -> Floats:
    if design.weights is None:
        return np.ones(len(frame))
    weights = _as_numbers(frame[design.weights])
    if not np.isfinite(weights).all():
        faults.add(rows_issue("DSN002", design.weights, ~np.isfinite(weights)))
    # Linear calibration without bounds may give a negative weight, and its report says so.
    if (weights < 0).any() and not design.calibrations:
        faults.add(rows_issue("DSN003", design.weights, weights < 0))
    return weights


def _read_stages(design: Design, frame: pd.DataFrame, stratum: Codes, faults: Faults) -> tuple[Stage, ...]:
    """One stage a PSU column; the units of a stage are the strata of the next."""
    psu = _as_tuple(design.psu)
    population = _as_tuple(design.population)
    stages = []
    for depth in range(max(len(psu), 1)):
        unit = np.arange(len(frame), dtype=np.intp)
        if psu:
            unit = _number_within_strata(stratum, frame[psu[depth]])
        fraction = np.zeros(len(frame))
        if depth < len(population):
            fraction = _sampling_fraction(frame, population[depth], stratum, unit, faults)
        stages.append(Stage(stratum, unit, fraction))
        stratum = unit
    return tuple(stages)


def _sampling_fraction(frame: pd.DataFrame, name: str, stratum: Codes, unit: Codes, faults: Faults) -> Floats:
    size = _as_numbers(frame[name])
    first_row, _ = sum_by_code(unit, np.empty((len(unit), 0)))
    strata = int(stratum.max(initial=-1)) + 1
    drawn = np.bincount(stratum[first_row], minlength=strata)[stratum]
    lowest = np.full(strata, np.inf)
    np.minimum.at(lowest, stratum, size)
    # Exactly the same number on every row: a population is a count that was written, not computed.
    varies = ~np.isfinite(size) | (size != lowest[stratum])
    if varies.any():
        faults.add(rows_issue("DSN005", name, varies))
    elif (size < drawn).any():
        faults.add(rows_issue("DSN006", name, size < drawn))
    return np.where(size > 0, drawn / np.where(size > 0, size, 1.0), 0.0)


def _lonely_strata(
    frame: pd.DataFrame, stages: Sequence[Stage], names: tuple[str, ...], psu: Sequence[str]
) -> list[str]:
    """Name the strata, and at later stages the units, with a single unit that was not certain."""
    alone: list[str] = []
    matters = np.ones(len(frame), bool)
    for depth, stage in enumerate(stages):
        first_row, _ = sum_by_code(stage.unit, np.empty((len(stage.unit), 0)))
        stratum = stage.stratum[first_row]
        single = (np.bincount(stratum)[stratum] == 1) & (stage.fraction[first_row] < 1) & matters[first_row]
        if depth == 0:
            alone += [names[i] for i in stratum[single]]
        else:
            alone += [f"{psu[depth - 1]} {name}" for name in frame[psu[depth - 1]].iloc[first_row[single]]]
        # Without a population the first stage stands for all, and the later ones add nothing.
        matters &= stage.fraction > 0
    return alone


def _lonely_issues(design: Design, alone: Sequence[str]) -> list[Issue]:
    """Return the fault of lonely strata, where the design does not say what they mean."""
    if not alone:
        return []
    place = ", ".join(f"'{name}'" for name in alone)
    refused = Issue("DSN007", place=place, values={"count": len(alone)})
    if design.replicates is None:
        return [refused] if design.lonely_psu == "error" else []
    # Made replicates need two units a stratum; beside given ones, strata only count degrees of freedom.
    if design.replicates.recipe is None:
        return []
    if design.lonely_psu == "error":
        return [refused]
    return [Issue("REW014", place=place, values={"rule": design.lonely_psu})]


def _replicate_issues(design: Design, frame: pd.DataFrame) -> Iterator[Issue]:
    """Every fault of the replicates, alone and together with the rest of the design."""
    if design.replicates is None:
        return
    yield from design.replicates.check_columns(frame)
    made = design.replicates.recipe is not None
    if not made and design.weights is None:
        yield Issue("REW011", place="weights")
    if not made and design.population:
        yield Issue("REW012", place="population")
    # Rescaled replicates know the finite population of the first stage alone.
    if made and design.population and len(_as_tuple(design.psu)) > 1:
        yield Issue("REW013", place="population")
    if design.calibrations:
        yield Issue("REW016", place=Place.column(design.weights))


def _panel_id(design: Design) -> str | None:
    """Return the column that knows persons again, where their being in two waves matters."""
    return design.person if design.overlap != "chance" else None


def _person_issues(design: Design, frame: pd.DataFrame) -> Iterator[Issue]:
    """Every fault of how persons are known again that the columns show."""
    if design.overlap not in OVERLAPS:
        hint = {"suggestion": suggest(str(design.overlap), OVERLAPS)}
        yield Issue("DSN011", place="overlap", found=str(design.overlap), values=hint)
    if design.person is not None and design.person not in frame:
        hint = {"suggestion": suggest(design.person, [str(name) for name in frame])}
        yield Issue("DSN001", place=f"'{design.person}'", values=hint)
    panel_id = _panel_id(design)
    if panel_id and "year" not in frame:
        yield Issue("DSN009", place=Place.column(panel_id))
    # Replicates of each wave were drawn apart, so they do not know that persons came back.
    if panel_id and design.replicates is not None:
        yield Issue("DSN012", place=Place.column(panel_id))


def _link_waves(sample: Sample, frame: pd.DataFrame, person: str) -> Sample:
    """Link the units that the same persons brought into two waves."""
    pairs = persons_in_both(frame[person], frame["year"])
    if not len(pairs[0]):
        return sample
    wave = pd.factorize(frame["year"])[0].astype(np.intp)
    links = link_units(pairs, wave, [(s.stratum, s.unit, s.fraction) for s in sample.stages])
    return replace(sample, links=links, waves=int(wave.max()) + 1)


def _cross_strata(frame: pd.DataFrame, strata: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    if not strata:
        return np.zeros(len(frame), dtype=np.intp), ("",)
    if len(strata) == 1:
        code, values = pd.factorize(frame[strata[0]], sort=True)
        return code.astype(np.intp), tuple(map(str, values))
    grouped = frame.groupby(list(strata), sort=True, observed=True)
    code = grouped.ngroup().to_numpy().astype(np.intp)
    keys = grouped.size().index
    names = (key if isinstance(key, tuple) else (key,) for key in keys)
    return code, tuple(" · ".join(str(part) for part in key) for key in names)


def _number_within_strata(stratum: Codes, unit: pd.Series) -> Codes:
    """Number the units within their strata: a unit name that occurs in two strata means two units."""
    code, _ = pd.factorize(unit)
    nested, _ = pd.factorize(cross_codes(stratum, code))
    return nested.astype(np.intp)


def _mean_by(code: Codes, z: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Count and mean of the rows of each code (every code from 0 up occurs or counts 0)."""
    n = np.bincount(code)
    total = np.zeros((len(n), z.shape[1]))
    present = np.flatnonzero(n)
    total[present] = sum_by_code(code, z)[1]
    return n, total / np.maximum(n, 1)[:, None]


def _lonely_psu_scale(stratum: Codes, rests_on: Mask, lonely: Mask) -> Floats:
    """Strata that a figure rests on over those of them that show a variance, shape (k,)."""
    touched = _mean_by(stratum, rests_on.astype(float))[1] > 0
    shows = np.ones(len(touched), bool)
    shows[stratum[lonely]] = False
    every = touched.sum(axis=0)
    telling = touched[shows].sum(axis=0)
    # Of lonely strata alone nothing is known of the variance: NaN, never 0.
    return np.where(telling > 0, every / np.maximum(telling, 1), np.where(every > 0, np.nan, 1.0))


def _as_numbers(values: pd.Series) -> Floats:
    """Return a column as numbers, NaN for what is none."""
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _as_tuple(names: Names) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)
