"""Questions that belong together: items on one scale, or boxes of which several may be ticked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from social_balance.measures.measure import Measure
from social_balance.measures.ratio import share

NOT_MENTIONED = "Ikke nævnt"  # a box left open by somebody who answered the set


@dataclass(frozen=True)
class ItemSet:
    """Items that are answered on the same scale and read as one score.

    Parameters
    ----------
    name : str
        Name of the score.
    items : tuple of str
        Columns of the codebook, all with the same ends.
    label : str
        What the items ask about.
    """

    name: str
    items: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class MultipleSet:
    """A question to which several answers may be given, one column for each.

    Parameters
    ----------
    name : str
        Name of the set, and of the column that counts the answers given.
    columns : tuple of str
        Columns of the codebook.
    counted : float
        The code that says that an answer was given.
    label : str
        The question.
    """

    name: str
    columns: tuple[str, ...]
    counted: float = 1.0
    label: str = ""

    def count_mentions(self, answers: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Count the answers that each respondent gave.

        Agencies often write 1 in a ticked box and nothing in the others, so an empty cell says "no" when
        another box of the same respondent holds an answer, and nothing at all when none does.

        Parameters
        ----------
        answers : Mapping of str to ndarray, one element per respondent
            The columns, NaN where there is no answer.

        Returns
        -------
        ndarray of float, one element per respondent
            NaN for those who answered nothing in the set.

        Examples
        --------
        >>> transport = MultipleSet("transport", ("bus", "bike"))
        >>> nothing = float("nan")
        >>> boxes = {"bus": np.array([1, nothing, 0]), "bike": np.array([1, nothing, nothing])}
        >>> transport.count_mentions(boxes)
        array([ 2., nan,  0.])
        """
        given = np.stack([answers[name] for name in self.columns])
        count = (given == self.counted).sum(axis=0).astype(np.float64)
        return np.where(np.isnan(given).all(axis=0), np.nan, count)

    def measures(self) -> dict[str, Measure]:
        """Return for each answer the percentage that gave it, of those who answered the question.

        Returns
        -------
        dict of str to Measure
            By the name of the column, as `estimate` takes them.

        Examples
        --------
        >>> MultipleSet("transport", ("bus", "bike")).measures()["bike"].kind
        'share'
        """
        base = f"{self.name} is not missing"
        return {name: share(f"{name} == {self.counted:g}", base=base) for name in self.columns}
