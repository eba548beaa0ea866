"""Figures of different sources as one set of figures with one covariance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from social_balance.estimates.freedom import DegreesOfFreedom, Pieces, join_pieces, pieces_without_units
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue


def combine(*estimates: Estimates) -> Estimates:
    """Put estimates from different sources together as one; different sources are taken as independent.

    Raises
    ------
    InputError
        The same label in two of them, or other label levels.

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> a = from_values([("a",)], [1.0], [1.0], names=("measure",))
    >>> b = from_values([("b",)], [2.0], [1.0], names=("measure",))
    >>> combine(a, b).values
    array([1., 2.])
    """
    levels = {tuple(est.labels.names) for est in estimates}
    if len(levels) != 1:
        raise InputError(Issue("EST014", found=" / ".join(", ".join(map(str, names)) for names in levels)))
    rows = pd.concat([est.rows for est in estimates])
    twice = rows.index[rows.index.duplicated()]
    if len(twice):
        raise InputError([Issue("EST015", place=str(label)) for label in twice])
    matrix = np.zeros((len(rows), len(rows)))
    start = 0
    for est in estimates:
        own = slice(start, start + len(est))
        matrix[own, own] = est.matrix
        start = own.stop
    if all(est.pieces is None for est in estimates):
        return Estimates(rows, matrix)
    pieces = join_pieces([_pieces_of(est) for est in estimates])
    freedom: DegreesOfFreedom = (
        "satterthwaite" if any(est.freedom == "satterthwaite" for est in estimates) else "design"
    )
    return Estimates(rows, matrix, pieces=pieces, freedom=freedom)


def _pieces_of(estimates: Estimates) -> Pieces:
    """Return the pieces of an estimate, of one that has none its covariance as a single piece."""
    if estimates.pieces is not None:
        return estimates.pieces
    return pieces_without_units(estimates.matrix, estimates.rows["df"].to_numpy(dtype=float))
