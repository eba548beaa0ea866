"""How a sample was drawn: weights, strata, sampling units and population, and the covariance they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.language.faults import InputError, Issue, Place, suggest
from social_balance.samples.auxiliary import Auxiliary, Calibration, auxiliary
from social_balance.samples.panel import Links, joint, links, panel_faults, persons_in_both
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
        in `social_balance.samples.panel.links`; right as well when the waves were drawn independently.
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
        names += self.replicates.columns if self.replicates is not None else ()
        names += (self.person, "year") if self.person is not None else ()
        return tuple(dict.fromkeys(name for name in names if name is not None))


@dataclass(frozen=True)
class Stage:
    """One stage of sampling, per row: the stratum, the unit, and the sampling fraction of the stratum."""

    stratum: Codes
    unit: Codes
    fraction: Floats


@dataclass(frozen=True)
class Sample:
    """A design laid over a table and found free of faults: weights and stages as arrays, one entry a row."""

    weights: Floats
    stages: tuple[Stage, ...]
    lonely_psu: LonelyPsu
    stratum_names: tuple[str, ...]
    auxiliaries: tuple[Auxiliary, ...] = ()
    links: tuple[Links, ...] = ()  # units in two waves, stage by stage; empty: the waves are independent
    waves: int = 1

    def covariance(self, z: Floats) -> Floats:
        """Covariance of the totals of the linearised values `z`.

        Parameters
        ----------
        z : ndarray of float, shape (n, k)
            Linearised value of each row (weight included) on each of k estimates.

        Returns
        -------
        ndarray of float, shape (k, k)

        Notes
        -----
        V = Σ_h (1−f_h)·n_h/(n_h−1)·Σ_c (z_hc−z̄_h)(z_hc−z̄_h)ᵀ over units c of strata h; later stages add
        the same within each unit, times the sampling fractions of the stages before. Of calibrated weights,
        z is first what the auxiliary variables leave unexplained, the last calibration first: each one starts
        from the weights of the one before.

        With ``lonely_psu="average"`` the sum of a figure is multiplied by (strata it touches)/(those of them
        with more than one unit), and a covariance by the root of the product of the two figures' factors; a
        figure that touches lonely strata alone has NaN.

        Between waves that share persons, see `social_balance.samples.panel.links` and
        `social_balance.samples.panel.joint`.
        [Binder 1983; Särndal, Swensson & Wretman 1992, result 4.3.1; Lumley 2010, ch. 2–3]
        """
        for auxiliary_variables in reversed(self.auxiliaries):
            z = auxiliary_variables.residuals(z)
        covariance = np.zeros((z.shape[1], z.shape[1]))
        between = np.zeros_like(covariance)
        drawn = np.ones(len(z))
        for depth, stage in enumerate(self.stages):
            first, total = _sum_by(stage.unit, z)
            stratum, fraction = stage.stratum[first], stage.fraction[first]
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
                deviation = deviation * np.sqrt(_stood_in_for(stratum, total, alone & (fraction < 1)))
            covariance += deviation.T @ deviation
            drawn = drawn * stage.fraction
        return joint(covariance, between, waves=self.waves) if self.links else covariance

    def take(self, rows: Codes | slice) -> Sample:
        """Return the same sample for some of its rows, to look at domains; not a design of its own."""
        stages = tuple(Stage(s.stratum[rows], s.unit[rows], s.fraction[rows]) for s in self.stages)
        return replace(self, weights=self.weights[rows], stages=stages, auxiliaries=(), links=())

    def degrees_of_freedom(self, domain: Codes, k: int) -> Floats:
        """Primary units minus strata among the rows of each of k domains (−1: in none), shape (k,)."""
        first, inside = self.stages[0], domain >= 0
        return _distinct(domain[inside], first.unit[inside], k) - _distinct(
            domain[inside], first.stratum[inside], k
        )


def lay_out(design: Design | None, frame: pd.DataFrame) -> Sample:
    """Lay a design over a table, with every fault at once.

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
    >>> lay_out(Design(weights="w", strata="h"), frame)
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 1 fejl:
    kolonne 'w' — vægten er negativ (antal rækker: 1; første: 2). Ret vægtene, eller tag rækkerne ud.
    """
    design = design or Design()
    known = [str(name) for name in frame]
    follows = _follows(design)
    faults = [
        Issue("DSN001", place=f"'{name}'", values={"suggestion": suggest(name, known)})
        for name in replace(design, replicates=None, person=None).columns()
        if name not in frame
    ]
    faults += _person_faults(design, frame)
    faults += _replicate_faults(design, frame)
    if faults:
        raise InputError(faults)
    weights = _weights(design.weights, frame, faults, negative="keep" if design.calibrations else "refuse")
    strata, psu, population = (_as_tuple(names) for names in (design.strata, design.psu, design.population))
    carried = [name for calibration in design.calibrations for name in calibration.columns()]
    knowing = (follows, "year") if follows else ()
    for name in dict.fromkeys([*strata, *psu, *population, *carried, *knowing]):
        missing = frame[name].isna().to_numpy()
        if missing.any():
            faults.append(_rows_fault("DSN004", name, missing))
    faults += [
        Issue("CAL030", place=Place.column(c.weights), values={"rows": c.rows, "found_rows": len(frame)})
        for c in design.calibrations
        if not c.fits(frame)
    ]
    if faults:
        raise InputError(faults)
    stratum, names = _crossed(frame, strata)
    stages = _stages(frame, stratum, psu, population, faults)
    lonely = _lonely(frame, stages, names, psu) if design.lonely_psu != "certainty" else []
    if design.replicates is not None:
        faults += _lonely_with_replicates(design, lonely)
    elif design.lonely_psu == "error":
        faults += lonely
    if follows:
        faults += panel_faults(frame, follows, stratum, names)
    if faults:
        raise InputError(faults)
    carried_over = tuple(auxiliary(calibration, frame) for calibration in design.calibrations)
    sample = Sample(weights, stages, design.lonely_psu, names, carried_over)
    return _linked(sample, frame, follows) if follows else sample


def _weights(
    name: str | None, frame: pd.DataFrame, faults: list[Issue], *, negative: Literal["refuse", "keep"]
) -> Floats:
    if name is None:
        return np.ones(len(frame))
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    for code, wrong in (("DSN002", ~np.isfinite(values)), ("DSN003", values < 0)):
        # Linear calibration without bounds may give a negative weight, and its report says so.
        if wrong.any() and not (code == "DSN003" and negative == "keep"):
            faults.append(_rows_fault(code, name, wrong))
    return cast("Floats", values)


def _stages(
    frame: pd.DataFrame, stratum: Codes, psu: Sequence[str], population: Sequence[str], faults: list[Issue]
) -> tuple[Stage, ...]:
    """One stage a PSU column; the units of a stage are the strata of the next."""
    stages = []
    for depth in range(max(len(psu), 1)):
        unit = _nested(stratum, frame[psu[depth]]) if psu else np.arange(len(frame), dtype=np.intp)
        fraction = np.zeros(len(frame))
        if depth < len(population):
            fraction = _fraction(frame, population[depth], stratum, unit, faults)
        stages.append(Stage(stratum, unit, fraction))
        stratum = unit
    return tuple(stages)


def _fraction(frame: pd.DataFrame, name: str, stratum: Codes, unit: Codes, faults: list[Issue]) -> Floats:
    size = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    first, _ = _sum_by(unit, np.empty((len(unit), 0)))
    n = np.bincount(stratum[first], minlength=int(stratum.max(initial=-1)) + 1)[stratum]
    lowest = np.full(int(stratum.max(initial=-1)) + 1, np.inf)
    np.minimum.at(lowest, stratum, size)
    if not np.isfinite(size).all() or (size != lowest[stratum]).any():
        faults.append(_rows_fault("DSN005", name, ~np.isfinite(size) | (size != lowest[stratum])))
    elif (size < n).any():
        faults.append(_rows_fault("DSN006", name, size < n))
    return np.where(size > 0, n / np.where(size > 0, size, 1.0), 0.0)


def _lonely(
    frame: pd.DataFrame, stages: Sequence[Stage], names: tuple[str, ...], psu: Sequence[str]
) -> list[Issue]:
    """Name the strata, and at later stages the units, with a single unit that was not certain."""
    alone: list[str] = []
    matters = np.ones(len(frame), bool)
    for depth, stage in enumerate(stages):
        first, _ = _sum_by(stage.unit, np.empty((len(stage.unit), 0)))
        stratum = stage.stratum[first]
        single = (np.bincount(stratum)[stratum] == 1) & (stage.fraction[first] < 1) & matters[first]
        if depth == 0:
            alone += [names[i] for i in stratum[single]]
        else:
            alone += [f"{psu[depth - 1]} {name}" for name in frame[psu[depth - 1]].iloc[first[single]]]
        # Without a population the first stage stands for all, and the later ones add nothing.
        matters &= stage.fraction > 0
    if not alone:
        return []
    return [Issue("DSN007", place=", ".join(f"'{name}'" for name in alone), values={"count": len(alone)})]


def _replicate_faults(design: Design, frame: pd.DataFrame) -> list[Issue]:
    """Every fault of the replicates, alone and together with the rest of the design."""
    if design.replicates is None:
        return []
    faults = design.replicates.faults(frame)
    made = design.replicates.recipe is not None
    if not made and design.weights is None:
        faults.append(Issue("REW011", place="weights"))
    if not made and design.population:
        faults.append(Issue("REW012", place="population"))
    if made and design.population and len(_as_tuple(design.psu)) > 1:
        faults.append(Issue("REW013", place="population"))
    if design.calibrations:
        faults.append(Issue("REW016", place=Place.column(design.weights)))
    return faults


def _follows(design: Design) -> str | None:
    """Return the column that knows persons again, where their being in two waves matters."""
    return design.person if design.overlap != "chance" else None


def _person_faults(design: Design, frame: pd.DataFrame) -> list[Issue]:
    """Every fault of how persons are known again that the columns show."""
    faults = []
    if design.overlap not in OVERLAPS:
        hint = {"suggestion": suggest(str(design.overlap), OVERLAPS)}
        faults.append(Issue("DSN011", place="overlap", found=str(design.overlap), values=hint))
    if design.person is not None and design.person not in frame:
        hint = {"suggestion": suggest(design.person, [str(name) for name in frame])}
        faults.append(Issue("DSN001", place=f"'{design.person}'", values=hint))
    follows = _follows(design)
    if follows and "year" not in frame:
        faults.append(Issue("DSN009", place=Place.column(follows)))
    if follows and design.replicates is not None:
        faults.append(Issue("DSN012", place=Place.column(follows)))
    return faults


def _linked(sample: Sample, frame: pd.DataFrame, person: str) -> Sample:
    """Link the units that the same persons brought into two waves."""
    pairs = persons_in_both(frame[person], frame["year"])
    if not len(pairs[0]):
        return sample
    wave = pd.factorize(frame["year"])[0].astype(np.intp)
    linked = links(pairs, wave, [(s.stratum, s.unit, s.fraction) for s in sample.stages])
    return replace(sample, links=linked, waves=int(wave.max()) + 1)


def _lonely_with_replicates(design: Design, lonely: list[Issue]) -> list[Issue]:
    """Made replicates need two units a stratum; beside given ones, strata only count degrees of freedom."""
    if design.replicates is None or design.replicates.recipe is None:
        return []
    if design.lonely_psu == "error":
        return lonely
    return [Issue("REW014", place=issue.place, values={"rule": design.lonely_psu}) for issue in lonely]


def _crossed(frame: pd.DataFrame, strata: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    if not strata:
        return np.zeros(len(frame), dtype=np.intp), ("",)
    grouped = frame.groupby(list(strata), sort=True, observed=True)
    code = grouped.ngroup().to_numpy().astype(np.intp)
    keys = grouped.size().index
    names = (key if isinstance(key, tuple) else (key,) for key in keys)
    return code, tuple(" · ".join(str(part) for part in key) for key in names)


def _nested(stratum: Codes, unit: pd.Series) -> Codes:
    """Number the units within their strata: a unit name that occurs in two strata means two units."""
    code, _ = pd.factorize(unit)
    nested, _ = pd.factorize(stratum * (int(code.max(initial=0)) + 1) + code)
    return nested.astype(np.intp)


def _sum_by(code: Codes, z: Floats) -> tuple[Codes, Floats]:
    """First row of each code and the column sums over its rows, in the order of the codes."""
    order = np.argsort(code, kind="stable")
    start = np.flatnonzero(np.diff(code[order], prepend=-1))
    if len(start) == len(code) or z.shape[1] == 0:
        return order[start], z[order[start]]
    return order[start], np.add.reduceat(z[order], start, axis=0)


def _mean_by(code: Codes, z: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Count and mean of the rows of each code (every code from 0 up occurs or counts 0)."""
    n = np.bincount(code)
    total = np.zeros((len(n), z.shape[1]))
    present = np.flatnonzero(n)
    total[present] = _sum_by(code, z)[1]
    return n, total / np.maximum(n, 1)[:, None]


def _stood_in_for(stratum: Codes, total: Floats, lonely: npt.NDArray[np.bool_]) -> Floats:
    """Strata that a figure touches over those of them that show a variance, shape (k,)."""
    touched = _mean_by(stratum, (total != 0).astype(float))[1] > 0
    shows = np.ones(len(touched), bool)
    shows[stratum[lonely]] = False
    every, telling = touched.sum(axis=0), touched[shows].sum(axis=0)
    return np.where(telling > 0, every / np.maximum(telling, 1), np.where(every > 0, np.nan, 1.0))


def _distinct(domain: Codes, of: Codes, k: int) -> Floats:
    """Count the distinct values of `of` in each domain."""
    size = int(of.max(initial=0)) + 1
    pairs = domain * size + of
    # A mark per pair is quicker than sorting, as long as the marks take no more room than the data.
    if k * size <= 64 * len(of) + 1024:
        met = np.zeros(k * size, bool)
        met[pairs] = True
        return np.asarray(met.reshape(k, size).sum(axis=1), dtype=float)
    return np.bincount(np.unique(pairs) // size, minlength=k).astype(float)


def _rows_fault(code: str, name: str, wrong: npt.NDArray[np.bool_]) -> Issue:
    rows = np.flatnonzero(wrong)
    return Issue(code, place=Place.column(name), values={"count": len(rows), "row": int(rows[0]) + 1})


def _as_tuple(names: Names) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)
