"""A change of a figure of two groups over places, told apart into what made it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from social_balance.arrays import Floats
from social_balance.measures.segregation import dissimilarity_of_counts, theil_of_counts

# A *table* has the persons of two groups in every place, shape (..., places, 2); its last two axes are told
# by their margins: how large the places are, and how large the groups.

SMALL = 1e-10  # in place of nobody: other margins can fill an empty cell, as in R's segregation
ROUNDS = 500
CLOSE = 1e-11  # of all persons

PARTS = ("sizes", "group_share", "redistribution", "opened", "closed")
Figure = Callable[[Floats], Floats]


def dissimilarity_of_table(table: Floats) -> Floats:
    """Dissimilarity of the two groups of a table.

    Examples
    --------
    >>> float(dissimilarity_of_table(np.array([[3.0, 1.0], [1.0, 3.0]])))
    50.0
    """
    return dissimilarity_of_counts(table[..., 0], table[..., 1])


def theil_h_of_table(table: Floats) -> Floats:
    """Theil's information index of the two groups of a table.

    Examples
    --------
    >>> round(float(theil_h_of_table(np.array([[3.0, 1.0], [1.0, 3.0]]))), 1)
    18.9
    """
    return theil_of_counts(table[..., 0], table[..., 1])


def exposure_of_table(table: Floats) -> Floats:
    """Mean percentage of the others at a place, of the first group, who are of the second.

    Examples
    --------
    >>> round(float(exposure_of_table(np.array([[2.0, 2.0], [0.0, 5.0]]))), 1)
    66.7
    """
    others = table.sum(axis=-1) - 1
    share = np.where(others > 0, table[..., 1] / np.where(others > 0, others, 1.0), 0.0)
    in_company = np.where(others > 0, table[..., 0], 0.0)
    return np.asarray(100 * (in_company * share).sum(axis=-1) / in_company.sum(axis=-1))


FIGURES: dict[str, Figure] = {
    "dissimilarity": dissimilarity_of_table,
    "theil_h": theil_h_of_table,
    "exposure": exposure_of_table,
}


def parts_of_change(before: Floats, after: Floats, figure: Figure) -> dict[str, Floats]:
    """Tell a change of a figure apart into the parts of `PARTS`, which add up to it.

    Parameters
    ----------
    before, after : ndarray of float, shape (..., places, 2)
        Places without anybody in one of them have opened or closed.
    figure : callable
        From a table to the figure.

    Returns
    -------
    dict of str to ndarray of float, shape (...)
        What sizes of places, the groups' shares and the redistribution of the groups over places contribute
        among places that there are in both, and what places contribute that have opened or closed.

    Notes
    -----
    A table has three properties: sizes of places, shares of groups, and how the two are associated (its odds
    ratios), which iterative proportional fitting keeps while it gives a table other margins. Each property is
    taken from before or after, the figure is made of all eight tables, and a part is the Shapley value of its
    property as Elbers (2021) has it: the margins together against the association, and then sizes against
    shares. [Deming & Stephan 1940; Deutsch, Flückiger & Silber 2009]

    Examples
    --------
    >>> before = np.array([[30.0, 10.0], [10.0, 50.0]])
    >>> parts = parts_of_change(before, 2 * before, dissimilarity_of_table)  # twice as many of everybody
    >>> [abs(round(float(part), 6)) for part in parts.values()]
    [0.0, 0.0, 0.0, 0.0, 0.0]
    """
    in_both = ((before.sum(axis=-1) > 0) & (after.sum(axis=-1) > 0))[..., None]
    tables = (before * in_both, after * in_both)
    totals = [table.sum(axis=(-1, -2)) for table in tables]
    sizes = [table.sum(axis=-1) / total[..., None] for table, total in zip(tables, totals, strict=True)]
    shares = [table.sum(axis=-2) / total[..., None] for table, total in zip(tables, totals, strict=True)]
    # f: sizes, shares and association, each of before (0) or after (1).
    f = {}
    for size, share, kept in product((0, 1), repeat=3):
        if size == share == kept:
            f[size, share, kept] = figure(tables[kept])
            continue
        filled = np.where(tables[kept] > 0, tables[kept], SMALL) * in_both
        fitted = fit_margins(filled, sizes[size], shares[share])
        f[size, share, kept] = figure(fitted * totals[kept][..., None, None])
    steps = [(0, 0), (0, 1), (1, 0), (1, 1)]
    return {
        "sizes": np.mean([f[1, share, kept] - f[0, share, kept] for share, kept in steps], axis=0),
        "group_share": np.mean([f[size, 1, kept] - f[size, 0, kept] for size, kept in steps], axis=0),
        "redistribution": (f[0, 0, 1] - f[0, 0, 0] + f[1, 1, 1] - f[1, 1, 0]) / 2,
        "opened": figure(after) - f[1, 1, 1],
        "closed": f[0, 0, 0] - figure(before),
    }


def fit_margins(table: Floats, sizes: Floats, shares: Floats) -> Floats:
    """Return a table with other margins and the odds ratios that it has.

    Parameters
    ----------
    table : ndarray of float, shape (..., places, 2)
        Without empty cells where both margins are to be filled.
    sizes : ndarray of float, shape (..., places)
        Part of all persons in each place.
    shares : ndarray of float, shape (..., 2)
        Part of all persons in each group.

    Examples
    --------
    >>> table = np.array([[30.0, 10.0], [10.0, 50.0]])
    >>> fitted = fit_margins(table, np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    >>> odds = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    >>> round(float(odds), 6), fitted.sum(axis=0).round(6).tolist()
    (15.0, [0.5, 0.5])
    """
    fitted = table / table.sum(axis=(-1, -2), keepdims=True)
    for _ in range(ROUNDS):
        fitted = fitted * _ratio(shares, fitted.sum(axis=-2))[..., None, :]
        ratio = _ratio(sizes, fitted.sum(axis=-1))
        fitted = fitted * ratio[..., None]
        if np.abs(fitted.sum(axis=-2) - shares).max() < CLOSE:
            break
    return np.asarray(fitted)


def _ratio(wanted: Floats, there: Floats) -> Floats:
    return np.asarray(np.divide(wanted, there, out=np.zeros(there.shape), where=there > 0))
