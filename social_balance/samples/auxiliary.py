"""Auxiliary variables: what weights were calibrated to, and the residuals that the variance then rests on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, cross_codes

Known: TypeAlias = Literal["population", "sample"]
Residuals: TypeAlias = Literal["regression", "sweeps"]

SWEEPS = 10  # what R survey's rake() does, however near the end it is by then


@dataclass(frozen=True)
class Calibration:
    """One adjustment of the weights that a design carries along for its variance; `calibrate` makes it.

    Parameters
    ----------
    base, weights : str
        Columns of the weights before and after; ``base=None`` means that all were 1 before.
    margins : tuple of tuple of str
        The columns of each margin that the weights were adjusted to.
    amounts : tuple of str
        Numeric columns whose totals the weights were adjusted to.
    rows, total : int, float
        Number of rows and sum of the weights, to know the table again.
    known : {"population", "sample"}
        Where the totals come from: "population" totals are known without error, "sample" totals are those of
        the sample itself (nonresponse), and vary as it does.
    residuals : {"regression", "sweeps"}
        Regression on the auxiliary variables with the weights before the adjustment; or the unweighted mean
        of each category taken away, margin by margin, as R's ``rake`` does.
    """

    base: str | None
    weights: str
    margins: tuple[tuple[str, ...], ...]
    amounts: tuple[str, ...] = ()
    rows: int = 0
    total: float = 0.0
    known: Known = "population"
    residuals: Residuals = "regression"

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the data that it reads."""
        names = (
            self.base,
            self.weights,
            *(name for margin in self.margins for name in margin),
            *self.amounts,
        )
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def fits_table(self, frame: pd.DataFrame) -> bool:
        """Return whether the table still has the rows that were calibrated, and no others."""
        total = float(frame[self.weights].sum())
        return len(frame) == self.rows and abs(total - self.total) <= 1e-6 * max(abs(self.total), 1e-300)


@dataclass(frozen=True)
class Auxiliary:
    """A calibration bound to a table.

    Rows with the same values of every auxiliary variable are a pattern, and the regression is worked out on
    the patterns. With one margin and no amounts a pattern is a post-stratum and `x` is None.
    """

    pattern: Codes
    x: Floats | None  # one row a pattern, one column a category or amount
    weight: Floats  # after the adjustment, one entry a row
    kept: Floats  # the weight with which what the regression explains still varies
    regression: Floats  # weight of each row in the regression
    swept: tuple[Codes, ...] = ()  # the margins, where their means are taken away in turn

    def residuals(self, z: Floats) -> Floats:
        """Take from linearised values what the auxiliary variables explain.

        Notes
        -----
        With z = w·y and weights d before the adjustment, β = (Xᵀ D X)⁻¹ Xᵀ D y and z becomes w·(y − xβ): a
        calibrated total varies as the total of its residuals [Deville & Särndal 1992, result 5]. When the
        auxiliary totals are the sample's own, d·xβ varies too, and z becomes w·(y − xβ) + d·xβ [Särndal,
        Swensson & Wretman 1992, section 15.6].
        """
        # Who has no weight after the adjustment has z = 0 already, and must not divide by it.
        y = z / np.where(self.weight != 0, self.weight, 1.0)[:, None]
        if self.swept:
            return self.weight[:, None] * self._sweep_means(y)
        return z - (self.weight - self.kept)[:, None] * self._fitted_values(y)[self.pattern]

    def _fitted_values(self, y: Floats) -> Floats:
        """Fitted value of each pattern in each regression."""
        d, mean = _weighted_means(self.pattern, self.regression, y)
        if self.x is None:
            return mean
        # Least squares with the root of the weights: the categories of two margins are collinear.
        root = np.sqrt(d)[:, None]
        slope = np.linalg.lstsq(root * self.x, root * mean, rcond=None)[0]
        return np.asarray(self.x @ slope, dtype=float)

    def _sweep_means(self, y: Floats) -> Floats:
        # Not until it has converged: R's rake() makes ten rounds, and this is there to agree with it.
        for _ in range(SWEEPS):
            for code in self.swept:
                y = y - _weighted_means(code, self.regression, y)[1][code]
        return y


def bind_calibration(calibration: Calibration, frame: pd.DataFrame) -> Auxiliary:
    """Bind a calibration to the table that it was made from."""
    weight = frame[calibration.weights].to_numpy(dtype=float)
    base = np.ones(len(frame))
    if calibration.base is not None:
        base = frame[calibration.base].to_numpy(dtype=float)
    codes = [cross_columns(frame, margin)[0] for margin in calibration.margins]
    pattern, first = number_patterns(codes, rows=len(frame), apart=bool(calibration.amounts))
    x = [np.eye(int(code.max(initial=-1)) + 1)[code[first]] for code in codes]
    for name in calibration.amounts:
        amount = frame[name].to_numpy(dtype=float)[:, None]
        # Of one size with the indicators, so that none is taken for rounding.
        x.append(amount / max(float(np.abs(amount).max(initial=0)), 1e-300))
    poststrata = len(codes) == 1 and not calibration.amounts
    made = Auxiliary(
        pattern=pattern,
        x=None if poststrata else np.hstack(x),
        weight=weight,
        # Totals of the population do not vary; those of the sample itself vary with the weights before.
        kept=np.where(calibration.known == "sample", base, 0.0),
        regression=np.where(weight != 0, base, 0.0),
    )
    if calibration.residuals == "regression":
        return made
    return replace(made, regression=(weight != 0).astype(float), swept=tuple(codes))


def _weighted_means(code: Codes, weight: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Sum of the weights of each code, and the weighted mean of each column of y."""
    size = int(code.max(initial=-1)) + 1
    d = np.bincount(code, weights=weight, minlength=size).astype(float)
    mean = np.empty((size, y.shape[1]))
    for j, column in enumerate(y.T):
        mean[:, j] = np.bincount(code, weights=weight * column, minlength=size)
    return d, mean / np.where(d > 0, d, 1.0)[:, None]


def number_patterns(codes: Sequence[Codes], *, rows: int, apart: bool) -> tuple[Codes, Codes]:
    """Pattern of each row by its codes, and the first row of each pattern; `apart` makes each row its own.

    Examples
    --------
    >>> number_patterns([np.array([0, 1, 0]), np.array([5, 5, 5])], rows=3, apart=False)
    (array([0, 1, 0]), array([0, 1]))
    """
    if apart:
        every = np.arange(rows, dtype=np.intp)
        return every, every
    pattern = np.zeros(rows, dtype=np.intp)
    for code in codes:
        pattern = pd.factorize(cross_codes(pattern, code))[0].astype(np.intp)
    return pattern, np.unique(pattern, return_index=True)[1].astype(np.intp)


def cross_columns(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[Codes, list[tuple[Hashable, ...]]]:
    """Code of each row among the combinations of the columns' values that occur, and the combinations.

    Examples
    --------
    >>> cross_columns(pd.DataFrame({"sex": [1, 2, 1], "area": ["a", "a", "a"]}), ["sex", "area"])
    (array([0, 1, 0]), [(1, 'a'), (2, 'a')])
    """
    code = np.zeros(len(frame), dtype=np.intp)
    for column in columns:
        # Numbered anew after each column, so that the product of many columns does not overflow.
        inner, values = pd.factorize(frame[column])
        code = pd.factorize(code * (len(values) + 1) + inner)[0].astype(np.intp)
    first = np.unique(code, return_index=True)[1]
    if not columns:
        return code, [()]
    values_of_first = [frame[column].iloc[first].tolist() for column in columns]
    return code, list(zip(*values_of_first, strict=True))
