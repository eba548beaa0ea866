"""The published papers' word for a direction, and whether the tested state bears it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np

Check: TypeAlias = Literal["agrees", "other_size", "not_confirmed", "contradicts", ""]

# The papers state no rule. Ours: below half an index point it stands still, below two it moves "en smule".
STANDS_STILL = 0.5
A_LITTLE = 2.0

# The word that each tested state gives, where it gives any.
_WORD_OF_STATE: Mapping[str, str] = {
    "better": "steget",
    "slightly_better": "steget en smule",
    "unchanged": "stagneret",
    "slightly_worse": "faldet en smule",
    "worse": "faldet",
}
_A_LITTLE = " en smule"


def direction_word(change: float) -> str:
    """Return the published papers' word for a change in index points, by our stated rule.

    Parameters
    ----------
    change : float
        Index points, higher is better.

    Returns
    -------
    str
        "steget", "steget en smule", "stagneret", "faldet en smule" or "faldet"; empty without a figure.

    Notes
    -----
    Size alone decides: under `STANDS_STILL` points "stagneret", under `A_LITTLE` points "en smule". The word
    knows nothing of uncertainty; `direction_check` sets it beside the test.

    Examples
    --------
    >>> direction_word(3.1), direction_word(-0.9), direction_word(0.2)
    ('steget', 'faldet en smule', 'stagneret')
    """
    if not np.isfinite(change):
        return ""
    if abs(change) < STANDS_STILL:
        return "stagneret"
    word = "steget" if change > 0 else "faldet"
    # The papers' only word of size.
    if abs(change) < A_LITTLE:
        word += _A_LITTLE
    return word


def direction_check(word: str, state: str) -> Check:
    """Tell whether the published-style word and the tested state of one change tell the same story.

    Parameters
    ----------
    word : str
        From `direction_word`.
    state : str
        Own state: "better", "slightly_better", "unchanged", "slightly_worse", "worse", "undecided" or
        "missing".

    Returns
    -------
    {"agrees", "other_size", "not_confirmed", "contradicts", ""}
        "other_size": the same way, but only one of them says "en smule" (the test says so when the change is
        shown to be inside the margin). "not_confirmed": the word says something, the test cannot decide.
        "contradicts": another direction, or one of them says that it stands still. Empty without a figure.

    Examples
    --------
    >>> direction_check("steget", "better"), direction_check("steget en smule", "better")
    ('agrees', 'other_size')
    >>> direction_check("stagneret", "undecided"), direction_check("steget en smule", "unchanged")
    ('not_confirmed', 'contradicts')
    """
    if not word or state == "missing":
        return ""
    if state == "undecided":
        return "not_confirmed"
    tested = _WORD_OF_STATE[state]
    if tested == word:
        return "agrees"
    return "other_size" if tested.removesuffix(_A_LITTLE) == word.removesuffix(_A_LITTLE) else "contradicts"
