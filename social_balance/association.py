"""Whether two answers go together in the population: a chi-square test that knows the survey's design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from social_balance.arrays import Floats
from social_balance.conditions.memory import truth
from social_balance.conditions.reading import parse
from social_balance.estimating import estimate
from social_balance.language.faults import InputError, Issue, Place, absent_columns
from social_balance.language.words import phrase
from social_balance.measures.ratio import share
from social_balance.samples.design import Design


@dataclass(frozen=True)
class RaoScott:
    """A table of two answers with the Rao–Scott tests of independence.

    Parameters
    ----------
    table : DataFrame, one row per value of the first answer, one column per value of the second
        Weighted percentages of everybody in the table.
    base : int
        Respondents in the table.
    f, ndf, ddf, p : float
        Second-order correction: F statistic, its two (usually not whole) degrees of freedom, p-value.
    x2, df, p_first : float
        Pearson's X² of the weighted table scaled to `base`, its degrees of freedom, and the p-value of the
        first-order correction, of X² over the mean design effect.
    deff : float
        Mean of the generalised design effects.
    """

    table: pd.DataFrame
    base: int
    f: float
    ndf: float
    ddf: float
    p: float
    x2: float
    df: float
    p_first: float
    deff: float

    def null(self, lang: str = "da") -> str:
        """Return the null hypothesis in words.

        Parameters
        ----------
        lang : {"da", "en"}
            Language of the text.
        """
        names = {"rows": self.table.index.name, "columns": self.table.columns.name}
        return phrase("association", "null", lang, **names)


def rao_scott(
    frame: pd.DataFrame, rows: str, columns: str, design: Design | None = None, *, base: str | None = None
) -> RaoScott:
    """Test whether two answers are independent in the population.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
        Whoever lacks one of the answers is outside the table but keeps a place in the design.
    rows, columns : str
        Columns with the two answers, each with at least two values.
    design : Design, optional
        Left out: a simple random sample.
    base : str, optional
        Condition: who takes part. The others keep their place in the design too.

    Returns
    -------
    RaoScott

    Raises
    ------
    InputError
        A column that is missing, an answer with a single value, so many empty cells that the test does not
        exist, a fault in the design.

    Notes
    -----
    With p the weighted cell shares, V their design-based covariance, D = diag(p) and C contrasts of
    interaction (orthogonal to rows and columns), Δ = (CᵀD⁻¹C/n)⁻¹ CᵀD⁻¹VD⁻¹C has the generalised design
    effects as eigenvalues. First order: X²/mean(δ) against χ² with (r−1)(c−1) degrees of freedom. Second
    order: F = X²/tr Δ against F with d and d·ν degrees of freedom, d = (tr Δ)²/tr Δ², ν those of the design.
    The null hypothesis of both is independence of rows and columns. [Rao & Scott 1984; Thomas & Rao 1987]

    Examples
    --------
    >>> frame = pd.DataFrame({"koen": [1, 1, 1, 1, 2, 2, 2, 2, 2], "tryg": [1, 1, 1, 2, 1, 2, 2, 2, 2]})
    >>> test = rao_scott(frame, "koen", "tryg")
    >>> round(test.x2, 3), round(test.p, 3)
    (2.722, 0.158)
    >>> print(test.null("en"))
    In the population koen and tryg are independent: tryg is distributed alike for every value of koen.
    """
    if missing := absent_columns([rows, columns], frame):
        raise InputError(missing)
    answered = frame[rows].notna() & frame[columns].notna()
    if base is not None:
        answered &= truth(parse(base), frame)
    if design is not None and design.weights in frame:
        answered &= frame[design.weights] != 0
    codes = [pd.factorize(frame.loc[answered, name], sort=True) for name in (rows, columns)]
    shape = (len(codes[0][1]), len(codes[1][1]))
    faults = [
        Issue("EST031", place=Place.column(name), values={"count": count})
        for name, count in zip((rows, columns), shape, strict=True)
        if count < 2
    ]
    if faults:
        raise InputError(faults)
    cell = np.full(len(frame), np.nan)
    cell[answered.to_numpy()] = codes[0][0] * shape[1] + codes[1][0]
    p, covariance, df = _cell_shares(frame, cell, shape[0] * shape[1], design)
    delta = _design_effects(p, covariance, shape, base=int(answered.sum()), place=f"'{rows}' × '{columns}'")
    index, header = (pd.Index(c[1], name=name) for c, name in zip(codes, (rows, columns), strict=True))
    table = pd.DataFrame(100 * p.reshape(shape), index=index, columns=header)
    return _rao_scott_result(table, delta, int(answered.sum()), df)


def _cell_shares(
    frame: pd.DataFrame, cell: Floats, k: int, design: Design | None
) -> tuple[Floats, Floats, float]:
    """Shares of the cells, their covariance, and the degrees of freedom."""
    name = "cell_of_the_table"
    measures = {str(i): share(f"{name} == {i}", base=f"{name} is not missing") for i in range(k)}
    made = estimate(frame.assign(**{name: cell}), measures, design=design)
    return made.values / 100, made.matrix / 100**2, float(made.rows["df"].iloc[0])


def _design_effects(
    p: Floats, covariance: Floats, shape: tuple[int, int], *, base: int, place: str
) -> Floats:
    """Return the matrix Δ, whose eigenvalues are the generalised design effects."""
    contrasts = np.kron(_interaction_contrasts(shape[0]), _interaction_contrasts(shape[1]))
    inverse = np.where(p > 0, 1 / np.where(p > 0, p, 1.0), 0.0)
    scaled = contrasts * inverse[:, None]
    simple = contrasts.T @ scaled / base
    if np.linalg.matrix_rank(simple) < len(simple):
        raise InputError(Issue("EST032", place=place))
    delta: Floats = np.linalg.solve(simple, scaled.T @ covariance @ scaled).astype(float)
    return delta


def _interaction_contrasts(k: int) -> Floats:
    """Columns orthogonal to the constant: each value against the last."""
    return np.vstack([np.eye(k - 1), -np.ones((1, k - 1))])


def _rao_scott_result(table: pd.DataFrame, delta: Floats, base: int, df: float) -> RaoScott:
    p = table.to_numpy() / 100
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    x2 = base * float(np.sum((p - expected) ** 2 / expected))
    trace = float(np.trace(delta))
    k = len(delta)
    f = x2 / trace
    ndf = trace**2 / float(np.trace(delta @ delta))
    ddf = ndf * df if df > 0 else np.nan
    return RaoScott(
        table, base, f, ndf, ddf, float(special.fdtrc(ndf, ddf, f)),
        x2, float(k), float(special.chdtrc(k, x2 / (trace / k))), trace / k,
    )  # fmt: skip
