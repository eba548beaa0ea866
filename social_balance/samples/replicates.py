"""Replicate weights as a delivery describes them, or the recipe by which they are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.language.faults import Issue, rows_issue, suggest

ReplicateType: TypeAlias = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]
Holds: TypeAlias = Literal["weights", "multipliers"]
Centre: TypeAlias = Literal["mean", "estimate"]


@dataclass(frozen=True)
class Recipe:
    """How replicate weights are made from the strata and units of a design, one block after the other.

    Parameters
    ----------
    kind : {"rao_wu", "jackknife"}
        See `rao_wu` and `jackknife`.
    number, seed : int
        Of a bootstrap; a jackknife leaves out every unit once.
    """

    kind: Literal["rao_wu", "jackknife"]
    number: int = 0
    seed: int = 1


@dataclass(frozen=True)
class Replicates:
    """Replicate weights: columns of a delivery and how they are to be read, or a recipe.

    Parameters
    ----------
    columns : str or list of str
        One column a replicate; empty when there is a `recipe`.
    type : {"JK1", "JKn", "BRR", "Fay", "bootstrap"}
        How they were made.
    scale : float, optional
        Factor of every replicate. Left out: (R−1)/R of R replicates for JK1, 1/R for BRR, 1/(R(1−ρ)²) for
        Fay, 1 for JKn. A bootstrap needs it, for it is 1/R with some makers and 1/(R−1) with others.
    rscales : float or list of float, optional
        A further factor of each replicate. JKn needs it, or else `scale`.
    rho : float, optional
        Fay's ρ, from 0 up to but not 1.
    holds : {"weights", "multipliers"}
        Whether a column holds the weights of the replicate, or what the weight is to be multiplied by.
    centre : {"mean", "estimate"}
        Whether deviations are taken from the mean of the replicates (those with a factor above 0) or from
        the figure itself, which gives a mean squared error.
    df : float, optional
        Degrees of freedom as the delivery states them. Left out: units minus strata when the design names
        them, otherwise the rank of the replicate weights minus 1; of each domain in both cases.
    recipe : Recipe, optional
        Made by `rao_wu` and `jackknife`; not written by hand.

    Notes
    -----
    V = scale·Σ_r rscales_r·(θ_r−c)(θ_r−c)ᵀ, where θ_r are the figures worked out with the weights of
    replicate r and c is the centre. [Wolter 2007, ch. 3–5; Lumley 2010, section 2.3; Fay's method: Judkins
    1990]

    Examples
    --------
    >>> Replicates(["rw1", "rw2", "rw3", "rw4"], "Fay", rho=0.5).factors().tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    columns: str | Sequence[str]
    type: ReplicateType
    _: KW_ONLY
    scale: float | None = None
    rscales: float | Sequence[float] | None = None
    rho: float | None = None
    holds: Holds = "weights"
    centre: Centre = "mean"
    df: float | None = None
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        """Turn the lists into tuples, so that the replicates can be compared and hashed."""
        names = (self.columns,) if isinstance(self.columns, str) else tuple(self.columns)
        object.__setattr__(self, "columns", names)
        if self.rscales is not None and not isinstance(self.rscales, (int, float)):
            object.__setattr__(self, "rscales", tuple(float(factor) for factor in self.rscales))

    def factors(self) -> Floats:
        """Return scale·rscales of each replicate of a delivery, shape (replicates,)."""
        number = len(self.columns)
        rho = self.rho or 0.0
        usual = {"JK1": (number - 1) / number, "BRR": 1 / number, "Fay": 1 / (number * (1 - rho) ** 2)}
        scale = self.scale
        if scale is None:
            scale = usual.get(self.type, 1.0)
        each = self.rscales
        if each is None:
            each = 1.0
        return np.asarray(scale * np.broadcast_to(each, number), dtype=float)

    def check_columns(self, frame: pd.DataFrame) -> list[Issue]:
        """Return every fault of the description and of the columns of a table."""
        return [*self._word_issues(), *self._factor_issues(), *self._column_issues(frame)]

    def read_blocks(self, frame: pd.DataFrame, width: int) -> Iterator[Floats]:
        """Read the columns of a delivery in blocks, each of shape (at most width, rows)."""
        for start in range(0, len(self.columns), width):
            block = frame[list(self.columns[start : start + width])]
            yield np.ascontiguousarray(block.to_numpy(dtype=float, na_value=np.nan).T)

    def _word_issues(self) -> Iterator[Issue]:
        options = {"type": ReplicateType, "holds": Holds, "centre": Centre}
        for name, words in options.items():
            found = str(getattr(self, name))
            known = get_args(words)
            if found not in known:
                values = {"known": list(known), "suggestion": suggest(found, known)}
                yield Issue("REW002", place=f"replicates.{name}", found=repr(found), values=values)

    def _factor_issues(self) -> Iterator[Issue]:
        if self.recipe is not None:
            if self.recipe.kind == "rao_wu" and self.recipe.number < 2:
                yield Issue("REW010", place="n", found=str(self.recipe.number))
            return
        needs = {"bootstrap": self.scale is None, "JKn": self.scale is None and self.rscales is None}
        # Makers differ by 1/R against 1/(R−1), and nothing in the columns tells which.
        if needs.get(self.type, False):
            yield Issue("REW003", place="replicates.scale", values={"type": self.type})
        if isinstance(self.rscales, tuple) and len(self.rscales) not in (1, len(self.columns)):
            counts = {"given": len(self.rscales), "wanted": len(self.columns)}
            yield Issue("REW006", place="replicates.rscales", values=counts)
        for name, value in (("scale", self.scale), ("rscales", self.rscales)):
            if value is not None and not (np.isfinite(value) & (np.asarray(value) >= 0)).all():
                yield Issue("REW009", place=f"replicates.{name}")
        if self.type == "Fay" and not (self.rho is not None and 0 <= self.rho < 1):
            yield Issue("REW007", place="replicates.rho", found="" if self.rho is None else str(self.rho))
        if self.type != "Fay" and self.rho is not None:
            yield Issue("REW008", place="replicates.rho", found=str(self.rho), values={"type": self.type})

    def _column_issues(self, frame: pd.DataFrame) -> Iterator[Issue]:
        if self.recipe is not None:
            return
        if len(self.columns) < 2:
            yield Issue("REW010", place="replicates.columns", found=str(len(self.columns)))
        known = [str(name) for name in frame]
        for name in self.columns:
            if name not in frame:
                yield Issue("REW001", place=f"'{name}'", values={"suggestion": suggest(name, known)})
                continue
            values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            for code, wrong in (("REW005", ~np.isfinite(values)), ("REW004", values < 0)):
                if wrong.any():
                    yield rows_issue(code, name, wrong)
