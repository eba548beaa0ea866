"""Calibration: weights that make a sample agree with what is known of the population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.language.faults import Faults, InputError, Issue, Place, rows_issue, suggest
from social_balance.language.words import Lang
from social_balance.samples.auxiliary import Calibration, Known, Residuals, number_patterns
from social_balance.samples.design import Design, bind_design
from social_balance.samples.distances import Distance, DistanceName, Solution, solve_calibration
from social_balance.samples.margins import Margin, Margins, check_margins, read_margins
from social_balance.showing.view import ResultView, Shown, reading_language

Method: TypeAlias = Literal["poststratify", "rake", "linear", "logit"]
Limits: TypeAlias = tuple[float, float] | None

WORST = 6  # totals that a failure names
SLACK = 1e-9  # of a ratio, before it counts as outside its bounds: rounding is no fault


@dataclass(frozen=True, eq=False, repr=False)
class Calibrated(Shown):
    """A sample with adjusted weights.

    Parameters
    ----------
    data : DataFrame, one row per respondent
        The table with the adjusted weights as its last column.
    design : Design
        The design with the adjusted weights, and with what the variance has to know of the adjustment.
    margins : tuple of Margin
        What the weights were adjusted to.
    before : ndarray of float
        The weights before.
    method : str
        How they were adjusted.
    """

    data: pd.DataFrame
    design: Design
    margins: tuple[Margin, ...]
    before: Floats
    method: str

    @property
    def weights(self) -> pd.Series[Any]:
        """The adjusted weights, with the index of the data."""
        return self.data[str(self.design.weights)]

    def report(self) -> pd.DataFrame:
        """Tell how far each total was off before and after, and how the weights in it moved.

        Returns
        -------
        DataFrame, one row per (margin, category)
            ``population``, ``before`` and ``after`` (weighted totals), ``off_before`` and ``off_after`` (per
            cent of the population), ``n`` (rows with a weight before), ``ratio_low`` and ``ratio_high``
            (weight after over weight before).
        """
        after = self.weights.to_numpy(dtype=float)
        rows = [row for margin in self.margins for row in self._category_rows(margin, after)]
        report = pd.DataFrame(rows).set_index(["margin", "category"])
        for when in ("before", "after"):
            difference = report[when] - report["population"]
            report[f"off_{when}"] = 100 * difference / report["population"].where(report["population"] != 0)
        return report[
            ["population", "before", "after", "off_before", "off_after", "n", "ratio_low", "ratio_high"]
        ]

    def spread(self) -> pd.DataFrame:
        """Tell how unequal the weights are, before and after.

        Returns
        -------
        DataFrame, one row each for "before" and "after"
            ``total``, ``smallest``, ``median``, ``largest``, ``negative`` (how many), ``deff`` (what unequal
            weights alone do to the variance) and ``effective_base``.

        Notes
        -----
        deff = n·Σw²/(Σw)² = 1 + CV², of the weights that are not 0 [Kish 1965, section 11.7].
        """
        after = self.weights.to_numpy(dtype=float)
        return pd.DataFrame([_weight_summary(self.before), _weight_summary(after)], index=["before", "after"])

    def _category_rows(self, margin: Margin, after: Floats) -> list[dict[str, Any]]:
        sampled = self.before > 0
        ratio = np.divide(after, self.before, out=np.full(len(after), np.nan), where=sampled)
        codes = np.zeros(len(after), dtype=np.intp)
        if not margin.is_amount:
            codes = margin.category_codes(self.data)
        before = margin.weighted_sums(self.data, self.before)
        now = margin.weighted_sums(self.data, after)
        rows = []
        for i, label in enumerate(margin.labels):
            here = ratio[sampled & (codes == i)]
            rows.append(
                {"margin": margin.name, "category": label, "population": margin.totals[i],
                 "before": before[i], "after": now[i], "n": len(here),
                 "ratio_low": here.min(initial=np.inf), "ratio_high": here.max(initial=-np.inf)}
            )  # fmt: skip
        return rows

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.samples.views import calibrated_view

        return calibrated_view(self, reading_language(lang))


def calibrate(
    data: pd.DataFrame,
    design: Design | None,
    margins: Margins,
    *,
    method: Method = "poststratify",
    bounds: Limits = None,
    trim: Limits = None,
    residuals: Residuals = "regression",
    name: str = "calibrated",
    tolerance: float = 1e-10,
    max_steps: int = 100,
) -> Calibrated:
    """Adjust weights as little as possible so that the sample hits known totals of the population.

    Parameters
    ----------
    data : DataFrame, one row per respondent
        Every row takes part; pick parts of the sample afterwards, with the base of a measure.
    design : Design or None
        How the sample was drawn, with the weights before; ``None`` is a simple random sample with weight 1.
    margins : mapping of column (or tuple of columns, crossed) to totals
        Totals are a Series or a dict from category to number of persons, or a single number: the sum of a
        numeric column. The key ``()`` is the number of persons in all. See `margins_from_register`.
    method : {"poststratify", "rake", "linear", "logit"}
        One factor for each cell of one crossed margin; raking to several margins; generalised regression;
        the same with ratios that stay smoothly within `bounds`.
    bounds : tuple of two floats, optional
        The least and the most that a weight may be multiplied by. "logit" needs them, "rake" and "linear"
        cut off at them, "poststratify" has none.
    trim : tuple of two floats, optional
        Cut the ratios off afterwards and share what was cut among the others; the sum of weights stays, the
        totals are no longer hit exactly, and the report says by how much.
    residuals : {"regression", "sweeps"}
        What the variance rests on. "regression": residuals of the regression on the auxiliary variables, with
        the weights before, as the theory asks and R's ``calibrate`` does. "sweeps": as R's ``rake``, ten
        rounds of taking the unweighted mean of each category away; the same with equal weights, otherwise
        only near it.
    name : str
        Name of the new column of weights.
    tolerance : float
        The largest remaining relative difference from a total.
    max_steps : int
        Steps of Newton's method before it gives up.

    Returns
    -------
    Calibrated
        ``.data`` and ``.design`` go straight into `estimate`.

    Raises
    ------
    InputError
        Columns, categories or values that are missing; categories that only one side has; totals that
        disagree with one another; bounds that cannot hold; totals that cannot be hit, with those that are
        furthest off.

    Notes
    -----
    Of all weights w = d·g with Σ w·x = t, those that minimise Σ d·G(g) for a distance G: g = F(xλ), with F
    as in `social_balance.samples.distances.Distance`. Post-stratification is g = N_c/N̂_c. Variances use the
    residuals of the regression on x. [Deville & Särndal 1992; Deville, Särndal & Sautory 1993]

    Examples
    --------
    >>> sample = pd.DataFrame({"sex": [1, 1, 2, 2, 2], "young": [1, 0, 1, 0, 0], "w": [10.0, 10, 10, 10, 20]})
    >>> cal = calibrate(sample, Design(weights="w"), {"sex": {1: 30, 2: 30}, "young": {1: 18, 0: 42}},
    ...                 method="rake")
    >>> cal.weights.round(3).tolist()
    [12.335, 17.665, 5.665, 8.112, 16.224]
    >>> cal.report()[["population", "before", "after"]].round(6)
                     population  before  after
    margin category
    sex    1               30.0    20.0   30.0
           2               30.0    40.0   30.0
    young  1               18.0    20.0   18.0
           0               42.0    40.0   42.0
    """
    design = design or Design()
    asked = _Adjustment(name, method, bounds, trim, residuals, tolerance, max_steps)
    _check_adjustment(data, asked)
    read = read_margins(margins)
    amounts = [margin.place_of(0) for margin in read if margin.is_amount]
    if method == "poststratify" and (len(read) > 1 or amounts):
        raise InputError(Issue("CAL012", values={"count": len(read)}))
    if residuals == "sweeps" and amounts:
        raise InputError([Issue("CAL024", place=place) for place in amounts])
    data = data if data.index.is_unique else data.reset_index(drop=True)
    before = _weights_before(data, design, read)
    if method == "poststratify":
        ratio = _poststratified_ratio(data, read[0], before)
    else:
        ratio = _solved_ratio(data, read, before, asked)
    if trim is not None:
        ratio = _trim_ratio(ratio, before, trim)
    step = describe_step(design, read, name=name, residuals=residuals)
    return build_calibrated(data, design, read, before, before * ratio, step=step, method=method)


def describe_step(
    design: Design,
    margins: Sequence[Margin],
    *,
    name: str,
    known: Known = "population",
    residuals: Residuals = "regression",
) -> Calibration:
    """Return what the variance has to know of an adjustment of the weights of a design."""
    return Calibration(
        base=design.weights,
        weights=name,
        margins=tuple(margin.columns for margin in margins if not margin.is_amount),
        amounts=tuple(margin.columns[0] for margin in margins if margin.is_amount),
        known=known,
        residuals=residuals,
    )


def build_calibrated(
    data: pd.DataFrame,
    design: Design,
    margins: tuple[Margin, ...],
    before: Floats,
    after: Floats,
    *,
    step: Calibration,
    method: str,
) -> Calibrated:
    """Put the weights in the table, and what the variance has to know in the design."""
    # The number of rows and the sum know the table again, should someone drop rows before estimating.
    step = replace(step, rows=len(data), total=float(after.sum()))
    adjusted = replace(design, weights=step.weights, calibrations=(*design.calibrations, step))
    return Calibrated(data.assign(**{step.weights: after}), adjusted, margins, before, method)


@dataclass(frozen=True)
class _Adjustment:
    """How weights are to be adjusted; `calibrate` says each of them."""

    name: str
    method: Method
    bounds: Limits
    trim: Limits
    residuals: Residuals
    tolerance: float
    max_steps: int

    @property
    def distance(self) -> Distance:
        """The distance that is minimised."""
        low, high = self.bounds or (-np.inf, np.inf)
        shape: dict[str, DistanceName] = {"linear": "linear", "rake": "rake", "logit": "logit"}
        return Distance(shape[self.method], float(low), float(high))


def _check_adjustment(data: pd.DataFrame, asked: _Adjustment) -> None:
    """Refuse methods, bounds and names that cannot be meant."""
    faults = Faults()
    known = get_args(Method)
    if asked.method not in known:
        values = {"known": known, "suggestion": suggest(asked.method, known)}
        faults.add(Issue("CAL016", place=f"'{asked.method}'", values=values))
    for limits in (asked.bounds, asked.trim):
        if limits is not None and not _around_one(limits):
            faults.add(Issue("CAL009", found=str(limits)))
    if asked.method == "logit" and asked.bounds is None:
        faults.add(Issue("CAL010"))
    if asked.method == "logit" and asked.bounds is not None and not np.isfinite(asked.bounds).all():
        faults.add(Issue("CAL009", found=str(asked.bounds)))
    if asked.method == "poststratify" and asked.bounds is not None:
        faults.add(Issue("CAL011"))
    # The sweeps are a way of raking, and take means of categories away, so nothing else can have them.
    if asked.residuals == "sweeps" and asked.method != "rake":
        faults.add(Issue("CAL024", place=f"'{asked.method}'"))
    if asked.name in data:
        faults.add(Issue("CAL017", place=Place.column(asked.name)))
    faults.raise_if_any()


def _around_one(limits: tuple[float, float]) -> bool:
    return len(limits) == 2 and limits[0] < 1 < limits[1]


def _weights_before(data: pd.DataFrame, design: Design, margins: Sequence[Margin]) -> Floats:
    """The weights of the design, when it and the margins fit the data; every fault of both at once."""
    faults = Faults()
    weights = np.ones(len(data))
    with faults.catch():
        weights = bind_design(design, data).weights
    # A distance from a negative weight has no meaning, so none is calibrated a second time.
    if (weights < 0).any():
        faults.add(rows_issue("CAL019", str(design.weights), weights < 0))
    faults.add(check_margins(margins, data, weights))
    faults.raise_if_any()
    return weights


def _poststratified_ratio(data: pd.DataFrame, margin: Margin, before: Floats) -> Floats:
    sums = margin.weighted_sums(data, before)
    return (margin.totals / np.where(sums > 0, sums, 1.0))[margin.category_codes(data)]


def _solved_ratio(
    data: pd.DataFrame, margins: Sequence[Margin], before: Floats, asked: _Adjustment
) -> Floats:
    """Ratio of each row that solves the calibration equations, or a fault that names what is in the way."""
    distance = asked.distance
    faults = Faults()
    for margin in margins:
        faults.add(_beyond_bounds(margin, data, before, distance))
    faults.raise_if_any()
    counted = [margin.category_codes(data) for margin in margins if not margin.is_amount]
    # Rows that are alike get the same ratio, so the equations are solved once for each kind of row.
    pattern, first_row = number_patterns(counted, rows=len(data), apart=len(counted) < len(margins))
    first = data.iloc[first_row]
    solution = solve_calibration(
        np.hstack([_auxiliary_values(margin, first) for margin in margins]),
        np.bincount(pattern, weights=before, minlength=len(first_row)).astype(float),
        np.concatenate([margin.totals for margin in margins]),
        distance,
        tolerance=asked.tolerance,
        max_steps=asked.max_steps,
    )
    if not solution.converged:
        raise InputError(_missed_totals(margins, solution))
    return solution.ratio[pattern]


def _auxiliary_values(margin: Margin, frame: pd.DataFrame) -> Floats:
    """The amount of each row, or 1 in the column of its category."""
    if margin.is_amount:
        return frame[[margin.columns[0]]].to_numpy(dtype=float)
    return np.eye(len(margin.totals))[margin.category_codes(frame)]


def _beyond_bounds(margin: Margin, data: pd.DataFrame, before: Floats, distance: Distance) -> list[Issue]:
    """Categories whose weights would have to move further than the bounds, whatever the others do."""
    if margin.is_amount:
        return []
    sums = margin.weighted_sums(data, before)
    ratio = np.divide(margin.totals, sums, out=np.ones(len(sums)), where=sums > 0)
    outside = (ratio < distance.low - SLACK) | (ratio > distance.high + SLACK)
    return [
        Issue("CAL013", place=margin.place_of(int(i)), values={"ratio": float(f"{ratio[i]:.4g}"),
              "low": distance.low, "high": distance.high})
        for i in np.flatnonzero(outside)
    ]  # fmt: skip


def _missed_totals(margins: Sequence[Margin], solution: Solution) -> list[Issue]:
    """The totals that are furthest off, relatively, the worst first."""
    wanted = np.concatenate([margin.totals for margin in margins])
    places = [margin.place_of(i) for margin in margins for i in range(len(margin.totals))]
    # Relative, so that a small category that is far off is named before a large one that is nearly hit.
    gap = np.abs(solution.reached - wanted) / np.where(wanted != 0, np.abs(wanted), 1.0)
    worst = np.argsort(-gap, kind="stable")[:WORST]
    return [
        Issue(
            "CAL008",
            place=places[i],
            values={
                "reached": float(f"{solution.reached[i]:.6g}"),
                "wanted": float(wanted[i]),
                "gap": float(f"{100 * gap[i]:.3g}"),
                "steps": solution.steps,
            },
        )
        for i in worst
        if i == worst[0] or gap[i] > max(1e-6, gap[worst[0]] / 100)
    ]


def _trim_ratio(ratio: Floats, before: Floats, limits: tuple[float, float]) -> Floats:
    """Cut ratios off and share the cut weight among the others with one addition to all their ratios."""
    cut = np.clip(ratio, *limits)
    inside = cut == ratio
    if not before[inside].any() and before.any():
        raise InputError(Issue("CAL025", found=str(limits)))
    # One addition to all, not a factor: R's trimWeights() shares what was cut like this.
    cut[inside] += float((ratio - cut) @ before) / max(float(before[inside].sum()), 1e-300)
    return cut


def _weight_summary(weights: Floats) -> dict[str, float]:
    # Those without an answer keep a row with weight 0, and are no part of how unequal weights are.
    w = weights[weights != 0]
    if not len(w):
        return {}
    deff = len(w) * float(w @ w) / float(w.sum()) ** 2
    return {
        "total": float(w.sum()), "smallest": float(w.min()), "median": float(np.median(w)),
        "largest": float(w.max()), "negative": float((w < 0).sum()), "deff": deff,
        "effective_base": len(w) / deff,
    }  # fmt: skip
