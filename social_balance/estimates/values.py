"""A vector of labelled figures together with their joint covariance: the one shape every result has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.estimates.edges import raise_to_least
from social_balance.estimates.freedom import DegreesOfFreedom, Pieces
from social_balance.estimates.intervals import SHARE_INTERVALS, ShareInterval
from social_balance.estimates.linear_maps import (
    as_multiindex,
    interval_of_map,
    min_over_used,
    shared_or_mixed,
)
from social_balance.estimates.row_limits import presentation_flags, row_limits
from social_balance.estimates.rows import Label, assemble_rows
from social_balance.estimates.significance import t_statistic, two_sided_p
from social_balance.language.faults import InputError, Issue, suggest
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown, reading_language


@dataclass(frozen=True, repr=False)
class Estimates(Shown):
    """Labelled figures with their joint covariance, degrees of freedom, base, method and status.

    Usually made by `estimate`; every later result (scores, indexes, gaps, changes) is a linear map of one.

    Parameters
    ----------
    rows : DataFrame, one row per (measure, *by)
        Columns ``value``, ``df``, ``base`` (unweighted persons in the base), ``positive`` (of them counted;
        NaN where nobody is counted), ``effective_base``, ``deff``, ``deff_srswor``, ``unit``, ``method``,
        ``interval`` ("logit", "beta", "wilson" or "wald" of a share, "byar" or "dobson" of a rate,
        "woodruff" of a quantile, "t", "none"), ``curve`` (what the limits are read off: the distribution
        function of a quantile, the events of a rate) and ``status`` ("ok", or why there is no usable figure).
        Of a register by year also ``as_of``, the year that a figure is from.
    matrix : ndarray of float, shape (k, k)
        Covariance; what stands in it of rows that are not usable is used for nothing.
    pieces : Pieces, optional
        Where the variances come from, for the degrees of freedom of what is made of the figures; of a survey.
    freedom : {"design", "satterthwaite"}
        Whether covariance and degrees of freedom are those of the design or of the pieces.

    Examples
    --------
    >>> est = from_values([("a", 2024), ("b", 2024)], [50.0, 40.0], [4.0, 9.0], names=("measure", "year"))
    >>> diff = est.contrast({("a", 2024): 1, ("b", 2024): -1})
    >>> round(diff.frame()["se"].item(), 3)
    3.606
    """

    rows: pd.DataFrame
    matrix: Floats
    pieces: Pieces | None = field(default=None, kw_only=True)
    freedom: DegreesOfFreedom = field(default="design", kw_only=True)

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.rows)

    @property
    def labels(self) -> pd.MultiIndex:
        """The labels, one level for the measure and one for each `by`."""
        return cast("pd.MultiIndex", self.rows.index)

    @property
    def values(self) -> Floats:
        """The figures, shape (k,); NaN where there is none."""
        return self.rows["value"].to_numpy(dtype=float)

    @cached_property
    def se(self) -> Floats:
        """Standard errors, shape (k,); NaN where there is no usable figure."""
        # Rounding may leave a variance just below 0.
        standard_error = np.sqrt(np.clip(np.diagonal(self.matrix), 0.0, None))
        return np.where(self.usable, standard_error, np.nan)

    @cached_property
    def usable(self) -> Mask:
        """Which rows can be used in calculations, shape (k,) of bool."""
        return (self.rows["status"] == "ok").to_numpy(dtype=bool)

    @property
    def is_carried_forward(self) -> Mask:
        """Which rows show the figure of an earlier year in the place of one that lags, shape (k,) of bool."""
        if "as_of" not in self.rows:
            return np.zeros(len(self), bool)
        year = self.labels.get_level_values("year").to_numpy(dtype=float)
        return self.usable & (self.rows["as_of"].to_numpy(dtype=float) < year)

    @property
    def covariance(self) -> pd.DataFrame:
        """The joint covariance, both axes labelled as the rows; NaN for rows that are not usable."""
        both_usable = np.outer(self.usable, self.usable)
        matrix = np.where(both_usable, self.matrix, np.nan)
        return pd.DataFrame(matrix, index=self.labels, columns=self.labels)

    def frame(self, *, level: float = 0.95, interval: ShareInterval | None = None) -> pd.DataFrame:
        """Return the figures as a table with standard errors and intervals.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.
        interval : {"logit", "beta", "wilson", "wald"}, optional
            How the interval of a share is made; left out: logit in a survey, Wilson in a register. "beta" is
            Korn and Graubard's, and stands in for logit and Wald at 0 and 100 per cent.

        Returns
        -------
        DataFrame, one row per (measure, *by)
            value, se, low, high, df, base, effective_base, deff, deff_srswor, unit, method, status. A fact (a
            full count under ``model="census"``) has se 0 and no interval. ``deff`` is the variance over that
            of a simple random sample with replacement, ``deff_srswor`` over one without; both of the base.

        Raises
        ------
        InputError
            An interval of another name.

        Notes
        -----
        See `social_balance.estimates.intervals.share_limits` for shares and `rate_limits` for rates of a
        full count; a quantile has Woodruff's interval [Woodruff 1952]; everything else value ± t·se.

        Examples
        --------
        >>> est = from_values([("a",)], [40.0], [4.0], names=("measure",))
        >>> est.frame()[["low", "high"]].round(2).values.tolist()
        [[36.08, 43.92]]
        """
        if interval is not None and interval not in SHARE_INTERVALS:
            values = {"known": list(SHARE_INTERVALS), "suggestion": suggest(str(interval), SHARE_INTERVALS)}
            raise InputError(Issue("EST030", found=str(interval), values=values))
        low, high = row_limits(self.rows, self.se, level=level, interval=interval)
        table = self.rows.drop(columns=["interval", "positive", "curve", "years", "beneath"], errors="ignore")
        table.insert(1, "se", self.se)
        table.insert(2, "low", low)
        table.insert(3, "high", high)
        return table

    def flags(self) -> pd.DataFrame:
        """Return, of each share, whether it may be shown by the presentation standards of the US NCHS.

        Returns
        -------
        DataFrame, one row per (measure, *by)
            ``presentation`` ("show", "suppress", "review"; "" for what is no share or has no figure),
            ``reason`` ("base", "outside", "width", "relative_width" suppress; "df", "no_events" ask for a
            review; "outside" is a share that weights below 0 carry out of 0–100),
            ``complement`` ("unreliable" where the rest up to 100 per cent needs a footnote), base, events,
            effective_base (at most the base), df, and the 95 % Korn–Graubard interval low, high with its
            width in percentage points and relative_width in per cent of the value.

        Notes
        -----
        Suppress when base or effective base < 30; when the width ≥ 30 points; when it is between 5 and 30 and
        above 130 % of the value. Of what is left, review when df < 8 or when all or none are positive.
        [Parker JD, Talih M, Malec DJ, et al. National Center for Health Statistics Data Presentation
        Standards for Proportions. National Center for Health Statistics. Vital Health Stat 2(175). 2017]

        Examples
        --------
        >>> from_values([("a",)], [40.0], [4.0], names=("measure",)).flags()["presentation"].item()
        ''
        """
        return presentation_flags(self.rows, self.se)

    def where(self, **labels: object) -> Estimates:
        """Return the rows whose labels match, each given as one value or a list of values.

        Raises
        ------
        InputError
            A label level that does not exist, or no row left.

        Examples
        --------
        >>> est = from_values([("a", 2021), ("a", 2024)], [1.0, 2.0], [0.1, 0.1], names=("measure", "year"))
        >>> est.where(year=2024).values
        array([2.])
        """
        keep = np.ones(len(self), bool)
        for name, wanted in labels.items():
            if name not in self.labels.names:
                raise InputError(
                    Issue("EST010", place=f"'{name}'", values={"known": list(self.labels.names)})
                )
            if not isinstance(wanted, (list, tuple, set, frozenset)):
                wanted = [wanted]
            keep &= self.labels.get_level_values(name).isin(list(wanted))
        if not keep.any():
            raise InputError(Issue("EST011", place=", ".join(f"{k}={v!r}" for k, v in labels.items())))
        return self.take(np.flatnonzero(keep))

    def take(self, positions: Codes) -> Estimates:
        """Return the rows at some positions, in the order given; a position may occur twice."""
        matrix = self.matrix[np.ix_(positions, positions)]
        pieces = None if self.pieces is None else self.pieces.take(positions)
        return Estimates(self.rows.iloc[positions], matrix, pieces=pieces, freedom=self.freedom)

    def linear(
        self, weights: pd.DataFrame, *, offset: float | Sequence[float] = 0.0, unit: str | None = None
    ) -> Estimates:
        """Return linear combinations of the figures with their joint covariance: L·v and L·V·Lᵀ.

        Parameters
        ----------
        weights : DataFrame, one row per new figure, one column per label of this object
            The matrix L. Labels that are left out count 0.
        offset : float or sequence, shape (rows of weights,)
            Added to the values.
        unit : str, optional
            Unit of the new figures; left out: the unit of the figures they are made of.

        Returns
        -------
        Estimates
            A row that uses a figure which is not usable is itself "missing". Degrees of freedom, base and
            effective base are the smallest among the figures used.

        Examples
        --------
        >>> est = from_values([("a",), ("b",)], [3.0, 1.0], [1.0, 1.0], names=("measure",))
        >>> L = pd.DataFrame([[1.0, -1.0]], index=pd.Index(["a-b"], name="measure"), columns=est.labels)
        >>> est.linear(L).values
        array([2.])
        """
        position = self._positions_of(weights.columns)
        matrix = np.zeros((len(weights), len(self)))
        matrix[:, position] = weights.to_numpy(dtype=float)
        return self.linear_map(matrix, as_multiindex(weights.index), offset=offset, unit=unit)

    def linear_map(
        self,
        matrix: Floats,  # shape (new rows, len(self)), in the order of the labels
        labels: pd.MultiIndex,
        *,
        offset: float | Sequence[float] | Floats = 0.0,
        unit: str | None = None,
    ) -> Estimates:
        """As `linear`, from a bare matrix."""
        used = matrix != 0
        is_usable = self.usable
        ok = ~(used & ~is_usable).any(axis=1) & used.any(axis=1)
        values = matrix @ np.where(is_usable, self.values, 0.0) + offset
        least = {
            name: min_over_used(self.rows[name].to_numpy(dtype=float), used)
            for name in ("df", "base", "effective_base")
        }
        rows = assemble_rows(
            labels,
            value=np.where(ok, values, np.nan),
            **least,
            unit=shared_or_mixed(self.rows["unit"], used) if unit is None else unit,
            method=shared_or_mixed(self.rows["method"], used),
            interval=interval_of_map(self.rows["interval"].to_numpy(), used),
            status=np.where(ok, "ok", "missing"),
        )
        mapped = np.where(ok[:, None], matrix, 0.0)
        pieces = None if self.pieces is None else self.pieces.map_rows(mapped)
        matrix = mapped @ self.matrix @ mapped.T
        made = Estimates(rows, matrix, pieces=pieces, freedom=self.freedom)
        return made._with_freedom_of_pieces() if self.freedom == "satterthwaite" else made

    def with_satterthwaite(self) -> Estimates:
        """Return the figures with the covariance and the degrees of freedom of their pieces.

        Notes
        -----
        What verdicts rest on. The covariance is free of the bias that few and unequal sampling units give,
        and every linear map has degrees of freedom of its own, see `social_balance.estimates.freedom`.
        Figures without pieces (of registers, of replicate weights, given ones) are what they were.
        """
        if self.pieces is None or self.freedom == "satterthwaite":
            return self
        both_usable = np.outer(self.usable, self.usable)
        matrix = np.where(both_usable, self.pieces.row_covariance(), 0.0)
        return replace(self, matrix=matrix, freedom="satterthwaite")._with_freedom_of_pieces()

    def _with_freedom_of_pieces(self) -> Estimates:
        """Let the pieces say the degrees of freedom; where nothing varies they are what they were."""
        assert self.pieces is not None
        of_pieces = self.pieces.degrees_of_freedom()
        df = np.where(self.usable & ~np.isnan(of_pieces), of_pieces, self.rows["df"].to_numpy(dtype=float))
        rows = self.rows.assign(df=df)
        is_single = self.usable & (df <= 0)
        if not is_single.any():
            return replace(self, rows=rows)
        rows["status"] = rows["status"].mask(is_single, "single")
        matrix = np.where(np.logical_or.outer(is_single, is_single), 0.0, self.matrix)
        return replace(self, rows=rows, matrix=matrix)

    def with_edge_uncertainty(self) -> Estimates:
        """Return the figures with no share so near 0 or 100 per cent that it is surer than it can be.

        Notes
        -----
        The variance of a share p of n, with effective base nₑ = p(1 − p)/V, is at least that of the share
        when two positive and two negative answers are added, p̃(1 − p̃)/(nₑ + 4) [Agresti & Coull 1998;
        Agresti & Caffo 2000]; nₑ is n where all or none are positive. Of a rate with O events it is at least
        that of O + 2. The figure itself stays, and so do the correlations.
        """
        factor, added = raise_to_least(self.rows, self.se)
        if not (added > 0).any() and (factor == 1).all():
            return self
        matrix = self.matrix * np.outer(factor, factor) + np.diag(added)
        pieces = self.pieces
        if pieces is not None:
            pieces = pieces.with_more_variance(factor, added)
        return replace(self, matrix=matrix, pieces=pieces)

    def keep_levels(self, levels: Sequence[str]) -> Estimates:
        """Return the same figures labelled by some of the levels only."""
        drop = [name for name in self.labels.names if name not in levels]
        rows = self.rows.droplevel(drop)
        return Estimates(rows, self.matrix, pieces=self.pieces, freedom=self.freedom)

    def contrast(self, weights: Mapping[Label, float], *, name: str = "contrast") -> Estimates:
        """Return one linear combination as `Estimates` of one row, with a test in ``.test()``.

        Examples
        --------
        >>> est = from_values([("a",), ("b",)], [3.0, 1.0], [1.0, 1.0], names=("measure",))
        >>> est.contrast({("a",): 1, ("b",): -1}).test()["p"].round(3).item()
        0.157
        """
        columns = pd.MultiIndex.from_tuples(list(weights), names=self.labels.names)
        index = pd.MultiIndex.from_tuples([(name,)], names=["measure"])
        return self.linear(pd.DataFrame([list(weights.values())], index=index, columns=columns))

    def ratio(self, numerator: Label, denominator: Label, *, name: str = "ratio") -> Estimates:
        """Return the ratio of two figures by the delta method, as `Estimates` of one row.

        Notes
        -----
        R = a/b, V(R) ≈ [V(a) − 2R·C(a,b) + R²·V(b)]/b².

        Examples
        --------
        >>> est = from_values([("a",), ("b",)], [3.0, 2.0], [1.0, 1.0], names=("measure",))
        >>> est.ratio(("a",), ("b",)).values
        array([1.5])
        """
        columns = pd.MultiIndex.from_tuples([numerator, denominator], names=self.labels.names)
        [top, bottom] = self.values[self._positions_of(columns)]
        if not bottom:
            raise InputError(Issue("EST012", place=str(denominator)))
        index = pd.MultiIndex.from_tuples([(name,)], names=["measure"])
        slope = pd.DataFrame([[1 / bottom, -top / bottom**2]], index=index, columns=columns)
        linear = self.linear(slope, unit="")
        return replace(linear, rows=linear.rows.assign(value=top / bottom))

    def test(self, *, null: float = 0.0) -> pd.DataFrame:
        """Test, row by row, the null hypothesis that the true figure equals `null` (two-sided t-test).

        Returns
        -------
        DataFrame, one row per figure
            value, se, t, df, p. A fact without sampling error has p 0 when it differs from `null`, else 1.
        """
        df = self.rows["df"].to_numpy(dtype=float)
        t = t_statistic(self.values - null, self.se)
        columns = {"value": self.values, "se": self.se, "t": t, "df": df, "p": two_sided_p(t, df)}
        return pd.DataFrame(columns, index=self.labels)

    def _positions_of(self, labels: pd.Index) -> Codes:
        position = self.labels.get_indexer(as_multiindex(labels))
        if (position < 0).any():
            missing = [str(label) for label in labels[position < 0]]
            raise InputError([Issue("EST013", place=label) for label in missing])
        return position

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.estimates.views import estimates_view

        return estimates_view(self, reading_language(lang))


def from_values(
    labels: Iterable[Label],
    values: Iterable[float],
    variances: Iterable[float] | Floats,
    *,
    names: Sequence[str],
    unit: str = "",
    df: float = np.inf,
) -> Estimates:
    """Make `Estimates` from figures known beforehand: variances, or a full covariance matrix.

    Examples
    --------
    >>> from_values([("a",)], [1.0], [4.0], names=("measure",)).se
    array([2.])
    """
    index = pd.MultiIndex.from_tuples([tuple(label) for label in labels], names=list(names))
    value = np.asarray(list(values), dtype=float)
    if not isinstance(variances, np.ndarray):
        variances = np.array(list(variances), dtype=float)
    matrix = variances.astype(float)
    if matrix.ndim == 1:
        matrix = np.diag(matrix)
    is_given = np.isfinite(value)
    status = np.where(is_given, "ok", "missing")
    rows = assemble_rows(index, value=value, df=df, unit=unit, method="given", interval="t", status=status)
    return Estimates(rows, np.where(np.outer(is_given, is_given), matrix, 0.0))


def as_census(estimates: Estimates) -> Estimates:
    """Return the same figures stated as facts: no covariance and no interval."""
    base = estimates.rows["base"]
    rows = estimates.rows.assign(interval="none", method="census", df=np.inf, effective_base=base)
    return replace(estimates, rows=rows, matrix=np.zeros_like(estimates.matrix), pieces=None)
