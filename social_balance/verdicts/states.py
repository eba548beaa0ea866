"""The state of a change, and the verdict that joins an area's own development with that of its gap."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from social_balance.arrays import Floats
from social_balance.estimates.significance import t_statistic, upper_tail

OWN_STATES = ("better", "slightly_better", "worse", "slightly_worse", "unchanged", "undecided", "missing")
GAP_STATES = (
    "smaller", "slightly_smaller", "larger", "slightly_larger", "unchanged", "undecided", "no_gap", "missing",
)  # fmt: skip

# Own development × development of the gap. A gap that shrinks although the area is not shown to do better is
# settled by what the reference did: see `verdict`.
VERDICTS: Mapping[tuple[str, str], str] = {
    ("better", "smaller"): "ambition_met",
    ("better", "larger"): "better_gap_larger",
    ("better", "unchanged"): "better_gap_unchanged",
    ("better", "undecided"): "better_gap_undecided",
    ("better", "no_gap"): "better_no_gap",
    ("worse", "larger"): "worse_gap_larger",
    ("worse", "unchanged"): "worse_gap_unchanged",
    ("worse", "undecided"): "worse_gap_undecided",
    ("worse", "no_gap"): "worse_no_gap",
    ("worse", "smaller"): "gap_smaller_others_fell",
    ("unchanged", "larger"): "unchanged_gap_larger",
    ("unchanged", "unchanged"): "unchanged",
    ("unchanged", "undecided"): "unchanged_gap_undecided",
    ("unchanged", "no_gap"): "unchanged_no_gap",
    ("unchanged", "smaller"): "unchanged_gap_smaller",
    ("undecided", "larger"): "undecided_gap_larger",
    ("undecided", "unchanged"): "undecided_gap_unchanged",
    ("undecided", "undecided"): "undecided",
    ("undecided", "no_gap"): "undecided_no_gap",
    ("undecided", "smaller"): "undecided_gap_smaller",
}
VERDICT_CODES = (*dict.fromkeys(VERDICTS.values()), "missing")


def verdict(own: str, gap: str, reference_own: str) -> str:
    """Join an area's own development, its gap and what the reference did into one verdict code.

    Examples
    --------
    >>> verdict("better", "smaller", "better"), verdict("better", "larger", "better")
    ('ambition_met', 'better_gap_larger')
    >>> verdict("undecided", "smaller", "worse")
    'gap_smaller_others_fell'
    """
    if "missing" in (own, gap):
        return "missing"
    own, gap = own.removeprefix("slightly_"), gap.removeprefix("slightly_")
    if own != "better" and gap == "smaller" and reference_own.endswith("worse"):
        return "gap_smaller_others_fell"
    return VERDICTS[own, gap]


def change_states(
    value: Floats, se: Floats, df: Floats, p: Floats, margin: Floats, alpha: float, words: tuple[str, str]
) -> list[str]:
    """Tell a clear change, a slight one, one shown to be inside the margin, and what cannot be decided.

    Clear: p (adjusted) below alpha. Inside: both one-sided tests against ±margin reject at alpha. Both:
    "slightly_…". Neither: "undecided", which is not "unchanged".
    """
    clear = p < alpha
    outside = np.maximum(
        upper_tail(t_statistic(margin - value, se), df), upper_tail(t_statistic(value + margin, se), df)
    )
    inside = outside < alpha
    word = np.where(value > 0, words[0], words[1])
    state = np.select(
        [~np.isfinite(value) | ~np.isfinite(se), clear & inside, clear, inside],
        ["missing", np.char.add("slightly_", word), word, np.full(len(value), "unchanged")],
        "undecided",
    )
    return [str(s) for s in state]
